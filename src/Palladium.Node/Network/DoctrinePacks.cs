using Palladium.Doctrine.Bundle;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>The doctrines of a network that a data folder holds, by hash: <c>doctrine/HASH.json</c>.</summary>
internal static class DoctrinePacks
{
    /// <summary>Where the doctrine of that hash is kept.</summary>
    public static string FileOf(string dataFolder, string hash) => Path.Combine(dataFolder, "doctrine", $"{hash}.json");

    /// <summary>Puts a doctrine where a node looks for the one that its charter names. Whole or not at all, also in a crash.</summary>
    public static void Keep(string dataFolder, DoctrineBundle doctrine)
    {
        var file = FileOf(dataFolder, doctrine.Hash);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write))
        {
            stream.Write(doctrine.Pack());
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>The doctrine of that hash; null when it is not here, or what is here is another or has mistakes.</summary>
    public static DoctrineBundle? Find(string dataFolder, string hash)
    {
        var file = FileOf(dataFolder, hash);
        return File.Exists(file) && Unpack(File.ReadAllBytes(file), hash).Accepted(out var doctrine, out _) ? doctrine : null;
    }

    /// <summary>Reads a doctrine that came from anybody and must be the one of that hash.</summary>
    public static Outcome<DoctrineBundle> Unpack(ReadOnlySpan<byte> pack, string hash)
    {
        var load = DoctrineBundle.Unpack(pack);
        if (!load.Succeeded(out var bundle))
        {
            return new Refusal("doctrine", "doctrine.invalid", string.Join(" ", load.Problems.Take(3)));
        }

        return bundle.Hash == hash
            ? bundle
            : new Refusal("doctrine", "doctrine.other", "This is not the doctrine that the charter names.");
    }
}
