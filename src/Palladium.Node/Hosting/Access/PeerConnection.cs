using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Palladium.Records;

namespace Palladium.Node.Hosting.Access;

/// <summary>
/// Marks connections of the peer port. The listener marks every connection with <see cref="MarkListener"/>, and the TLS
/// code names the member once its key was found in the charter. Requests on such a connection reach only endpoints mapped
/// with <see cref="AccessConventions.ForPeers"/>, and those are reached by nobody else.
/// </summary>
public static class PeerConnection
{
    private static readonly object ListenerKey = new();
    private static readonly object MemberKey = new();

    /// <summary>Says that a connection belongs to the peer port.</summary>
    public static void MarkListener(ConnectionContext connection) => connection.Items[ListenerKey] = true;

    /// <summary>Says which member proved its key on this connection.</summary>
    public static void MarkMember(ConnectionContext connection, MemberId member) => connection.Items[MemberKey] = member;

    /// <summary>Whether a request came in on the peer port.</summary>
    public static bool IsPeerPort(HttpContext context) => Items(context)?.ContainsKey(ListenerKey) is true;

    /// <summary>The member at the other end; null when none proved its key.</summary>
    public static MemberId? MemberOf(HttpContext context) => Items(context)?.TryGetValue(MemberKey, out var member) is true ? (MemberId?)member : null;

    private static IDictionary<object, object?>? Items(HttpContext context) => context.Features.Get<IConnectionItemsFeature>()?.Items;
}
