namespace Palladium.Log;

/// <summary>Whose log to mirror, and where.</summary>
public sealed record MirrorOptions
{
    /// <summary>Directory of the mirror; used when <see cref="Disk"/> is null.</summary>
    public string? Directory { get; init; }

    /// <summary>Another place than a directory, for tests.</summary>
    public IDisk? Disk { get; init; }

    /// <summary>Identity of the log.</summary>
    public required string Origin { get; init; }

    /// <summary>Key of its author.</summary>
    public required NoteVerifierKey Author { get; init; }

    /// <summary>Clock for the pace of writing tiles.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Least time between two rounds of writing tiles and checkpoint.</summary>
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Length of each of the two journal files in bytes.</summary>
    public int JournalLength { get; init; } = 4 << 20;
}
