namespace Palladium.Log;

/// <summary>How to open a log for writing.</summary>
public sealed record LogWriterOptions
{
    /// <summary>Directory of the log; used when <see cref="Disk"/> is null.</summary>
    public string? Directory { get; init; }

    /// <summary>Signs checkpoints; its name is the origin. Not disposed by the writer.</summary>
    public required NoteSigningKey Key { get; init; }

    /// <summary>Clock for the pace of publishing.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Another place than a directory, for tests.</summary>
    public IDisk? Disk { get; init; }

    /// <summary>Least time between two published checkpoints, those at opening and closing apart.</summary>
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Length of each of the two journal files in bytes; taken on disk at once.</summary>
    public int JournalLength { get; init; } = 16 << 20;

    /// <summary>Most callers that wait at once; further ones wait to be let in.</summary>
    public int MaximumWaiting { get; init; } = 4096;

    /// <summary>Most bytes that are pooled into one sync.</summary>
    public int MaximumBatch { get; init; } = 1 << 20;
}
