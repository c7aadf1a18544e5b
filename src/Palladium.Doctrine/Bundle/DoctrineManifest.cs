using System.Collections.Frozen;
using System.Collections.Immutable;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Toml;

namespace Palladium.Doctrine.Bundle;

/// <summary><c>doctrine.toml</c>: which doctrine this is.</summary>
/// <param name="Name">Its name: <c>montevideo</c>.</param>
/// <param name="Version">Counts up from 1.</param>
/// <param name="Parent">Hash of the version that it replaces, 64 lower-case hexadecimal digits; null for the first.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Bases">The legal bases that a purpose may name; at least one.</param>
public sealed record DoctrineManifest(
    string Name, int Version, string? Parent, string Title, ImmutableArray<LegalBasis> Bases)
{
    internal const string Path = "doctrine.toml";

    // No member may keep overseers from its log by a rule of its own, whatever a manifest leaves out.
    private const string AlwaysProtected = "audit";

    /// <summary>Actions that no member's own rules may forbid; <c>audit</c> is always among them.</summary>
    public FrozenSet<string> Protected { get; private init; } = FrozenSet.Create(StringComparer.Ordinal, AlwaysProtected);

    /// <summary>Actions that need an incident which somebody else confirmed.</summary>
    public FrozenSet<string> Sensitive { get; private init; } = [];

    /// <summary>How old the authority behind an action may be: how long ago the owner's log was last verified; other actions have no limit.</summary>
    public FrozenDictionary<string, TimeSpan> MaxAges { get; private init; } = FrozenDictionary<string, TimeSpan>.Empty;

    internal static DoctrineManifest Read(string text, CedarSchema? schema, List<DoctrineProblem> problems)
    {
        var root = TomlTree.Read(Path, text, problems);
        var parent = root.Text("parent", required: false, longest: 64);
        if (parent.Length > 0 && (parent.Length != 64 || parent.AsSpan().IndexOfAnyExcept("0123456789abcdef") >= 0))
        {
            root.Refuse(root.PlaceOf("parent"), "manifest.parent", "The parent is a doctrine's hash: 64 lower-case hexadecimal digits.");
        }

        var manifest = new DoctrineManifest(
            root.Word("name"),
            root.Whole("version", 1, int.MaxValue, otherwise: 0),
            parent.Length > 0 ? parent : null,
            root.Text("title", longest: 100),
            ReadBases(root))
        {
            Sensitive = ReadSensitive(root, schema),
            MaxAges = ReadMaxAges(root, schema),
            Protected = Actions(root, "protected", schema).Append(AlwaysProtected).ToFrozenSet(StringComparer.Ordinal),
        };
        if (manifest.Version == 0 && !root.Has("version"))
        {
            root.Refuse(root.Place, "toml.missing-key", "'version' (a whole number from 1) is missing.");
        }

        if (manifest is { Version: 1, Parent: not null } or { Version: > 1, Parent: null })
        {
            root.Refuse(root.PlaceOf("version"), "manifest.parent", "Version 1 has no parent; every later one names it.");
        }

        root.Finish();
        return manifest;
    }

    private static FrozenSet<string> ReadSensitive(TomlTable root, CedarSchema? schema)
    {
        var actions = Actions(root, "sensitive", schema);
        foreach (var action in actions.Where(action => schema is not null && !GateContext.AsksForConfirmation(schema, action)))
        {
            root.Refuse(root.PlaceOf("sensitive"), "manifest.sensitive", $"The schema's context of '{action}' declares no 'confirmed: Bool', which tells that somebody else confirmed the incident.");
        }

        return actions.ToFrozenSet(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, TimeSpan> ReadMaxAges(TomlTable root, CedarSchema? schema)
    {
        var ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var table in root.Tables("authority"))
        {
            var age = table.Duration("max_age");
            foreach (var action in Actions(table, "actions", schema))
            {
                if (!ages.TryAdd(action, age))
                {
                    table.Refuse(table.PlaceOf("actions"), "manifest.authority", $"'{action}' has another maximum age already.");
                }
            }

            table.Finish();
        }

        return ages.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static List<string> Actions(TomlTable table, string name, CedarSchema? schema)
    {
        var actions = new List<string>();
        if (!table.Take<List<TomlItem>>(name, "a list of actions in quotes", required: false, out var items))
        {
            return actions;
        }

        foreach (var item in items)
        {
            if (item.Value is string action && schema?.ActionUids.Contains(DoctrineEntities.Action(action)) != false)
            {
                actions.Add(action);
            }
            else
            {
                table.Refuse(item.Place, "manifest.action", $"'{name}' is a list of actions of the schema, and this is none: {item.Value}.");
            }
        }

        return actions;
    }

    private static ImmutableArray<LegalBasis> ReadBases(TomlTable root)
    {
        var bases = ImmutableArray.CreateBuilder<LegalBasis>();
        foreach (var table in root.Tables("basis"))
        {
            var basis = new LegalBasis(table.Word("id"), table.Text("words", longest: 500));
            if (bases.Any(other => other.Id == basis.Id))
            {
                table.Refuse(table.PlaceOf("id"), "manifest.basis", $"There is another basis called '{basis.Id}'.");
            }

            table.Finish();
            bases.Add(basis);
        }

        if (bases.Count == 0)
        {
            root.Refuse(root.Place, "manifest.basis", "A doctrine lists at least one legal basis, as [[basis]].");
        }

        return bases.ToImmutable();
    }
}
