using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Palladium.Doctrine.Thresholds;

namespace Palladium.Doctrine.Plans;

/// <summary>A message to the public with places such as <c>{area}</c>.</summary>
/// <param name="Id">Name, unique in its plan: <c>first</c>, <c>update</c>, <c>end</c>.</param>
/// <param name="Severity">CAP severity.</param>
/// <param name="Headline">Headline with places.</param>
/// <param name="Text">What happened, with places.</param>
/// <param name="Instruction">What to do, with places.</param>
public sealed partial record PublicMessageTemplate(
    string Id, AlertSeverity Severity, string Headline, string Text, string Instruction)
{
    /// <summary>The places that a template may have. Nothing about a person is among them.</summary>
    public static readonly FrozenSet<string> Places = FrozenSet.Create(StringComparer.Ordinal, "area", "event", "member", "time", "site");

    /// <summary>
    /// The message with its places filled: headline, text, instruction. A place for which no value is given stays empty,
    /// for a message must go out also when something is unknown. Values are inserted as they are, never read as templates.
    /// </summary>
    public (string Headline, string Text, string Instruction) Fill(IReadOnlyDictionary<string, string> values)
    {
        return (One(Headline), One(Text), One(Instruction));

        string One(string template) => PlacePattern().Replace(template, match => values.GetValueOrDefault(match.Groups[1].Value, ""));
    }

    internal static IEnumerable<string> UnknownPlaces(string template) =>
        PlacePattern().Matches(template).Select(match => match.Groups[1].Value).Where(name => !Places.Contains(name));

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex PlacePattern();
}
