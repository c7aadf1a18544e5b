using System.Globalization;
using System.Text.RegularExpressions;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Plans;
using Palladium.Doctrine.Thresholds;
using Palladium.Doctrine.Warnings;
using Palladium.Node.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>The doctrine in force, in words. It is public to everybody who is signed in; nothing in it is protected.</summary>
internal sealed partial class DoctrineViews(DoctrineKeeper keeper, NetworkDirectory network)
{
    public DoctrineDto? Doctrine() => keeper.InForce is not { } bundle ? null : new DoctrineDto(
        bundle.Manifest.Name, bundle.Manifest.Version.ToString(CultureInfo.InvariantCulture), bundle.Hash, bundle.Manifest.Parent,
        keeper.AdoptedAt ?? DateTimeOffset.UnixEpoch,
        [.. bundle.Policies.Select(policy => Policy(bundle, policy))],
        [.. bundle.Thresholds.Select(Threshold)],
        [.. bundle.Warnings.Select(rule => new WarningDto(rule.Id, Words(rule), [.. rule.MustKnow]))],
        [.. bundle.Plans.Select(Plan)],
        [.. bundle.Retention.Rules.Select(rule => new RetentionDto(rule.Kind, rule.Words))],
        [.. network.Members.Select(member =>
        {
            var hash = keeper.FollowedBy(member.Id);
            var same = hash == bundle.Hash;
            return new DoctrineMemberDto(
                new MemberRefDto(member.Id.Name, member.Name, member.Kind),
                hash is null ? null : keeper.ManifestOf(hash)?.Version.ToString(CultureInfo.InvariantCulture), hash, same, keeper.HeardAt(member.Id));
        })],
        [.. keeper.InGrace.Select(earlier => new DoctrineInGraceDto(
            earlier.Doctrine.Manifest.Version.ToString(CultureInfo.InvariantCulture), earlier.Doctrine.Hash, earlier.Until))],
        MayChange: false);

    /// <summary>A threshold rule in a sentence.</summary>
    public static string Words(ThresholdRule rule)
    {
        var side = rule.Comparison == Comparison.AtLeast ? "at or above" : "at or below";
        var value = string.Create(CultureInfo.InvariantCulture, $"{rule.Value:0.###} {rule.Unit}").TrimEnd();
        var lasting = rule.For > TimeSpan.Zero ? $" for {Span(rule.For)}" : "";
        var place = rule.SiteKind is { } site ? $" at a {site.Replace('_', ' ')}" : "";
        return $"{rule.Event}: {rule.SourceKind} {side} {value}{lasting}{place}";
    }

    /// <summary>A rule about warnings from outside in a sentence.</summary>
    public static string Words(WarningRule rule)
    {
        var about = rule.Categories.IsEmpty ? "A warning from outside" : $"A warning from outside of category {string.Join(" or ", rule.Categories)}";
        return rule.Severity is { } least ? $"{about}, severity {least} or graver" : about;
    }

    internal static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} hours"),
        { TotalMinutes: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} minutes"),
        { TotalSeconds: 1 } => "1 second",
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} seconds"),
    };

    private static PolicyDto Policy(DoctrineBundle bundle, DoctrinePolicy policy)
    {
        var text = TextOf(bundle.Files.GetValueOrDefault(policy.File) ?? "", policy);
        return new PolicyDto(
            policy.Id, policy.File, policy.IsForbid ? "forbid" : "permit", policy.Words,
            [.. ActionName().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)], text);
    }

    // From the policy's first line to the line before the next annotation block, or the end of the file.
    private static string TextOf(string file, DoctrinePolicy policy)
    {
        var lines = file.Split('\n');
        var first = Math.Clamp(policy.Line - 1, 0, lines.Length - 1);
        var last = first + 1;
        while (last < lines.Length && !lines[last].StartsWith("@id(", StringComparison.Ordinal))
        {
            last++;
        }

        return string.Join('\n', lines[first..last]).Trim();
    }

    private static ThresholdDto Threshold(ThresholdRule rule) => new(
        rule.Id, Words(rule), rule.SourceKind, rule.SiteKind, Terms.Of(rule.Comparison), rule.Value, rule.Unit, rule.For.TotalSeconds,
        rule.ClearValue, rule.ClearFor.TotalSeconds, Terms.Of(rule.Levels[0].Severity), rule.Event, [.. rule.MustKnow]);

    private static PlanDto Plan(Plan plan) => new(
        plan.Id, plan.Name, plan.Standing, [.. plan.Line], plan.Attestations, (int)plan.LeadLostAfter.TotalSeconds,
        [.. plan.Messages.Select(message => new MessageTemplateDto(message.Id, message.Headline, message.Text))]);

    [GeneratedRegex("Action::\"([A-Za-z]+)\"")]
    private static partial Regex ActionName();
}
