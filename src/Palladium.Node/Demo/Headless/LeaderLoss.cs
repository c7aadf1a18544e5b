namespace Palladium.Node.Demo.Headless;

/// <summary>What was seen of the leader's loss and return. Ticks are of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal sealed class LeaderLoss(string leader, string incident)
{
    public string Leader => leader;

    public string Incident => incident;

    public DateTimeOffset KilledAt { get; set; }

    public long KilledTicks { get; set; }

    public DateTimeOffset? ReturnedAt { get; set; }

    /// <summary>When its node was ready again.</summary>
    public long ReturnedTicks { get; set; } = long.MaxValue;

    public string? SucceededBy { get; set; }

    public double? SucceededAfterMs { get; set; }

    /// <summary>The successor's update was seen in the public feed of a third member.</summary>
    public bool PublicUpdate { get; set; }

    /// <summary>The returned leader shows the successor as leader.</summary>
    public bool SeesSuccessor { get; set; }

    /// <summary>The returned leader refuses to speak for the incident.</summary>
    public bool Obeys { get; set; }
}
