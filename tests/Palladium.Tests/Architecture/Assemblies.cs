using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Palladium.Tests.Architecture;

/// <summary>The project's own compiled assemblies, beside the tests.</summary>
internal static class Assemblies
{
    /// <summary>Name to path, tests left out.</summary>
    public static IReadOnlyDictionary<string, string> Sources { get; } = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Select(path => (Name: NameOf(path), Path: path))
        .Where(file => file.Name.StartsWith("Palladium.", StringComparison.Ordinal))
        .Where(file => !file.Name.StartsWith("Palladium.Tests", StringComparison.Ordinal))
        .ToDictionary(file => file.Name, file => file.Path);

    /// <summary>Names of the project's assemblies that the one at the path refers to, without the common prefix.</summary>
    public static IReadOnlyList<string> ReferencesOf(Stream assembly)
    {
        using var pe = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        var metadata = pe.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith("Palladium.", StringComparison.Ordinal))
            .Select(name => name["Palladium.".Length..])
            .Order(StringComparer.Ordinal)];
    }

    // The program itself is called by its own name.
    private static string NameOf(string path) =>
        Path.GetFileNameWithoutExtension(path) is var name && name == "palladium" ? "Palladium.Node" : name;
}
