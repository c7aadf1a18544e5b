namespace Palladium.Records.Scene;

/// <summary>One reading of one source.</summary>
/// <param name="Source">The source's id within the node that takes it in.</param>
/// <param name="Time">When it was measured, by the source's clock; exactly <paramref name="Received"/> where the sender did not say.</param>
/// <param name="Value">A finite number in the source's unit.</param>
/// <param name="Received">When the node took it in, by the node's clock; ages and durations are counted on this.</param>
public readonly record struct Observation(string Source, DateTimeOffset Time, double Value, DateTimeOffset Received);
