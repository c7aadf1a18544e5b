namespace Palladium.Tests.Architecture;

/// <summary>Who may see whom, as the design says. A project that is not listed may see nothing.</summary>
internal static class ProjectRule
{
    private static readonly Dictionary<string, string[]> MaySee = new()
    {
        ["Records"] = [],
        ["Log"] = [],
        ["Cedar"] = [],
        ["Standards"] = ["Records"],
        ["City"] = ["Records"],
        ["Doctrine"] = ["Cedar", "Records"],
        ["Federation"] = ["Log", "Records", "Doctrine"],
        ["Sensing"] = ["Records", "Doctrine"],
        ["Operations"] = ["Records", "Doctrine"],
        ["Governance"] = ["Records", "Doctrine"],
        ["Adapters"] = ["Standards", "Records"],
        // The stores see the ports they serve, and never each other.
        ["Sqlite"] = ["Records", "Cedar", "Log", "Doctrine", "Federation", "Sensing", "Operations", "Governance"],
        // The console talks to the node over HTTP; its DTOs are its own.
        ["Web"] = [],
    };

    /// <summary>What of the references breaks the rule.</summary>
    public static IReadOnlyList<string> Broken(string project, IEnumerable<string> references) => project == "Node"
        ? []
        : [.. references.Where(seen => !MaySee.GetValueOrDefault(project, []).Contains(seen)).Select(seen => $"{project} sees {seen}")];
}
