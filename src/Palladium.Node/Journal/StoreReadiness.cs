using Palladium.Log;
using Palladium.Node.Hosting;
using Palladium.Sqlite.Segments;

namespace Palladium.Node.Journal;

/// <summary>Whether readings and positions are being stored.</summary>
internal sealed class SegmentReadiness(SegmentStore segments) : IReadinessCheck
{
    public string Name => "segments";

    public string? Problem => segments.Problem;
}

/// <summary>Whether the log reaches outsiders.</summary>
internal sealed class PublishingReadiness(LogWriter log) : IReadinessCheck
{
    public string Name => "log";

    public string? Problem => log.PublishFailure is { } failure ? $"Tiles and checkpoint cannot be written: {failure.Message}" : null;
}

/// <summary>Whether every entry of the node's own log has its body, or had one that was erased.</summary>
internal sealed class BodyReadiness(NodeStores stores) : IReadinessCheck
{
    public string Name => "bodies";

    public string? Problem => stores.Bodies.Problem ?? stores.MissingBodies;
}

/// <summary>Whether the clock runs on from where it was. Appends do not wait for it: the log decides order.</summary>
internal sealed class ClockReadiness(NodeJournal journal, TimeProvider time) : IReadinessCheck
{
    // Clocks are corrected by a little all the time.
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);

    public string Name => "clock";

    public string? Problem => journal.NewestTime - time.GetUtcNow() is var behind && behind > Tolerated
        ? $"The clock is {(long)behind.TotalSeconds} s behind the newest entry of this log. Set it right; entries are taken meanwhile, with the time that it shows."
        : null;
}
