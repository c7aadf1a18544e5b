using System.Globalization;
using System.Text;
using Palladium.Cedar;

namespace Palladium.Benchmarks.Cedar;

/// <summary>Many policies of which 5 % have an open head and 20 apply to the request; the rest are about other principals and resources.</summary>
internal static class ManyPolicies
{
    private const int Applying = 20;

    /// <summary>Makes such policies.</summary>
    /// <param name="count">How many; a multiple of 100.</param>
    /// <param name="compared">
    /// Whether the open ones start by asking that a value equals a constant, as most rules about a kind of thing do, or that it is
    /// above a bound.
    /// </param>
    public static PolicySet Make(int count, bool compared)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.AppendLine(i % 20 == 0 ? Open(i, compared) : i % (count / Applying) == 1 ? Meant(i) : OfOthers(i));
        }

        return PolicySet.Parse(text.ToString(), "generated").Value ?? throw new InvalidOperationException("The generated policies cannot be read.");
    }

    private static string Open(int i, bool compared) => compared
        ? string.Create(CultureInfo.InvariantCulture, $"permit(principal, action, resource) when {{ resource.kind == \"kind {i}\" }};")
        : string.Create(CultureInfo.InvariantCulture, $"permit(principal, action, resource) when {{ resource.size > {1_000_000 + i} }};");

    private static string Meant(int i) =>
        string.Create(CultureInfo.InvariantCulture, $"permit(principal in Group::\"mine\", action, resource in Folder::\"mine\") when {{ resource.size > {i % 7} }};");

    private static string OfOthers(int i) => (i % 3) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"permit(principal == User::\"{i}\", action, resource);"),
        1 => string.Create(CultureInfo.InvariantCulture, $"permit(principal in Group::\"{i}\", action == Action::\"read\", resource);"),
        _ => string.Create(CultureInfo.InvariantCulture, $"permit(principal, action, resource in Folder::\"{i}\") when {{ resource.size > 3 }};"),
    };

    public static Application Asked { get; } = new(
        "many policies",
        "",
        [
            new(new("User", "me"), CedarRecord.Empty, [new("Group", "mine")]),
            new(new("Group", "mine"), CedarRecord.Empty, [new("Group", "all")]),
            new(new("Folder", "mine"), CedarRecord.Empty, [new("Folder", "root")]),
            new(new("File", "plan"), new(("kind", new CedarString("map")), ("size", CedarLong.Of(100))), [new("Folder", "mine")]),
        ],
        [new(new("User", "me"), new("Action", "read"), new("File", "plan"), CedarRecord.Empty)]);
}
