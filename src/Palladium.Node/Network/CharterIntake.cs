using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>What an offer adds to a chain.</summary>
/// <param name="Added">The versions that were not known, in order.</param>
/// <param name="Chain">The chain with them; also one that they freeze.</param>
/// <param name="Doctrine">The doctrine that is in force under it.</param>
/// <param name="IsOlder">Whether the offer ends with a version that another has replaced here.</param>
internal sealed record CharterAddition(IReadOnlyList<SignedCharter> Added, CharterChain Chain, DoctrineBundle Doctrine, bool IsOlder);

/// <summary>
/// Holds what is offered against the charter and the doctrine of a data folder: signatures, succession, and that the doctrine is the one
/// named and follows the one before it. There is one reason for each refusal. For one thread at a time.
/// </summary>
internal sealed class CharterIntake(string dataFolder)
{
    /// <summary>What an offer would change; nothing is written.</summary>
    /// <param name="chain">The chain as it is known here.</param>
    /// <param name="inForce">The doctrine in force; null when it is missing here.</param>
    /// <param name="offer">The offer, from anybody.</param>
    public Outcome<CharterAddition> Check(CharterChain chain, DoctrineBundle? inForce, CharterOffer offer)
    {
        var added = new List<SignedCharter>();
        var next = chain;
        SignedCharter? last = null;
        foreach (var version in offer.Versions)
        {
            if (!SignedCharter.Parse(version.Charter, version.Signatures).Accepted(out var signed, out var refusal)
                || !next.Offer(signed).Accepted(out var longer, out refusal))
            {
                return refusal;
            }

            last = signed;
            if (!ReferenceEquals(longer, next))
            {
                added.Add(signed);
                next = longer;
            }
        }

        if (last is null)
        {
            return new Refusal("versions", "charter.offer", "An offer holds versions of the charter and a doctrine.");
        }

        // A chain that freezes goes back to a doctrine that was in force before, which no offer of a newer one brings.
        var named = next.InForce.Charter.Doctrine;
        var doctrine = named == inForce?.Hash ? inForce : DoctrinePacks.Find(dataFolder, named);
        if (doctrine is null && !DoctrinePacks.Unpack(offer.Doctrine, named).Accepted(out doctrine, out var wrong))
        {
            return wrong;
        }

        var isOlder = last.Hash != chain.InForce.Hash && chain.Find(last.Hash) is not null;
        return added.Count > 0 && DoctrineSuccession.Check(next, doctrine, hash => DoctrinePacks.Find(dataFolder, hash)) is { } broken
            ? broken
            : new CharterAddition(added, next, doctrine, isOlder);
    }

    /// <summary>The refusal of an offer that ends before the version in force.</summary>
    public static Refusal Older(CharterChain chain) => new(
        "versions", "charter.older", string.Create(CultureInfo.InvariantCulture, $"This is older than charter {chain.InForce.Charter.Version}, which is in force."));

    /// <summary>Writes what was checked, so that it is there after a crash: the doctrine first, since a charter without its doctrine denies everything.</summary>
    public Outcome<CharterChain> Keep(CharterChain chain, CharterAddition addition)
    {
        DoctrinePacks.Keep(dataFolder, addition.Doctrine);
        var store = new CharterStore(dataFolder);
        var kept = chain;
        foreach (var signed in addition.Added)
        {
            if (!store.Adopt(kept, signed).Accepted(out var longer, out var refusal))
            {
                return refusal;
            }

            kept = longer;
        }

        return kept;
    }
}
