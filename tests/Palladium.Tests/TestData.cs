using System.Diagnostics.CodeAnalysis;

namespace Palladium.Tests;

/// <summary>Real data that others made, kept outside the repository.</summary>
internal static class TestData
{
    /// <summary>Folder with the data, or null where it is absent.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Path of one of its folders or files; the test is skipped, with the reason, where it is absent.</summary>
    public static string Require(string name)
    {
        var path = Root is null ? null : Path.Combine(Root, name);
        if (path is null || !(Directory.Exists(path) || File.Exists(path)))
        {
            Skip(name);
        }

        return path;
    }

    [DoesNotReturn]
    private static void Skip(string name)
    {
        Assert.Skip($"../shared/data is absent or has no {name}");
    }

    // The repository root is where the solution stands; a checkout may lie some folders below the data's neighbour.
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("PALLADIUM_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(given) ? given : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
