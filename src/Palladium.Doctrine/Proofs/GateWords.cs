using System.Collections.Immutable;
using Palladium.Doctrine.Gate;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Proofs;

/// <summary>The words of the purpose classes as contexts have them.</summary>
internal static class GateWords
{
    public static ImmutableDictionary<string, PurposeClass> Classes { get; } =
        Enum.GetValues<PurposeClass>().ToImmutableDictionary(value => new GatePurpose(value, "").ClassWord, StringComparer.Ordinal);

    public static IEnumerable<string> PurposeClasses => Classes.Keys.Order(StringComparer.Ordinal);
}
