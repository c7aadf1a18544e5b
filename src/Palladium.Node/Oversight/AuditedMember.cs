using Palladium.Log;

namespace Palladium.Node.Oversight;

/// <summary>A member whose log is watched: who it is, by which keys, and where its public log is.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">A word of the doctrine.</param>
/// <param name="Origin">Its log's origin.</param>
/// <param name="LogKey">Verifies its checkpoints.</param>
/// <param name="CosignKey">Verifies its cosignatures.</param>
/// <param name="PublicUrl">Its node, without a slash at the end; null when nobody says.</param>
internal sealed record AuditedMember(
    string Id, string Name, string Kind, string Origin, NoteVerifierKey LogKey, NoteVerifierKey CosignKey, string? PublicUrl)
{
    /// <summary>The prefix of its log; null when nobody says where it is.</summary>
    public Uri? LogPrefix => PublicUrl is null ? null : new Uri(PublicUrl + "/log");

    /// <summary>What two nodes must agree on.</summary>
    public (string Origin, string LogKey, string CosignKey) Identity => (Origin, LogKey.ToString(), CosignKey.ToString());
}

/// <summary>The members as one node names them. Trusted no further than that node.</summary>
/// <param name="Url">The node.</param>
/// <param name="Network">The network's name; empty for a node that is alone.</param>
/// <param name="Self">The member whose node answered.</param>
/// <param name="CharterVersion">The charter it follows; 0 for none.</param>
/// <param name="Members">The members.</param>
internal sealed record NetworkView(string Url, string Network, string Self, long CharterVersion, IReadOnlyList<AuditedMember> Members);
