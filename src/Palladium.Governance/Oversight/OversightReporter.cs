using Palladium.Records.Entries;

namespace Palladium.Governance.Oversight;

/// <summary>Puts a report together from what was counted, verified and found.</summary>
public static class OversightReporter
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;

    // A receipt needs a moment; a release younger than this counts for nothing yet.
    private const long ReceiptWithin = 60;

    // The longest that a doctrine of ours gives; an outsider does not see the doctrine's own time.
    private const long ReviewWithin = 3 * Day;

    /// <summary>The report at a time.</summary>
    public static OversightReport Report(
        string network, DateTimeOffset at, OversightTally tally, IReadOnlyList<WatchedLog> logs, IReadOnlyList<OversightFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(logs);
        var now = at.ToUnixTimeSeconds();
        var members = logs.Select(log => Member(log, tally.Members.GetValueOrDefault(log.Member) ?? new MemberTally())).ToList();
        var settled = tally.Members.Values.Sum(member => member.ReleaseTimes.Count(time => time < now - ReceiptWithin));
        return new OversightReport(
            network,
            at,
            findings,
            members,
            Kinds(tally),
            Periods(tally, Day, now - (366 * Day)),
            Periods(tally, Hour, now - (48 * Hour)),
            Math.Max(0, settled - members.Sum(member => member.Receipts)),
            tally.NamedReleasesWithoutReceipt,
            Math.Max(0, tally.Members.Values.Sum(member => member.UseTimes.Count(time => time < now - ReviewWithin)) - members.Sum(member => member.Reviews)),
            CannotBeKnown(members));
    }

    private static MemberOversight Member(WatchedLog log, MemberTally tally) => new(
        log,
        tally.Of(EntryKinds.Access),
        ByPurpose(tally, EntryKinds.Access),
        tally.Of(EntryKinds.AccessDenied),
        tally.Of(EntryKinds.Release),
        ByPurpose(tally, EntryKinds.Release),
        tally.Of(EntryKinds.ReleaseDenied),
        tally.Of(EntryKinds.ReleaseRequested),
        tally.Of(EntryKinds.Receipt),
        tally.Of(EntryKinds.SettingChanged),
        tally.Of(EntryKinds.Erased) + tally.Of(EntryKinds.ErasedHeld),
        tally.Of(EntryKinds.Force),
        tally.Of(EntryKinds.EmergencyAccess),
        tally.Of(EntryKinds.Review),
        tally.Of(EntryKinds.Fork),
        tally.Of(EntryKinds.PeerRefused),
        tally.Of(EntryKinds.NodeStarted),
        tally.NewerKinds,
        tally.Unreadable,
        tally.BackwardSteps,
        tally.SilenceCount,
        [.. tally.Silences],
        tally.Bodies,
        new SortedDictionary<string, long>(tally.ReleasedTo, StringComparer.Ordinal),
        new SortedDictionary<string, long>(tally.Actions, StringComparer.Ordinal));

    private static SortedDictionary<string, long> ByPurpose(MemberTally tally, EntryKind kind)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, count) in tally.Counts.Where(count => count.Key.Kind == kind.Name))
        {
            var word = Word(key.Purpose);
            counts[word] = counts.GetValueOrDefault(word) + count;
        }

        return counts;
    }

    private static List<KindCount> Kinds(OversightTally tally) =>
        [.. tally.Members.Values.SelectMany(member => member.Counts)
            .GroupBy(count => count.Key.Kind)
            .Select(group => new KindCount(
                group.Key, group.Sum(count => count.Value), EntryKinds.All.TryGetValue(group.Key, out var kind) ? kind.Reveals : null))
            .OrderByDescending(count => count.Entries).ThenBy(count => count.Kind, StringComparer.Ordinal)];

    private static List<PeriodCount> Periods(OversightTally tally, long length, long since) =>
        [.. tally.Members
            .SelectMany(member => member.Value.Counts.Select(count => (Member: member.Key, count.Key, count.Value)))
            .Where(count => count.Key.Hour * Hour >= since)
            .GroupBy(count => (From: count.Key.Hour * Hour / length * length, count.Member, count.Key.Kind, count.Key.Purpose))
            .OrderBy(group => group.Key.From).ThenBy(group => group.Key.Member, StringComparer.Ordinal).ThenBy(group => group.Key.Kind, StringComparer.Ordinal)
            .Select(group => new PeriodCount(
                DateTimeOffset.FromUnixTimeSeconds(group.Key.From), group.Key.Member, group.Key.Kind, Word(group.Key.Purpose), group.Sum(count => count.Value)))];

    private static string Word(PurposeClass purpose) => purpose.ToString().ToLowerInvariant();

    private static List<string> CannotBeKnown(IReadOnlyList<MemberOversight> members)
    {
        var words = new List<string>
        {
            "Who used what, where and about whom: headers hold none of it. Bodies are needed for that, and only those entitled get them.",
            "Whether something happened that was never entered. What crosses between members leaves entries on both sides; what a member does with its own data on its own machine depends on that member.",
            "Which receipt belongs to which release: headers do not link entries. Only the numbers can be compared.",
            "Whether times are true: they are the author's clock. The order of entries in one log is proven, the order between logs is not.",
            "Whether a newer checkpoint exists that was not shown here.",
        };
        var alone = members.Where(member => member.Log.CosignedBy.Count == 0 && member.Log.MirrorsChecked.Count == 0).Select(member => member.Log.Member).ToList();
        if (alone.Count > 0)
        {
            words.Add($"Whether others are shown a different log of {string.Join(", ", alone)}: nobody cosigned what was seen and no mirror was compared.");
        }

        if (members.Any(member => member.NewerKinds > 0))
        {
            words.Add("What entries of kinds mean that this version does not know; they were verified and counted.");
        }

        return words;
    }
}
