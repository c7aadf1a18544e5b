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
