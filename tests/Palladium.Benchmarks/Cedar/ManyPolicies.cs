using System.Text;
using Palladium.Cedar;

namespace Palladium.Benchmarks.Cedar;

/// <summary>Many policies of which 5 % have an open head and 20 apply to the request; the rest are about other principals and resources.</summary>
internal static class ManyPolicies
{
    private const int Applying = 20;

    /// <summary>What the open ones ask first: most rules are about a kind of thing.</summary>
    public static (string Words, Func<int, string> Condition)[] Forms { get; } =
    [
        ("that ask for a kind", i => Text($"resource.kind == \"kind {i}\"")),
        ("with a bound", i => Text($"resource.size > {1_000_000 + i}")),
        ("of every form", Any),
    ];

    /// <summary>Makes such policies.</summary>
    /// <param name="count">How many; a multiple of 100.</param>
    /// <param name="open">The condition of the open ones, each with its number.</param>
    public static PolicySet Make(int count, Func<int, string> open)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.AppendLine(i % 20 == 0 ? Text($"permit(principal, action, resource) when {{ {open(i)} }};") : i % (count / Applying) == 1 ? Meant(i) : OfOthers(i));
        }

        return PolicySet.Parse(text.ToString(), "generated").Value ?? throw new InvalidOperationException("The generated policies cannot be read.");
    }

    private static string Any(int i) => (i / 20 % 7) switch
    {
        0 => Text($"resource.kind == \"kind {i}\""),
        1 => Text($"resource.size > {1_000_000 + i}"),
        2 => Text($"[\"kind {i}\", \"sort {i}\"].contains(resource.kind)"),
        3 => Text($"resource.labels.contains(\"label {i}\")"),
        4 => Text($"principal in Group::\"{i}\" && resource.size > 1"),
        5 => Text($"resource.owner == principal && resource.kind == \"owned {i}\""),
        _ => Text($"!resource.open && resource.size > {i}"),
    };

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Meant(int i) =>
        Text($"permit(principal in Group::\"mine\", action, resource in Folder::\"mine\") when {{ resource.size > {i % 7} }};");

    private static string OfOthers(int i) => (i % 3) switch
    {
        0 => Text($"permit(principal == User::\"{i}\", action, resource);"),
        1 => Text($"permit(principal in Group::\"{i}\", action == Action::\"read\", resource);"),
        _ => Text($"permit(principal, action, resource in Folder::\"{i}\") when {{ resource.size > 3 }};"),
    };

    public static Application Asked { get; } = new(
        "many policies",
        "",
        [
            new(new("User", "me"), CedarRecord.Empty, [new("Group", "mine")]),
            new(new("Group", "mine"), CedarRecord.Empty, [new("Group", "all")]),
            new(new("Folder", "mine"), CedarRecord.Empty, [new("Folder", "root")]),
            new(new("File", "plan"), new(
                ("kind", new CedarString("map")), ("size", CedarLong.Of(100)), ("open", CedarBool.True), ("owner", new CedarEntity(new("User", "me"))),
                ("labels", new CedarSet([new CedarString("minor"), new CedarString("shelter")]))), [new("Folder", "mine")]),
        ],
        [new(new("User", "me"), new("Action", "read"), new("File", "plan"), CedarRecord.Empty)]);
}
