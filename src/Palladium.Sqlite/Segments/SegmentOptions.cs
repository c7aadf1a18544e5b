namespace Palladium.Sqlite.Segments;

/// <summary>When segments are closed and how much is kept in memory.</summary>
/// <param name="Age">A segment is closed this long after its first record.</param>
/// <param name="Bytes">A segment is closed at this size on disk.</param>
/// <param name="Recent">Readings kept in memory for each source.</param>
public sealed record SegmentOptions(TimeSpan Age, int Bytes, int Recent)
{
    /// <summary>Ten seconds, 4 MiB, 1024 readings.</summary>
    public static SegmentOptions Default { get; } = new(TimeSpan.FromSeconds(10), 4 * 1024 * 1024, 1024);
}
