namespace Palladium.Sensing.Thresholds;

/// <summary>A cause that is open, as it is kept over a restart of the node.</summary>
/// <param name="Key">Which cause.</param>
/// <param name="Peak">The reading farthest beyond the value so far.</param>
/// <param name="Onset">When the first reading beyond the value was measured.</param>
/// <param name="LastTold">When it was last raised or updated, by the node's clock.</param>
public sealed record OpenCause(CauseKey Key, double Peak, DateTimeOffset Onset, DateTimeOffset LastTold);
