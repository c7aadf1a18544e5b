using System.Collections.Frozen;
using System.Collections.Immutable;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Plans;
using Palladium.Doctrine.Retention;
using Palladium.Doctrine.Thresholds;
using Palladium.Doctrine.Warnings;

namespace Palladium.Doctrine.Bundle;

/// <summary>
/// A doctrine that was read whole, with nothing wrong in it: the shared rules of a network. Immutable; the same files
/// give the same <see cref="Hash"/> everywhere. <c>docs/spec/doctrine.md</c> defines files and hash.
/// </summary>
public sealed class DoctrineBundle
{
    private DoctrineBundle(ImmutableSortedDictionary<string, string> files) => Files = files;

    /// <summary>Path to text of every file, ordered by path.</summary>
    public ImmutableSortedDictionary<string, string> Files { get; }

    /// <summary>Which doctrine it is.</summary>
    public required DoctrineManifest Manifest { get; init; }

    /// <summary>SHA-256 as 64 lower-case hexadecimal digits; what the charter names.</summary>
    public required string Hash { get; init; }

    /// <summary>The policies for deciding.</summary>
    public required PolicySet PolicySet { get; init; }

    /// <summary>The policies for people, in the order of files and lines.</summary>
    public required ImmutableArray<DoctrinePolicy> Policies { get; init; }

    /// <summary>What the policies may speak about.</summary>
    public required CedarSchema Schema { get; init; }

    /// <summary>Names of the actions that the schema knows.</summary>
    public required FrozenSet<string> Actions { get; init; }

    /// <summary>From which readings alerts come.</summary>
    public required ImmutableArray<ThresholdRule> Thresholds { get; init; }

    /// <summary>Who must know of warnings from outside; all rules that cover one add up.</summary>
    public required ImmutableArray<WarningRule> Warnings { get; init; }

    /// <summary>Who leads, who follows, what the public is told.</summary>
    public required ImmutableArray<Plan> Plans { get; init; }

    /// <summary>How long bodies are kept.</summary>
    public required RetentionTable Retention { get; init; }

    /// <summary>Degrees of force, threat level, reviews and emergencies.</summary>
    public required ForceTable Force { get; init; }

    /// <summary>The kinds of member that must know of a warning from outside.</summary>
    public IReadOnlyList<string> WhoMustKnow(IReadOnlyCollection<AlertCategory> categories, AlertSeverity severity) =>
        [.. Warnings.Where(rule => rule.Covers(categories, severity)).SelectMany(rule => rule.MustKnow).Distinct(StringComparer.Ordinal)];

    /// <summary>A policy in plain words; empty when there is no such policy.</summary>
    public string WordsOf(string policy) => Policies.FirstOrDefault(known => known.Id == policy)?.Words ?? "";

    /// <summary>The plan of that id; null when there is none.</summary>
    public Plan? FindPlan(string id) => Plans.FirstOrDefault(plan => plan.Id == id);

    /// <summary>Reads a folder of files.</summary>
    public static DoctrineLoad LoadFolder(string folder)
    {
        var problems = new List<DoctrineProblem>();
        return DoctrineFiles.ReadFolder(folder, problems) is { } files && problems.Count == 0
            ? Load(files)
            : new DoctrineLoad(null, problems);
    }

    /// <summary>Reads files given as path to text.</summary>
    public static DoctrineLoad Load(IReadOnlyDictionary<string, string> files)
    {
        var sorted = files.ToImmutableSortedDictionary(StringComparer.Ordinal);
        var problems = new List<DoctrineProblem>();
        DoctrineFiles.Check(sorted, problems);
        var (set, policies, schema) = PolicyFiles.Read(sorted, problems);
        var manifest = DoctrineManifest.Read(Required(sorted, DoctrineManifest.Path, problems), schema, problems);
        var thresholds = ThresholdFile.Read(Required(sorted, ThresholdFile.Path, problems), problems);
        var warnings = WarningFile.Read(sorted.GetValueOrDefault(WarningFile.Path), problems);
        var ruleIds = thresholds.Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        var plans = sorted.Where(file => file.Key.StartsWith("plans/", StringComparison.Ordinal))
            .Select(file => PlanFile.Read(file.Key, file.Value, ruleIds, problems)).ToImmutableArray();
        var retention = RetentionFile.Read(Required(sorted, RetentionFile.Path, problems), problems);
        var force = ForceFile.Read(sorted.GetValueOrDefault(ForceFile.Path), schema, problems);
        if (problems.Count > 0 || schema is null)
        {
            return new DoctrineLoad(null, [.. problems
                .OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)]);
        }

        return new DoctrineLoad(
            new DoctrineBundle(sorted)
            {
                Manifest = manifest,
                Hash = DoctrineFiles.Hash(sorted),
                PolicySet = set,
                Policies = policies,
                Schema = schema,
                Actions = schema.ActionUids.Where(uid => uid == DoctrineEntities.Action(uid.Id)).Select(uid => uid.Id).ToFrozenSet(StringComparer.Ordinal),
                Thresholds = thresholds,
                Warnings = warnings,
                Plans = plans,
                Retention = retention,
                Force = force,
            },
            []);
    }

    /// <summary>Reads what <see cref="Pack"/> wrote, from anyone: everything is checked as if it were read from a folder.</summary>
    public static DoctrineLoad Unpack(ReadOnlySpan<byte> bytes)
    {
        var problems = new List<DoctrineProblem>();
        return DoctrineFiles.Unpack(bytes, problems) is { } files ? Load(files) : new DoctrineLoad(null, problems);
    }

    /// <summary>The doctrine as bytes, to publish it: canonical JSON of path to text.</summary>
    public byte[] Pack() => DoctrineFiles.Pack(Files);

    /// <summary>This doctrine with one file written anew, or taken away when the text is null. Everything is checked again.</summary>
    public DoctrineLoad With(string path, string? text) =>
        Load(text is null ? Files.Remove(path) : Files.SetItem(path, text));

    /// <summary>This doctrine with other policies, for asking what would be if; its files and its hash are still the old ones.</summary>
    internal DoctrineBundle WithPolicies(PolicySet policies, ImmutableArray<DoctrinePolicy>? described = null) => new(Files)
    {
        Manifest = Manifest,
        Hash = Hash,
        Schema = Schema,
        PolicySet = policies,
        Policies = described ?? Policies,
        Actions = Actions,
        Thresholds = Thresholds,
        Warnings = Warnings,
        Plans = Plans,
        Retention = Retention,
        Force = Force,
    };

    private static string Required(ImmutableSortedDictionary<string, string> files, string path, List<DoctrineProblem> problems)
    {
        if (files.TryGetValue(path, out var text))
        {
            return text;
        }

        problems.Add(new(path, 0, 0, "bundle.missing", "This file is missing."));
        return "";
    }
}
