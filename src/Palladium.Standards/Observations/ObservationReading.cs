namespace Palladium.Standards.Observations;

/// <summary>One reading as its sender wrote it, checked in form but not yet against the source's own description.</summary>
/// <param name="Source">The source's id: 1 to 64 of <c>a-z 0-9 - . _ /</c>.</param>
/// <param name="Time">When it was measured, UTC; null where the sender, such as a device without a clock, did not say.</param>
/// <param name="Value">Finite, in the sender's unit.</param>
/// <param name="Unit">UCUM code, where the sender named one: it must then be the unit of the source.</param>
public readonly record struct ObservationReading(string Source, DateTimeOffset? Time, double Value, string? Unit);

/// <summary>What is still taken as a reading.</summary>
public sealed record ObservationLimits
{
    /// <summary>How far a source's clock may run ahead of the node's. Five minutes by default.</summary>
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a reading may be. 400 days by default, so that a year kept by a source can be handed in.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How many readings one message may hold.</summary>
    public int MaxCount { get; init; } = 10_000;

    /// <summary>How large one message may be, in bytes.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;
}
