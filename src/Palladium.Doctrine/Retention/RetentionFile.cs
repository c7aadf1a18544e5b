using System.Collections.Immutable;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Toml;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Retention;

/// <summary>Reads <c>retention.toml</c>: one <c>[[keep]]</c> per group of kinds, and <c>[otherwise]</c> for all others.</summary>
internal static class RetentionFile
{
    public const string Path = "retention.toml";

    public static RetentionTable Read(string text, List<DoctrineProblem> problems)
    {
        var root = TomlTree.Read(Path, text, problems);
        var rules = ImmutableArray.CreateBuilder<RetentionRule>();
        foreach (var table in root.Tables("keep"))
        {
            var kinds = table.Words("kinds");
            var rule = ReadRule(table);
            foreach (var kind in kinds)
            {
                if (!EntryKinds.All.ContainsKey(kind))
                {
                    table.Refuse(table.PlaceOf("kinds"), "retention.kind", $"There is no kind of entry called '{kind}'.");
                }
                else if (rules.Any(other => other.Kind == kind))
                {
                    table.Refuse(table.PlaceOf("kinds"), "retention.kind", $"'{kind}' has a rule already.");
                }

                rules.Add(rule with { Kind = kind });
            }

            table.Finish();
        }

        var otherwise = new RetentionRule("", TimeSpan.Zero, TimeSpan.Zero, "");
        if (root.Take<TomlTable>("otherwise", "a table headed [otherwise]", required: true, out var last))
        {
            otherwise = ReadRule(last);
            last.Finish();
        }

        root.Finish();
        return new RetentionTable(rules.ToImmutable(), otherwise);
    }

    private static RetentionRule ReadRule(TomlTable table)
    {
        var forGood = table.Flag("for_good");
        var keep = table.Duration("for", forGood ? TimeSpan.Zero : null);
        if (forGood && table.Has("for"))
        {
            table.Refuse(table.PlaceOf("for"), "retention.for", "Either 'for' or 'for_good', not both.");
        }

        return new RetentionRule(
            "", forGood ? null : keep, table.Duration("header_delay", TimeSpan.Zero), table.Text("words", longest: 500));
    }
}
