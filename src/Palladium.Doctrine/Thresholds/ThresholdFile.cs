using System.Collections.Immutable;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Toml;

namespace Palladium.Doctrine.Thresholds;

/// <summary>Reads <c>thresholds.toml</c>: one <c>[[rule]]</c> per rule, <c>[[rule.level]]</c> for graver classes.</summary>
internal static class ThresholdFile
{
    public const string Path = "thresholds.toml";

    public static ImmutableArray<ThresholdRule> Read(string text, List<DoctrineProblem> problems)
    {
        var root = TomlTree.Read(Path, text, problems);
        var rules = ImmutableArray.CreateBuilder<ThresholdRule>();
        foreach (var table in root.Tables("rule"))
        {
            var rule = ReadRule(table);
            if (rules.Any(other => other.Id == rule.Id))
            {
                table.Refuse(table.PlaceOf("id"), "thresholds.id", $"There is another rule called '{rule.Id}'.");
            }

            rules.Add(rule);
        }

        root.Finish();
        return rules.ToImmutable();
    }

    private static ThresholdRule ReadRule(TomlTable table)
    {
        var comparison = table.Choice<Comparison>("comparison", Comparison.AtLeast);
        var value = table.Number("value") ?? 0;
        var first = ReadLevel(table, value, null);
        var levels = ImmutableArray.CreateBuilder<ThresholdLevel>();
        levels.Add(first);
        foreach (var inner in table.Tables("level"))
        {
            var level = ReadLevel(inner, inner.Number("value") ?? 0, levels[^1]);
            inner.Finish();
            if (comparison == Comparison.AtLeast ? level.Value <= levels[^1].Value : level.Value >= levels[^1].Value)
            {
                inner.Refuse(inner.PlaceOf("value"), "thresholds.level", "Each level lies beyond the one before it.");
            }

            levels.Add(level);
        }

        var clear = table.Number("clear_value", required: false) ?? value;
        if (comparison == Comparison.AtLeast ? clear > value : clear < value)
        {
            table.Refuse(table.PlaceOf("clear_value"), "thresholds.hysteresis", "The clear value lies on the quiet side of the value, or on it.");
        }

        var every = table.Duration("update_every", TimeSpan.Zero);
        var siteKind = Site(table);
        var rule = new ThresholdRule
        {
            Id = table.Word("id"),
            SourceKind = table.Word("source_kind"),
            SiteKind = siteKind,
            Comparison = comparison,
            Unit = table.Text("unit", required: false, longest: 32),
            Levels = levels.ToImmutable(),
            For = table.Duration("for", TimeSpan.Zero),
            ClearValue = clear,
            ClearFor = table.Duration("clear_for", TimeSpan.Zero),
            UpdateEvery = every == TimeSpan.Zero ? null : every,
            StaleAfter = table.Duration("stale_after", TimeSpan.FromMinutes(5)),
            Category = table.Choice<AlertCategory>("category"),
            Event = table.Text("event", longest: 100),
            Headline = table.Text("headline", longest: 160),
            Instruction = table.Text("instruction", longest: 2000),
            MustKnow = [.. table.Words("must_know")],
            Public = table.Flag("public"),
        };
        if (rule.StaleAfter <= TimeSpan.Zero)
        {
            table.Refuse(table.PlaceOf("stale_after"), "thresholds.stale", "'stale_after' is longer than nothing.");
        }

        table.Finish();
        return rule;
    }

    // Site kinds are the map's own words, which have underscores.
    private static string? Site(TomlTable table) =>
        table.Text("site_kind", required: false, longest: 64) is { Length: > 0 } kind ? kind : null;

    private static ThresholdLevel ReadLevel(TomlTable table, double value, ThresholdLevel? before) => new(
        value,
        table.Choice("severity", before?.Severity),
        table.Choice<AlertUrgency>("urgency", before?.Urgency ?? AlertUrgency.Immediate),
        table.Choice<AlertCertainty>("certainty", before?.Certainty ?? AlertCertainty.Observed));
}
