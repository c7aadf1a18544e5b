using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Palladium.Doctrine.Bundle;

namespace Palladium.Tests.Doctrine;

/// <summary>The doctrine of the demo city, read once, and parts of it to change.</summary>
internal static class DoctrineFolder
{
    private static readonly Lazy<DoctrineLoad> Loaded = new(() => DoctrineBundle.LoadFolder(Folder));

    public static string Folder => Path.GetFullPath(Path.Combine(SourceFolder(), "../../../doctrines/montevideo"));

    public static DoctrineLoad Load => Loaded.Value;

    public static DoctrineBundle Montevideo =>
        Loaded.Value.Bundle ?? throw new InvalidOperationException(string.Join('\n', Loaded.Value.Problems));

    public static ImmutableSortedDictionary<string, string> Files => Montevideo.Files;

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
