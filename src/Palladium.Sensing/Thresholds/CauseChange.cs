using System.Collections.Immutable;
using Palladium.Doctrine.Thresholds;
using Palladium.Records.Scene;

namespace Palladium.Sensing.Thresholds;

/// <summary>What became of a cause.</summary>
public enum CauseChangeKind
{
    /// <summary>It began: issue an alert.</summary>
    Raised,

    /// <summary>It goes on and changed materially: issue an update.</summary>
    Updated,

    /// <summary>It is over: cancel the alert.</summary>
    Cleared,
}

/// <summary>Why a cause changed.</summary>
public enum CauseReason
{
    /// <summary>Beyond the value for long enough.</summary>
    Exceeded,

    /// <summary>Reached a graver class than any before in this cause.</summary>
    Graver,

    /// <summary>Still going on; the rule wants to hear of it from time to time.</summary>
    Continues,

    /// <summary>Back behind the clear value for long enough.</summary>
    BackToNormal,

    /// <summary>The doctrine in force has no such rule any more.</summary>
    RuleWithdrawn,
}

/// <summary>A reading as evidence.</summary>
/// <param name="Time">When it was measured, by the source's clock.</param>
/// <param name="Value">In the source's unit.</param>
public readonly record struct EvidenceReading(DateTimeOffset Time, double Value);

/// <summary>A change of a cause with all that an alert needs.</summary>
/// <param name="Kind">Raised, updated or cleared.</param>
/// <param name="Reason">Why.</param>
/// <param name="Key">Which cause.</param>
/// <param name="Rule">The rule as it was when this happened.</param>
/// <param name="Source">The source as it was described with the reading; null when a rule was withdrawn before any reading.</param>
/// <param name="Level">The gravest class that the cause has reached so far.</param>
/// <param name="Value">The reading that made the change.</param>
/// <param name="Peak">The reading farthest beyond the value so far.</param>
/// <param name="Onset">When the first reading beyond the value was measured, by the source's clock.</param>
/// <param name="At">When this happened, by the node's clock.</param>
/// <param name="Evidence">The last readings, oldest first; never empty but after a restart.</param>
public sealed record CauseChange(
    CauseChangeKind Kind, CauseReason Reason, CauseKey Key, ThresholdRule Rule, Source? Source, ThresholdLevel Level,
    double Value, double Peak, DateTimeOffset Onset, DateTimeOffset At, ImmutableArray<EvidenceReading> Evidence);
