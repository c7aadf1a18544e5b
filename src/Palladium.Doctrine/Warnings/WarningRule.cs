using System.Collections.Immutable;
using Palladium.Doctrine.Thresholds;

namespace Palladium.Doctrine.Warnings;

/// <summary>Which members must know of a warning that comes in as CAP 1.2 from outside the network. Pure data of the doctrine.</summary>
/// <param name="Id">Name, unique in the doctrine.</param>
/// <param name="Categories">CAP categories that it is about; empty for all.</param>
/// <param name="Severity">The least severity that it is about; null for all.</param>
/// <param name="MustKnow">Kinds of member that must know. Who gets it in fact: these, and permitted by policy to receive it.</param>
public sealed record WarningRule(
    string Id, ImmutableArray<AlertCategory> Categories, AlertSeverity? Severity, ImmutableArray<string> MustKnow)
{
    /// <summary>
    /// Whether the rule is about a warning of these categories and this severity. A severity that the sender does not know
    /// may be the gravest, so every rule is about it.
    /// </summary>
    public bool Covers(IEnumerable<AlertCategory> categories, AlertSeverity severity) =>
        (Categories.IsEmpty || categories.Any(category => Categories.Contains(category)))
        && (Severity is not { } least || severity == AlertSeverity.Unknown || severity <= least);
}
