using System.Globalization;
using Palladium.Doctrine.Bundle;

namespace Palladium.Tests.Doctrine;

/// <summary>Further versions of a doctrine, as stewards would write them: one more in number, and with the hash of the one before.</summary>
internal static class Successors
{
    /// <summary>The next version, with other lines in its manifest.</summary>
    public static DoctrineBundle Of(DoctrineBundle before, params (string Key, string Line)[] lines) => Of(before, "README.md", before.Files["README.md"], lines);

    /// <summary>The next version, with a file written anew.</summary>
    public static DoctrineBundle Of(DoctrineBundle before, string path, string text, params (string Key, string Line)[] lines)
    {
        (string Key, string Line)[] all =
        [
            ("version", string.Create(CultureInfo.InvariantCulture, $"version = {before.Manifest.Version + 1}\nparent = \"{before.Hash}\"")), ("parent", ""), .. lines,
        ];
        var manifest = before.Files["doctrine.toml"].Split('\n').Select(line =>
            all.LastOrDefault(change => line.StartsWith(change.Key + " =", StringComparison.Ordinal)) is { Key: not null } change ? change.Line : line);
        var load = DoctrineBundle.Load(before.Files.SetItem(path, text).SetItem("doctrine.toml", string.Join('\n', manifest)));
        return load.Bundle ?? throw new InvalidOperationException(string.Join('\n', load.Problems));
    }
}
