using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Palladium.Node.People;

/// <summary>What a passkey ceremony is for: an answer to one is no answer to another.</summary>
internal enum CeremonyKind
{
    Register,
    SignIn,
    Prove,
    Approve,
}

/// <summary>
/// Passkey ceremonies that were begun: each is answered once, within five minutes, by whom it was begun for. In memory alone:
/// after a restart people begin again.
/// </summary>
internal sealed class Ceremonies(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // Anybody may begin to sign in: what they begin must not fill the memory.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, Begun> _begun = new(StringComparer.Ordinal);

    /// <summary>Keeps a ceremony's state; null when too many are open.</summary>
    /// <param name="kind">What for.</param>
    /// <param name="session">The session it was begun in; empty before sign-in.</param>
    /// <param name="state">What the answer is checked against.</param>
    public string? Begin(CeremonyKind kind, string session, string state)
    {
        if (_begun.Count >= Most)
        {
            foreach (var (old, begun) in _begun)
            {
                if (IsOver(begun))
                {
                    _begun.TryRemove(old, out _);
                }
            }

            if (_begun.Count >= Most)
            {
                return null;
            }
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _begun[id] = new Begun(kind, session, state, clock.GetTimestamp());
        return id;
    }

    /// <summary>The state of a ceremony, once; null when there is none of that kind for that session.</summary>
    public string? Take(CeremonyKind kind, string session, string id) =>
        _begun.TryRemove(id, out var begun) && begun.Kind == kind && begun.Session == session && !IsOver(begun) ? begun.State : null;

    private bool IsOver(Begun begun) => clock.GetElapsedTime(begun.At) > Lifetime;

    private sealed record Begun(CeremonyKind Kind, string Session, string State, long At);
}
