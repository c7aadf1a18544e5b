namespace Palladium.Log;

/// <summary>What a repair found and did.</summary>
public sealed record RepairReport
{
    /// <summary>Entries in tiles; those still in the journal are not counted.</summary>
    public required long Entries { get; init; }

    /// <summary>Files that were missing or wrong and are written anew, or would be when nothing was to be changed.</summary>
    public IReadOnlyList<string> Rebuilt { get; init; } = [];

    /// <summary>Entry bundles among them, which were taken from the other copy.</summary>
    public IReadOnlyList<string> Taken { get; init; } = [];

    /// <summary>Why the log could not be repaired, with the entry bundles that cannot be told; empty when it could. Then nothing was changed.</summary>
    public IReadOnlyList<LogFailure> Failures { get; init; } = [];

    /// <summary>True when the log is whole now.</summary>
    public bool IsGood => Failures.Count == 0;
}
