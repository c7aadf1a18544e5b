using System.Collections.Immutable;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Toml;

namespace Palladium.Doctrine.Force;

/// <summary>Reads <c>force.toml</c>. The file may be absent, and so may each of its tables.</summary>
internal static class ForceFile
{
    public const string Path = "force.toml";

    public static ForceTable Read(string? text, CedarSchema? schema, List<DoctrineProblem> problems)
    {
        var table = ForceTable.Silent;
        if (text is null)
        {
            return table;
        }

        var root = TomlTree.Read(Path, text, problems);
        if (root.Take<TomlTable>("threat", "a table headed [threat]", required: false, out var threat))
        {
            table = table with
            {
                UsualThreat = threat.Whole("usual", 1, ForceTable.MostThreat, table.UsualThreat),
                ThreatMaxAge = threat.Duration("max_age", table.ThreatMaxAge),
            };
            threat.Finish();
        }

        if (root.Take<TomlTable>("review", "a table headed [review]", required: false, out var review))
        {
            table = table with
            {
                ForceReview = review.Duration("force", table.ForceReview),
                EmergencyReview = review.Duration("emergency", table.EmergencyReview),
            };
            review.Finish();
        }

        if (root.Take<TomlTable>("emergency", "a table headed [emergency]", required: false, out var emergency))
        {
            table = table with { EmergencyActions = [.. Actions(emergency, schema)] };
            emergency.Finish();
        }

        table = table with { Degrees = Degrees(root) };
        root.Finish();
        return table;
    }

    private static ImmutableSortedDictionary<int, string> Degrees(TomlTable root)
    {
        var degrees = ImmutableSortedDictionary.CreateBuilder<int, string>();
        foreach (var table in root.Tables("degree"))
        {
            var (degree, words) = (table.Whole("degree", 0, ForceTable.MostDegree, otherwise: -1), table.Text("words", longest: 200));
            if (degree < 0 && !table.Has("degree"))
            {
                table.Refuse(table.Place, "toml.missing-key", $"'degree' (0 to {ForceTable.MostDegree}) is missing.");
            }
            else if (!degrees.TryAdd(degree, words))
            {
                table.Refuse(table.PlaceOf("degree"), "force.degree", $"Degree {degree} stands here twice.");
            }

            table.Finish();
        }

        return degrees.ToImmutable();
    }

    // Names of actions are in the schema's spelling, which is not that of the words of a doctrine.
    private static IEnumerable<string> Actions(TomlTable table, CedarSchema? schema)
    {
        if (!table.Take<List<TomlItem>>("actions", "a list of actions in quotes", required: true, out var items))
        {
            yield break;
        }

        foreach (var item in items)
        {
            if (item.Value is string action && schema?.ActionUids.Contains(DoctrineEntities.Action(action)) != false)
            {
                yield return action;
            }
            else
            {
                table.Refuse(item.Place, "force.action", $"The schema knows no action '{item.Value}'.");
            }
        }
    }
}
