using System.Collections.Concurrent;
using System.Net;
using Palladium.Node.Network;
using Palladium.Node.People;

namespace Palladium.Node.Intake;

/// <summary>
/// Senders over MQTT and Cursor-on-Target: they sign in with a token as their password, and are known by its id for as long
/// as they stay connected.
/// </summary>
internal sealed class TokenSenders(Credentials credentials, Principals principals)
{
    private readonly ConcurrentDictionary<string, Asking> _known = new();

    /// <summary>The name of the sender behind a token that has the scope; null for anybody else.</summary>
    public async ValueTask<string?> SignInAsync(string token, string scope, CancellationToken cancellation)
    {
        if (await credentials.PrincipalAsync(token, cancellation) is not { } user || !user.HasScope(scope) || principals.Of(user) is not { } asking
            || user.TokenId() is not { } id)
        {
            return null;
        }

        _known[id] = asking;
        return id;
    }

    /// <summary>The sender of a connection that signed in.</summary>
    public Asking? Of(string sender) => _known.GetValueOrDefault(sender);

    public static IPAddress AddressOf(string address) => IPAddress.Parse(address);
}
