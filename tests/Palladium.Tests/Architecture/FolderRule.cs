namespace Palladium.Tests.Architecture;

/// <summary>Folders directly inside a project are separate: no type in one depends on a type in another.</summary>
internal static class FolderRule
{
    public static IReadOnlyList<string> Broken(ArchUnitNET.Domain.Architecture architecture, string project)
    {
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in architecture.Types)
        {
            if (FolderOf(type.Namespace?.FullName, project) is not { } folder)
            {
                continue;
            }

            foreach (var dependency in type.Dependencies)
            {
                if (FolderOf(dependency.Target.Namespace?.FullName, project) is { } other && other != folder)
                {
                    broken.Add($"{type.FullName} sees {dependency.Target.FullName}");
                }
            }
        }

        return [.. broken];
    }

    // Types directly in the project's namespace are common to all of its folders.
    private static string? FolderOf(string? name, string project) =>
        name is not null && name.StartsWith(project + ".", StringComparison.Ordinal)
            ? name[(project.Length + 1)..].Split('.')[0]
            : null;
}
