using System.Text.Json.Serialization;

namespace Palladium.Node.Demo.Headless;

/// <summary>What <c>palladium demo --headless</c> found, all of it from outside the nodes.</summary>
internal sealed record DemoReport
{
    public required string City { get; init; }

    public required double DurationSeconds { get; init; }

    public required int MembersUp { get; init; }

    /// <summary>Readings that the nodes acknowledged as stored.</summary>
    public required long Observations { get; init; }

    public required int Alerts { get; init; }

    public required DeliveriesReport Deliveries { get; init; }

    public required IReadOnlyList<RefusalReport> Refusals { get; init; }

    /// <summary>What each corrupt message of a member was answered.</summary>
    public required IReadOnlyList<string> CorruptMessages { get; init; }

    public required MirrorsReport Mirrors { get; init; }

    public required LeaderReport Leader { get; init; }

    public required PolicyChangeReport PolicyChange { get; init; }

    public required ProbeReport Probe { get; init; }

    public required IReadOnlyList<string> Lost { get; init; }

    public required IReadOnlyList<string> Leaked { get; init; }

    /// <summary>Resident memory of each node at the end, in bytes.</summary>
    public required IReadOnlyDictionary<string, long> MemoryBytes { get; init; }

    /// <summary>What of the conditions did not hold; empty when the exit status is 0.</summary>
    public required IReadOnlyList<string> Failures { get; init; }
}

/// <summary>Deliveries of the first revision of every alert to every entitled member's live stream.</summary>
/// <param name="Expected">Alerts times entitled members.</param>
/// <param name="Made">How many of them were seen on that member's stream before the end.</param>
/// <param name="ToAbsent">How many of those expected were for a member whose node was down when the alert was issued; they
/// count as made once seen, and are left out of the latencies.</param>
/// <param name="Timed">How many latencies the percentiles are of.</param>
/// <param name="P50Ms">From the moment before the causing reading was sent until it was seen, in milliseconds.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="MaxMs">The slowest.</param>
/// <param name="Slowest">The slowest of the timed ones, slowest first.</param>
internal sealed record DeliveriesReport(
    int Expected, int Made, int ToAbsent, int Timed, double P50Ms, double P99Ms, double MaxMs, IReadOnlyList<TimedDelivery> Slowest);

/// <param name="Author">Whose alert it is.</param>
/// <param name="To">On whose live stream it was seen.</param>
/// <param name="Source">The source whose reading caused it.</param>
/// <param name="AtSeconds">When the causing reading was sent, in seconds since the run began.</param>
/// <param name="Ms">From then until it was seen, in milliseconds.</param>
internal sealed record TimedDelivery(string Author, string To, string Source, double AtSeconds, double Ms);

internal sealed record RefusalReport(string Member, string Intake, string From, string Rule, string Field, long Count);

/// <param name="Expected">Members times the other members.</param>
/// <param name="Verified">Mirrors that are verified and as long as the author's published log at the end.</param>
/// <param name="LogsVerified">Public logs that were verified whole from outside.</param>
internal sealed record MirrorsReport(int Expected, int Verified, int LogsVerified);

internal sealed record LeaderReport(
    string Leader,
    DateTimeOffset? KilledAt,
    int AlertsWhileGone,
    string? SucceededBy,
    double? SucceededAfterMs,
    bool PublicUpdate,
    DateTimeOffset? ReturnedAt,
    bool CaughtUp,
    bool Obeys);

/// <summary>A policy changed in the running network: who got an alert of that kind before and after.</summary>
internal sealed record PolicyChangeReport(string Policy, IReadOnlyList<string> Before, IReadOnlyList<string> After, bool Changed);

/// <summary>What the unentitled member tried, and how many bytes it got to search.</summary>
internal sealed record ProbeReport(
    string Member, IReadOnlyList<ProbeRoute> Routes, long Bytes, [property: JsonIgnore] IReadOnlyList<string> Canaries, int CanaryWords);

/// <param name="Route">The way that was tried.</param>
/// <param name="Tries">How many requests or subscriptions.</param>
/// <param name="Denied">How many of them were answered with a denial.</param>
/// <param name="Bytes">Bytes received over it.</param>
internal sealed record ProbeRoute(string Route, int Tries, int Denied, long Bytes);
