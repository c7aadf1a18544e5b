using System.Text.Json;
using System.Text.Json.Serialization;

namespace Palladium.Governance.Oversight;

/// <summary>What one member's log says, counted.</summary>
/// <param name="Log">How far it was verified.</param>
/// <param name="Accesses">Protected data was opened to somebody.</param>
/// <param name="AccessesByPurpose">The same by purpose class.</param>
/// <param name="Denials">Somebody was denied protected data.</param>
/// <param name="Releases">Something was released to another member.</param>
/// <param name="ReleasesByPurpose">The same by purpose class.</param>
/// <param name="ReleasesDenied">A request of another member was denied.</param>
/// <param name="Requests">Something was asked of another member.</param>
/// <param name="Receipts">Something released by another member arrived.</param>
/// <param name="SettingChanges">A setting, account, token or source was changed.</param>
/// <param name="Erasures">Bodies were erased because their time was over: entries, each of which names up to 500.</param>
/// <param name="Force">Force was used.</param>
/// <param name="Emergencies">Something was opened in an emergency, by one person alone.</param>
/// <param name="Reviews">A use of force or an opening was reviewed, of whichever member.</param>
/// <param name="ForksReported">Forks of others that it reported.</param>
/// <param name="PeerRefusals">Messages of others that it refused; at most one entry a minute, peer and rule.</param>
/// <param name="Starts">The node was started.</param>
/// <param name="NewerKinds">Entries of a kind that this version does not know.</param>
/// <param name="Unreadable">Leaves that are not headers.</param>
/// <param name="BackwardSteps">How often an entry's time lies before an earlier entry's.</param>
/// <param name="SilenceCount">Stretches without an entry longer than <see cref="OversightTally.SilenceAfter"/>.</param>
/// <param name="Silences">The last of them, at most 20.</param>
/// <param name="BodiesGiven">Bodies that were handed to the overseer and are those committed to.</param>
/// <param name="ReleasedTo">Recipients, from those bodies alone.</param>
/// <param name="Actions">Actions of accesses and denials, from those bodies alone.</param>
public sealed record MemberOversight(
    WatchedLog Log,
    long Accesses,
    IReadOnlyDictionary<string, long> AccessesByPurpose,
    long Denials,
    long Releases,
    IReadOnlyDictionary<string, long> ReleasesByPurpose,
    long ReleasesDenied,
    long Requests,
    long Receipts,
    long SettingChanges,
    long Erasures,
    long Force,
    long Emergencies,
    long Reviews,
    long ForksReported,
    long PeerRefusals,
    long Starts,
    long NewerKinds,
    long Unreadable,
    long BackwardSteps,
    long SilenceCount,
    IReadOnlyList<Silence> Silences,
    long BodiesGiven,
    IReadOnlyDictionary<string, long> ReleasedTo,
    IReadOnlyDictionary<string, long> Actions);

/// <summary>Entries of one kind, member and purpose class in a period.</summary>
/// <param name="From">Beginning of the day or hour, UTC.</param>
/// <param name="Member">Whose log.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Purpose">Word of the purpose class.</param>
/// <param name="Entries">How many.</param>
public sealed record PeriodCount(DateTimeOffset From, string Member, string Kind, string Purpose, long Entries);

/// <summary>Entries of one kind in all logs.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Entries">How many.</param>
/// <param name="Reveals">What the header alone tells; null for a kind this version does not know.</param>
public sealed record KindCount(string Kind, long Entries, string? Reveals);

/// <summary>What an overseer can say about the members of a network from their public logs.</summary>
/// <param name="Network">The network's name; empty when unknown.</param>
/// <param name="At">When it was made.</param>
/// <param name="Findings">Everything wrong ever found, open ones first.</param>
/// <param name="Members">Each member.</param>
/// <param name="Kinds">Entries by kind, most first.</param>
/// <param name="Days">Counts by day (by the headers' times), the last 366.</param>
/// <param name="Hours">Counts by hour, the last 48.</param>
/// <param name="ReleasesWithoutReceiptAtLeast">Releases of over a minute ago that cannot have a receipt, since there are fewer receipts
/// in all logs than such releases. 0 does not say that each has one.</param>
/// <param name="NamedReleasesWithoutReceipt">Among bodies that were given: releases for which no given receipt speaks.</param>
/// <param name="UsesWithoutReviewAtLeast">Uses of force and openings in an emergency of over three days ago that cannot have a review, since there are fewer
/// reviews in all logs than such uses. 0 does not say that each has one.</param>
/// <param name="CannotBeKnown">What this report does not say, in sentences.</param>
public sealed record OversightReport(
    string Network,
    DateTimeOffset At,
    IReadOnlyList<OversightFinding> Findings,
    IReadOnlyList<MemberOversight> Members,
    IReadOnlyList<KindCount> Kinds,
    IReadOnlyList<PeriodCount> Days,
    IReadOnlyList<PeriodCount> Hours,
    long ReleasesWithoutReceiptAtLeast,
    long NamedReleasesWithoutReceipt,
    long UsesWithoutReviewAtLeast,
    IReadOnlyList<string> CannotBeKnown)
{
    /// <summary>How the report travels: camelCase names, RFC 3339 times.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Whether nothing is wrong now.</summary>
    [JsonInclude]
    public bool IsGood => Findings.All(finding => !finding.IsOpen);

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);
}
