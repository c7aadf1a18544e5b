namespace Palladium.Log;

/// <summary>Something in a log that is not as it must be.</summary>
/// <param name="Place">File, and entry where one is meant.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record LogFailure(string Place, string Reason);

/// <summary>What a verification of a whole log did and found.</summary>
public sealed record LogReport
{
    /// <summary>The origin that was expected.</summary>
    public required string Origin { get; init; }

    /// <summary>The signed head that was verified against, or null when there was none to be had.</summary>
    public SignedCheckpoint? Checkpoint { get; init; }

    /// <summary>The first entry that was looked at: above 0 only when the log was said to be pruned.</summary>
    public long FirstEntry { get; init; }

    /// <summary>Entries whose hash was computed.</summary>
    public long Entries { get; init; }

    /// <summary>Hash tiles and entry bundles that were read.</summary>
    public long Tiles { get; init; }

    /// <summary>Those of them that are partial in a tree of this size.</summary>
    public int PartialTiles { get; init; }

    /// <summary>Bytes read.</summary>
    public long Bytes { get; init; }

    /// <summary>Correct cosignatures by the witnesses that the caller named.</summary>
    public IReadOnlyList<Cosignature> Cosignatures { get; init; } = [];

    /// <summary>What is wrong, in the order found; at most <see cref="LogVerifier.MaximumFailures"/>.</summary>
    public IReadOnlyList<LogFailure> Failures { get; init; } = [];

    /// <summary>True when everything was checked and nothing was wrong.</summary>
    public bool IsGood => Checkpoint is not null && Failures.Count == 0;

    /// <summary>What a good result says, in sentences.</summary>
    public IReadOnlyList<string> Shows => !IsGood ? [] :
    [
        $"The checkpoint of {Origin} with {FirstEntry + Entries} entries is signed by the key given.",
        FirstEntry == 0
            ? "Every entry, tile and partial tile leads to its root."
            : $"Every entry from {FirstEntry} on, and every tile over them, leads to its root. What the {FirstEntry} before say was not looked at.",
        .. Cosignatures.Select(c => $"{c.Cosigner.Name} cosigned this checkpoint at {DateTimeOffset.FromUnixTimeSeconds(Math.Min(c.Time, 253402300799)):u}."),
    ];

    /// <summary>What it does not say, in sentences.</summary>
    public IReadOnlyList<string> CannotExclude =>
    [
        Cosignatures.Count == 0
            ? "That others are shown a different log (split view): no witness that you named cosigned this checkpoint."
            : "A different log shown to others, if all of the witnesses above are dishonest.",
        "That there is a newer checkpoint which was not shown here.",
        "That something happened which was never entered, or that an entry says what is not true.",
    ];
}
