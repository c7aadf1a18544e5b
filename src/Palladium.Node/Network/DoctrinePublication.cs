using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>
/// Makes the next version of the charter, which names another doctrine, signed by stewards. It runs where the stewards
/// are, not in a node. The unsigned version follows from the charter before it and the doctrine alone, so stewards who sign on different
/// machines sign the same.
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
    /// <param name="stewardKeyFiles">Private keys of stewards.</param>
    /// <param name="signatureFiles">What <see cref="Sign"/> made; with the keys as many as the charter's threshold asks for.</param>
    public static Outcome<CharterOffer> Next(
        string foundingFolder, DoctrineBundle doctrine, IEnumerable<string> stewardKeyFiles, params IEnumerable<string> signatureFiles)
    {
        var store = new CharterStore(foundingFolder);
        if (!store.Load().Accepted(out var chain, out var refusal))
        {
            return refusal;
        }

        var parent = chain.InForce;
        if (parent.Charter.Doctrine != doctrine.Hash)
        {
            if (DoctrineSuccession.Check(chain, doctrine, hash => DoctrinePacks.Find(foundingFolder, hash)) is { } broken)
            {
                return broken;
            }

            if (!SignAll(foundingFolder, Successor(parent, doctrine), parent.Charter, stewardKeyFiles).Accepted(out var signed, out refusal)
                || !Gather(signed, parent.Charter, signatureFiles).Accepted(out signed, out refusal)
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

        return CharterOffer.Of(chain, doctrine);
    }

    /// <summary>The next version with the signature of one steward. That it was given is noted in the folder: no steward signs two successors of one version.</summary>
    public static Outcome<SignedCharter> Sign(string foundingFolder, DoctrineBundle doctrine, string stewardKeyFile)
    {
        if (!new CharterStore(foundingFolder).Load().Accepted(out var chain, out var refusal))
        {
            return refusal;
        }

        var parent = chain.InForce;
        if (parent.Charter.Doctrine == doctrine.Hash)
        {
            return new Refusal("doctrine", "doctrine.in-force", "The charter names this doctrine already.");
        }

        var broken = DoctrineSuccession.Check(chain, doctrine, hash => DoctrinePacks.Find(foundingFolder, hash));
        return broken is not null ? broken : SignAll(foundingFolder, Successor(parent, doctrine), parent.Charter, [stewardKeyFile]);
    }

    private static SignedCharter Successor(SignedCharter parent, DoctrineBundle doctrine) => SignedCharter.WithoutSignatures(parent.Charter with
    {
        Version = parent.Charter.Version + 1,
        Parent = parent.Hash,
        Doctrine = doctrine.Hash,
    });

    private static Outcome<SignedCharter> SignAll(string foundingFolder, SignedCharter charter, NetworkCharter parent, IEnumerable<string> keyFiles)
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

                if (SignedOnce(foundingFolder, steward.Name, charter) is { } twice)
                {
                    return twice;
                }

                charter = charter.With(steward);
            }
        }

        return charter;
    }

    private static Outcome<SignedCharter> Gather(SignedCharter charter, NetworkCharter parent, IEnumerable<string> signatureFiles)
    {
        foreach (var file in signatureFiles)
        {
            if (!ReadText(file).Accepted(out var note, out var refusal))
            {
                return refusal;
            }

            if (!SignedCharter.Parse(charter.Charter.ToCanonicalBytes(), note).Accepted(out var signed, out _))
            {
                return new Refusal(file, "charter.signature", "This signature is for another charter or doctrine than this one.");
            }

            if (signed.SignedBy(parent.Stewards).Count == 0)
            {
                return new Refusal(file, "charter.signature", "This is no signature of a steward whom the charter names.");
            }

            charter = charter.With(signed);
        }

        return charter;
    }

    // Noted before the signature is given out.
    private static Refusal? SignedOnce(string foundingFolder, string steward, SignedCharter charter)
    {
        var file = Path.Combine(foundingFolder, "charter", FormattableString.Invariant($"{charter.Charter.Version:D4}.signed-{steward}"));
        if (File.Exists(file))
        {
            return File.ReadAllText(file).Trim() == charter.Hash
                ? null
                : new Refusal(
                    "steward", "charter.signed-another", $"The steward {steward} signed another version {charter.Charter.Version} before; two of them would freeze the charter.");
        }

        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(charter.Hash + "\n"));
        stream.Flush(flushToDisk: true);
        return null;
    }

    private static Outcome<string> ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal(file, "charter.signature", $"This signature cannot be read: {e.Message}");
        }
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
