using System.Collections.Concurrent;
using System.Net;
using Palladium.Node.Network;
using Palladium.Node.People;
using Palladium.Sqlite.People;

namespace Palladium.Node.Intake;

/// <summary>
/// Senders over MQTT and Cursor-on-Target: they sign in with a token as their password, and are known by its id for as long
/// as they stay connected and the token counts. A token that was revoked or has ended is noticed within a second.
/// </summary>
internal sealed class TokenSenders(Credentials credentials, Principals principals, PeopleStore people, TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (Asking Asking, long AskedAt)> _known = new();

    /// <summary>The name of the sender behind a token that has the scope; null for anybody else.</summary>
    public async ValueTask<string?> SignInAsync(string token, string scope, CancellationToken cancellation)
    {
        if (await credentials.PrincipalAsync(token, cancellation) is not { } user || !user.HasScope(scope) || principals.Of(user) is not { } asking
            || user.TokenId() is not { } id)
        {
            return null;
        }

        _known[id] = (asking, clock.GetTimestamp());
        return id;
    }

    /// <summary>The sender of a connection that signed in; null once its token does not count any more.</summary>
    public Asking? Of(string sender)
    {
        if (!_known.TryGetValue(sender, out var known))
        {
            return null;
        }

        if (clock.GetElapsedTime(known.AskedAt) < AskAgain)
        {
            return known.Asking;
        }

        if (!people.IsTokenLive(sender))
        {
            _known.TryRemove(sender, out _);
            return null;
        }

        _known[sender] = known with { AskedAt = clock.GetTimestamp() };
        return known.Asking;
    }

    public static IPAddress AddressOf(string address) => IPAddress.Parse(address);
}
