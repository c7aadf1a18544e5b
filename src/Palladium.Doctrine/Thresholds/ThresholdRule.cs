using System.Collections.Immutable;

namespace Palladium.Doctrine.Thresholds;

/// <summary>
/// From which reading of which kind of source an alert comes. Pure data of the doctrine; values are in the unit of the
/// source. One cause is one (rule, source, site).
/// </summary>
public sealed record ThresholdRule
{
    /// <summary>Name, unique in the doctrine; also the alert's <c>rule</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of source it watches: <c>water-level</c>.</summary>
    public required string SourceKind { get; init; }

    /// <summary>The kind of site the source must belong to; null for any or none.</summary>
    public string? SiteKind { get; init; }

    /// <summary>On which side it fires.</summary>
    public required Comparison Comparison { get; init; }

    /// <summary>Unit of the values (UCUM), for people; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>
    /// Classes of gravity, from the least to the gravest; at least one. The first has the value at which the rule fires.
    /// Passing into a graver one is a material change.
    /// </summary>
    public required ImmutableArray<ThresholdLevel> Levels { get; init; }

    /// <summary>For how long every reading must be beyond the value before anything is raised.</summary>
    public required TimeSpan For { get; init; }

    /// <summary>The value that a reading must come back behind for the cause to clear: hysteresis.</summary>
    public required double ClearValue { get; init; }

    /// <summary>For how long every reading must be behind <see cref="ClearValue"/> before the cause clears.</summary>
    public required TimeSpan ClearFor { get; init; }

    /// <summary>While open, an update is due this often even if the class did not change; null for never.</summary>
    public TimeSpan? UpdateEvery { get; init; }

    /// <summary>A silence longer than this tells nothing about the time in between: durations start again.</summary>
    public required TimeSpan StaleAfter { get; init; }

    /// <summary>CAP category.</summary>
    public required AlertCategory Category { get; init; }

    /// <summary>CAP event: what it is called in general.</summary>
    public required string Event { get; init; }

    /// <summary>CAP headline.</summary>
    public required string Headline { get; init; }

    /// <summary>CAP instruction: what to do.</summary>
    public required string Instruction { get; init; }

    /// <summary>Kinds of member that must know. Who gets it in fact: these, and permitted by policy to receive it.</summary>
    public required ImmutableArray<string> MustKnow { get; init; }

    /// <summary>Whether the alert is for the public too.</summary>
    public bool Public { get; init; }

    /// <summary>The value at which the rule fires.</summary>
    public double Value => Levels[0].Value;

    /// <summary>Whether a reading is beyond the value.</summary>
    public bool Fires(double reading) => Levels[0].Reached(reading, Comparison);

    /// <summary>Whether a reading is back behind the clear value.</summary>
    public bool Clears(double reading) => Comparison == Comparison.AtLeast ? reading < ClearValue : reading > ClearValue;

    /// <summary>Index into <see cref="Levels"/> of the gravest class that a reading reaches; -1 for none.</summary>
    public int LevelOf(double reading)
    {
        var level = -1;
        while (level + 1 < Levels.Length && Levels[level + 1].Reached(reading, Comparison))
        {
            level++;
        }

        return level;
    }
}

/// <summary>One class of gravity.</summary>
/// <param name="Value">From which reading on it holds, in the source's unit.</param>
/// <param name="Severity">CAP severity.</param>
/// <param name="Urgency">CAP urgency.</param>
/// <param name="Certainty">CAP certainty.</param>
public sealed record ThresholdLevel(double Value, AlertSeverity Severity, AlertUrgency Urgency, AlertCertainty Certainty)
{
    internal bool Reached(double reading, Comparison comparison) =>
        comparison == Comparison.AtLeast ? reading >= Value : reading <= Value;
}
