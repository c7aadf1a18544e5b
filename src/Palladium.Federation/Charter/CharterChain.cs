using System.Collections.Immutable;
using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>Two valid successors of one parent: the proof that stewards signed twice.</summary>
/// <param name="Parent">Hash of the parent at which the charter is frozen.</param>
/// <param name="First">The successor that was known first.</param>
/// <param name="Second">The other one.</param>
public sealed record CharterConflict(string Parent, SignedCharter First, SignedCharter Second);

/// <summary>
/// The charters from the first on, each verified: the first by the hash in the invitation and the signatures of its own
/// stewards, each successor by the stewards and the threshold of its parent. Immutable.
/// </summary>
public sealed class CharterChain
{
    private readonly ImmutableArray<SignedCharter> _versions;

    private CharterChain(ImmutableArray<SignedCharter> versions, CharterConflict? conflict)
    {
        _versions = versions;
        Conflict = conflict;
    }

    /// <summary>Every verified version, the first at 0; up to the parent of a conflict and no further.</summary>
    public IReadOnlyList<SignedCharter> Versions => _versions;

    /// <summary>The version in force: the last, or the parent at which the charter is frozen.</summary>
    public SignedCharter InForce => _versions[^1];

    /// <summary>The version of that hash; null when it is not in the chain.</summary>
    public SignedCharter? Find(string hash) => _versions.FirstOrDefault(version => version.Hash == hash);

    /// <summary>The two successors that froze the charter, or null. Nothing is taken after it until the stewards' ceremony.</summary>
    public CharterConflict? Conflict { get; }

    /// <summary>Whether the charter is frozen.</summary>
    public bool IsFrozen => Conflict is not null;

    /// <summary>Begins a chain.</summary>
    /// <param name="firstHash">The hash that came with the invitation.</param>
    /// <param name="first">The first charter.</param>
    public static Outcome<CharterChain> Begin(string firstHash, SignedCharter first)
    {
        if (first.Hash != firstHash)
        {
            return new Refusal("hash", "charter.first-hash", "This is not the first charter that the invitation names.");
        }

        if (first.Charter.Version != 1)
        {
            return new Refusal("version", "charter.first-version", "A chain begins with version 1.");
        }

        return TooFewSigned(first, first.Charter) is { } refusal ? refusal : new CharterChain([first], null);
    }

    /// <summary>
    /// Takes a further version. Known ones change nothing. A valid second successor of a parent freezes the chain at that
    /// parent: that is an accepted outcome with <see cref="Conflict"/> set, since the evidence counts.
    /// </summary>
    public Outcome<CharterChain> Offer(SignedCharter offered)
    {
        if (_versions.Any(version => version.Hash == offered.Hash))
        {
            return this;
        }

        if (Conflict is { } conflict)
        {
            return conflict.First.Hash == offered.Hash || conflict.Second.Hash == offered.Hash
                ? this
                : new Refusal("parent", "charter.frozen", "The charter is frozen: two successors of one parent were signed.");
        }

        var at = -1;
        for (var i = 0; i < _versions.Length; i++)
        {
            at = _versions[i].Hash == offered.Charter.Parent ? i : at;
        }

        if (at < 0)
        {
            return new Refusal("parent", "charter.unknown-parent", "The version before this one is not known here.");
        }

        var parent = _versions[at].Charter;
        if (offered.Charter.Version != parent.Version + 1 || offered.Charter.Network != parent.Network)
        {
            return new Refusal("version", "charter.version", "A successor has its parent's network and the next version.");
        }

        if (TooFewSigned(offered, parent) is { } refusal)
        {
            return refusal;
        }

        return at == _versions.Length - 1
            ? new CharterChain(_versions.Add(offered), null)
            : new CharterChain(_versions[..(at + 1)], new CharterConflict(_versions[at].Hash, _versions[at + 1], offered));
    }

    private static Refusal? TooFewSigned(SignedCharter signed, NetworkCharter by)
    {
        var count = signed.SignedBy(by.Stewards).Count;
        return count >= by.Threshold
            ? null
            : new Refusal("signatures", "charter.threshold", $"{count} stewards signed; {by.Threshold} are needed.");
    }
}
