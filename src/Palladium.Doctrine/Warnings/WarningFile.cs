using System.Collections.Immutable;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Thresholds;
using Palladium.Doctrine.Toml;

namespace Palladium.Doctrine.Warnings;

/// <summary>Reads <c>warnings.toml</c>: one <c>[[warning]]</c> per rule. The file may be absent.</summary>
internal static class WarningFile
{
    public const string Path = "warnings.toml";

    public static ImmutableArray<WarningRule> Read(string? text, List<DoctrineProblem> problems)
    {
        if (text is null)
        {
            return [];
        }

        var root = TomlTree.Read(Path, text, problems);
        var rules = ImmutableArray.CreateBuilder<WarningRule>();
        foreach (var table in root.Tables("warning"))
        {
            var rule = new WarningRule(
                table.Word("id"),
                [.. table.Choices<AlertCategory>("categories")],
                table.Has("severity") ? table.Choice<AlertSeverity>("severity") : null,
                [.. table.Words("must_know")]);
            if (rules.Any(other => other.Id == rule.Id))
            {
                table.Refuse(table.PlaceOf("id"), "warnings.id", $"There is another rule called '{rule.Id}'.");
            }

            if (rule.Severity == AlertSeverity.Unknown)
            {
                table.Refuse(table.PlaceOf("severity"), "warnings.severity", "A warning of unknown severity is covered by every rule; leave 'severity' out.");
            }

            table.Finish();
            rules.Add(rule);
        }

        root.Finish();
        return rules.ToImmutable();
    }
}
