using System.Collections.Immutable;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Thresholds;
using Palladium.Doctrine.Toml;

namespace Palladium.Doctrine.Plans;

/// <summary>Reads one file of <c>plans/</c>. The file's name is the plan's id with <c>.toml</c>.</summary>
internal static class PlanFile
{
    public static Plan Read(string file, string text, IReadOnlyCollection<string> ruleIds, List<DoctrineProblem> problems)
    {
        var root = TomlTree.Read(file, text, problems);
        var line = root.Words("line");
        var electors = root.Words("electors", required: false);
        var plan = new Plan
        {
            Id = root.Word("id"),
            Name = root.Text("name", longest: 100),
            Purpose = root.Text("purpose", longest: 500),
            Standing = root.Flag("standing"),
            Line = [.. line],
            Electors = electors.Count > 0 ? [.. electors] : [.. line],
            Attestations = root.Whole("attestations", 1, 1000, otherwise: 1),
            LeadLostAfter = root.Duration("lead_lost_after"),
            Rules = [.. root.Words("rules", required: false)],
            Messages = [.. ReadMessages(root)],
        };
        Check(root, plan, ruleIds);
        root.Finish();
        return plan;
    }

    private static void Check(TomlTable root, Plan plan, IReadOnlyCollection<string> ruleIds)
    {
        if (plan.Id.Length > 0 && root.File != $"plans/{plan.Id}.toml")
        {
            root.Refuse(root.PlaceOf("id"), "plans.file", $"The plan '{plan.Id}' belongs into the file plans/{plan.Id}.toml.");
        }

        if (plan.LeadLostAfter < TimeSpan.FromSeconds(1) && root.Has("lead_lost_after"))
        {
            root.Refuse(root.PlaceOf("lead_lost_after"), "plans.lead-lost", "A leader is given at least 1s before it counts as lost.");
        }

        foreach (var id in plan.Rules.Where(id => !ruleIds.Contains(id)))
        {
            root.Refuse(root.PlaceOf("rules"), "plans.rule", $"There is no threshold rule called '{id}'.");
        }
    }

    private static List<PublicMessageTemplate> ReadMessages(TomlTable root)
    {
        var messages = new List<PublicMessageTemplate>();
        foreach (var table in root.Tables("message"))
        {
            var message = new PublicMessageTemplate(
                table.Word("id"),
                table.Choice<AlertSeverity>("severity"),
                table.Text("headline", longest: 160),
                table.Text("text", longest: 2000),
                table.Text("instruction", longest: 2000));
            if (messages.Any(other => other.Id == message.Id))
            {
                table.Refuse(table.PlaceOf("id"), "plans.message-id", $"There is another message called '{message.Id}'.");
            }

            foreach (var (key, template) in new[] { ("headline", message.Headline), ("text", message.Text), ("instruction", message.Instruction) })
            {
                foreach (var place in PublicMessageTemplate.UnknownPlaces(template))
                {
                    table.Refuse(table.PlaceOf(key), "plans.place", $"'{{{place}}}' is not a place; places are {string.Join(", ", PublicMessageTemplate.Places.Order(StringComparer.Ordinal))}.");
                }
            }

            table.Finish();
            messages.Add(message);
        }

        return messages;
    }
}
