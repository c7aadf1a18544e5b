using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>
/// Makes the next version of the charter, which names another doctrine, signed by stewards. It runs where the stewards
/// are, not in a node.
/// </summary>
internal static class DoctrinePublication
{
    /// <summary>
    /// The offer that puts a doctrine in force. A new version is stored in the folder before it is returned: an offer whose
    /// answer got lost is then made again, where a second successor of the same parent would freeze the network's charter.
    /// When the last version names this doctrine already, that version is offered again and nothing is signed.
    /// </summary>
    /// <param name="foundingFolder">Folder with <c>charter/</c> in it: that of the founding, or a node's data folder.</param>
    /// <param name="doctrine">The doctrine.</param>
    /// <param name="stewardKeyFiles">Private keys of as many stewards as the charter's threshold asks for.</param>
    public static Outcome<CharterOffer> Next(string foundingFolder, DoctrineBundle doctrine, IEnumerable<string> stewardKeyFiles)
    {
        var store = new CharterStore(foundingFolder);
        if (!store.Load().Accepted(out var chain, out var refusal))
        {
            return refusal;
        }

        var parent = chain.InForce;
        if (parent.Charter.Doctrine != doctrine.Hash)
        {
            var unsigned = SignedCharter.WithoutSignatures(parent.Charter with
            {
                Version = parent.Charter.Version + 1,
                Parent = parent.Hash,
                Doctrine = doctrine.Hash,
            });
            if (!Sign(unsigned, parent.Charter, stewardKeyFiles).Accepted(out var signed, out refusal)
                || !chain.Offer(signed).Accepted(out _, out refusal))
            {
                return refusal;
            }

            // The doctrine first: a folder whose charter names a doctrine that is not there would deny everything.
            DoctrinePacks.Keep(foundingFolder, doctrine);
            if (!store.Adopt(chain, signed).Accepted(out chain, out refusal))
            {
                return refusal;
            }
        }

        return new CharterOffer(
            [.. chain.Versions.Select(version => new CharterDocument(version.Charter.ToCanonicalBytes(), version.ToNote()))], doctrine.Pack());
    }

    private static Outcome<SignedCharter> Sign(SignedCharter charter, NetworkCharter parent, IEnumerable<string> keyFiles)
    {
        foreach (var file in keyFiles)
        {
            if (!Load(file).Accepted(out var steward, out var refusal))
            {
                return refusal;
            }

            using (steward)
            {
                if (!parent.Stewards.Contains(steward.ToCharter(parent.Network)))
                {
                    return new Refusal(file, "charter.steward", "This is not the key of a steward whom the charter names.");
                }

                charter = charter.With(steward);
            }
        }

        return charter;
    }

    private static Outcome<StewardKey> Load(string file)
    {
        try
        {
            return StewardKey.Load(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return new Refusal(file, "charter.steward-key", $"This steward's key cannot be read: {e.Message}");
        }
    }
}
