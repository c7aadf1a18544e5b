namespace Palladium.Federation.Delivery;

/// <summary>The bounds within which the core works. Times in milliseconds.</summary>
public sealed record FederationLimits
{
    /// <summary>Most leaves in one request.</summary>
    public int MaxLeaves { get; init; } = 2_048;

    /// <summary>Most releases in one request.</summary>
    public int MaxReleases { get; init; } = 32;

    /// <summary>Most releases per peer kept in memory; the rest stays in the log until there is room.</summary>
    public int MaxOutbox { get; init; } = 10_000;

    /// <summary>Least time between two plain pushes to a peer, so that a busy log coalesces. Releases never wait.</summary>
    public long PushSpacing { get; init; } = 50;

    /// <summary>
    /// How long a plain push waits for more. Releases carry the head themselves and are not held up; what is left (receipts,
    /// accesses, adoptions) follows an alert instead of competing with it: every entry is n - 1 pushes, each with a cosignature to
    /// make and to check. A head is cosigned once a second anyway.
    /// </summary>
    public long PushDelay { get; init; } = 300;

    /// <summary>Least time between two cosignatures of one log, and between two requests for one.</summary>
    public long CosignSpacing { get; init; } = 1_000;

    /// <summary>How often a peer is asked what it holds.</summary>
    public long StatusSpacing { get; init; } = 5_000;

    /// <summary>The same while some author can't be reached, so that others' mirrors stand in for it.</summary>
    public long StatusSpacingWhenSomeoneIsAway { get; init; } = 1_000;

    /// <summary>After which a request without answer counts as failed.</summary>
    public long RequestTimeout { get; init; } = 15_000;

    /// <summary>First wait after a failure; doubles with each.</summary>
    public long FirstBackoff { get; init; } = 200;

    /// <summary>Longest wait after failures.</summary>
    public long LongestBackoff { get; init; } = 5_000;

    /// <summary>Wait before a refused release is offered again; grows with each refusal.</summary>
    public long RefusedBackoff { get; init; } = 10_000;

    /// <summary>After so many refusals a release is set aside and shown; a restart offers it again.</summary>
    public int MaxRefusals { get; init; } = 5;
}
