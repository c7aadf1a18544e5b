using System.Globalization;
using Palladium.Doctrine.Plans;
using Palladium.Doctrine.Thresholds;

namespace Palladium.Doctrine.Bundle;

/// <summary>What is different between two doctrines, in the doctrine's own terms: a line for each policy, threshold, plan and other file.</summary>
public static class DoctrineDifference
{
    /// <summary>The differences, each one line; none when the files are the same.</summary>
    public static IReadOnlyList<string> Between(DoctrineBundle before, DoctrineBundle after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. Policies(before, after),
            .. Items("threshold", before.Thresholds.ToDictionary(rule => rule.Id, Threshold), after.Thresholds.ToDictionary(rule => rule.Id, Threshold), _ => false),
            .. Items("plan", before.Plans.ToDictionary(plan => plan.Id, Plan), after.Plans.ToDictionary(plan => plan.Id, Plan), _ => false),
            .. before.Files.Keys.Union(after.Files.Keys).Order(StringComparer.Ordinal)
                .Where(path => before.Files.GetValueOrDefault(path) != after.Files.GetValueOrDefault(path))
                .Select(path => $"file {(after.Files.ContainsKey(path) ? before.Files.ContainsKey(path) ? "changed" : "added" : "removed")}: {path}"),
        ];
    }

    private static string Threshold(ThresholdRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"{rule.Headline}, {rule.Comparison} {string.Join(" or ", rule.Levels.Select(level => level.Value))} {rule.Unit} for {rule.For}, told to {string.Join(", ", rule.MustKnow)}");

    private static string Plan(Plan plan) => $"{plan.Name}, led by {string.Join(", ", plan.Line)}{(plan.Standing ? ", standing" : "")}";

    private static IEnumerable<string> Policies(DoctrineBundle before, DoctrineBundle after) => Items(
        "policy",
        before.Policies.ToDictionary(policy => policy.Id, policy => policy.Words),
        after.Policies.ToDictionary(policy => policy.Id, policy => policy.Words),
        id => TextOf(before, id) != TextOf(after, id));

    private static string? TextOf(DoctrineBundle doctrine, string id) => doctrine.PolicySet.Find(id)?.ToText();

    private static IEnumerable<string> Items(string kind, Dictionary<string, string> before, Dictionary<string, string> after, Func<string, bool> changed)
    {
        foreach (var id in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before.GetValueOrDefault(id), after.GetValueOrDefault(id));
            if (old is null)
            {
                yield return $"{kind} added: {id}: {now}";
            }
            else if (now is null)
            {
                yield return $"{kind} removed: {id}: {old}";
            }
            else if (old != now)
            {
                yield return $"{kind} changed: {id}: {now} (was: {old})";
            }
            else if (changed(id))
            {
                yield return $"{kind} changed: {id}: {now} (the same words)";
            }
        }
    }
}
