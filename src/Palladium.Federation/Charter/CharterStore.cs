using System.Globalization;
using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>
/// A node's charters in <c>DATA/charter</c>: <c>first</c> (the hash of the first, from the invitation), <c>NNNN.json</c> with
/// <c>NNNN.sig</c>, and <c>NNNN.conflict.json</c> with <c>.sig</c> when the charter is frozen. Everything is verified again on
/// every load. One process writes; not safe for several threads at once.
/// </summary>
public sealed class CharterStore
{
    private readonly string _folder;

    /// <summary>The store of a data folder. Touches nothing yet.</summary>
    public CharterStore(string dataFolder) => _folder = Path.Combine(dataFolder, "charter");

    /// <summary>Whether the node belongs to a network.</summary>
    public bool IsFounded => File.Exists(Path.Combine(_folder, "first"));

    /// <summary>Puts the first charter into a folder that has none.</summary>
    public Outcome<CharterChain> Install(SignedCharter first)
    {
        if (IsFounded)
        {
            return new Refusal("charter", "charter.installed", "This node already belongs to a network.");
        }

        if (!CharterChain.Begin(first.Hash, first).Accepted(out var chain, out var refusal))
        {
            return refusal;
        }

        Directory.CreateDirectory(_folder);
        WriteVersion(first, "");
        WriteSynced("first", first.Hash + "\n");
        return chain;
    }

    /// <summary>Loads and verifies the chain.</summary>
    public Outcome<CharterChain> Load()
    {
        if (!IsFounded)
        {
            return new Refusal("charter", "charter.none", "This node belongs to no network yet.");
        }

        var firstHash = File.ReadAllText(Path.Combine(_folder, "first")).Trim();
        if (!Read(1, "").Accepted(out var first, out var refusal)
            || !CharterChain.Begin(firstHash, first).Accepted(out var chain, out refusal))
        {
            return refusal;
        }

        for (var version = 2; File.Exists(FileOf(version, "", "json")) || File.Exists(FileOf(version, ".conflict", "json")); version++)
        {
            foreach (var suffix in (string[])["", ".conflict"])
            {
                if (File.Exists(FileOf(version, suffix, "json"))
                    && (!Read(version, suffix).Accepted(out var next, out refusal) || !chain.Offer(next).Accepted(out chain, out refusal)))
                {
                    return refusal;
                }
            }

            if (chain.IsFrozen)
            {
                break;
            }
        }

        return chain;
    }

    /// <summary>Verifies a further version against the chain and keeps it durably; also one that freezes the chain.</summary>
    public Outcome<CharterChain> Adopt(CharterChain chain, SignedCharter offered)
    {
        if (!chain.Offer(offered).Accepted(out var next, out var refusal))
        {
            return refusal;
        }

        if (!ReferenceEquals(next, chain))
        {
            WriteVersion(offered, next.IsFrozen ? ".conflict" : "");
        }

        return next;
    }

    private Outcome<SignedCharter> Read(int version, string suffix)
    {
        var (json, sig) = (FileOf(version, suffix, "json"), FileOf(version, suffix, "sig"));
        return File.Exists(json) && File.Exists(sig)
            ? SignedCharter.Parse(File.ReadAllBytes(json), File.ReadAllText(sig))
            : new Refusal(Path.GetFileName(json), "charter.missing", "A version of the charter or its signatures are missing.");
    }

    private void WriteVersion(SignedCharter signed, string suffix)
    {
        // The signatures first: a charter without them would stop the next load, signatures without a charter do not.
        WriteSynced(Path.GetFileName(FileOf(signed.Charter.Version, suffix, "sig")), signed.ToNote());
        WriteSynced(
            Path.GetFileName(FileOf(signed.Charter.Version, suffix, "json")),
            System.Text.Encoding.UTF8.GetString(signed.Charter.ToCanonicalBytes()));
    }

    private void WriteSynced(string name, string content)
    {
        var file = Path.Combine(_folder, name);
        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }

    private string FileOf(int version, string suffix, string extension) =>
        Path.Combine(_folder, $"{version.ToString("D4", CultureInfo.InvariantCulture)}{suffix}.{extension}");
}
