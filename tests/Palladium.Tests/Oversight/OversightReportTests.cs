using System.Text.Json.Nodes;
using Palladium.Governance.Oversight;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Tests.Oversight;

public sealed class OversightReportTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private readonly OversightTally _tally = new();

    [Fact]
    public void Entries_are_counted_by_kind_member_purpose_day_and_hour()
    {
        Add("police", EntryKinds.Access, PurposeClass.Incident, 10);
        Add("police", EntryKinds.Access, PurposeClass.Plan, 10);
        Add("police", EntryKinds.Access, PurposeClass.Plan, 7_200);
        Add("fire", EntryKinds.AccessDenied, PurposeClass.Plan, 90_000);
        Add("fire", EntryKinds.Erased, PurposeClass.Administration, 3 * 86_400);
        var report = Report();
        var police = report.Members[0];
        Assert.Equal(3, police.Accesses);
        Assert.Equal([("incident", 1L), ("plan", 2L)], police.AccessesByPurpose.Select(count => (count.Key, count.Value)));
        Assert.Equal((1L, 1L), (report.Members[1].Denials, report.Members[1].Erasures));
        Assert.Equal(4, report.Hours.Count);
        Assert.Equal(5, report.Days.Sum(day => day.Entries));
        Assert.Equal(("access", 3L), (report.Kinds[0].Kind, report.Kinds[0].Entries));
    }

    [Fact]
    public void More_old_releases_than_receipts_are_told_as_a_lower_bound()
    {
        for (var i = 0; i < 5; i++)
        {
            Add("police", EntryKinds.Release, PurposeClass.Plan, 100);
        }

        Add("police", EntryKinds.Release, PurposeClass.Plan, 5);
        Add("fire", EntryKinds.Receipt, PurposeClass.Plan, 90);
        Add("fire", EntryKinds.Receipt, PurposeClass.Plan, 90);
        Assert.Equal(3, Report().ReleasesWithoutReceiptAtLeast);
        Assert.Contains(Report().CannotBeKnown, words => words.Contains("headers do not link entries", StringComparison.Ordinal));
    }

    [Fact]
    public void Bodies_count_only_when_they_are_those_committed_to_and_then_name_recipients()
    {
        var salt = new byte[32];
        var body = CanonicalJson.Write(new JsonObject { ["forWhom"] = "fire", ["action"] = "receiveAlert" });
        var release = Header(EntryKinds.Release, PurposeClass.Plan, 100) with { Commitment = Commitment.Compute("release", salt, body) };
        Assert.False(_tally.AddBody("police", 7, release, salt, "{}"u8));
        Assert.True(_tally.AddBody("police", 7, release, salt, body));
        Assert.Equal(1, Report().NamedReleasesWithoutReceipt);
        Assert.Equal(1, Report().Members[0].ReleasedTo["fire"]);

        var said = CanonicalJson.Write(new JsonObject { ["from"] = "police", ["release"] = new JsonObject { ["index"] = 7 } });
        var receipt = Header(EntryKinds.Receipt, PurposeClass.Plan, 90) with { Commitment = Commitment.Compute("receipt", salt, said) };
        Assert.True(_tally.AddBody("fire", 3, receipt, salt, said));
        Assert.Equal(0, Report().NamedReleasesWithoutReceipt);
    }

    [Fact]
    public void Silences_and_steps_back_in_time_are_told()
    {
        Add("police", EntryKinds.Segment, PurposeClass.Plan, 10_000);
        Add("police", EntryKinds.Segment, PurposeClass.Plan, 10_000 - 901);
        Add("police", EntryKinds.Segment, PurposeClass.Plan, 9_500);
        Add("police", EntryKinds.Segment, PurposeClass.Plan, 8_300);
        var police = Report().Members[0];
        Assert.Equal((1L, 1L), (police.SilenceCount, police.BackwardSteps));
        Assert.Equal(TimeSpan.FromSeconds(901), police.Silences[0].To - police.Silences[0].From);
    }

    [Fact]
    public void A_hostile_log_cannot_make_the_report_grow_without_bound()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var name = "x" + (char)('a' + (i % 26)) + (char)('a' + (i / 26 % 26)) + (char)('a' + (i / 676));
            _tally.Add("police", Header(EntryKinds.Alert, PurposeClass.Plan, 0) with { Kind = name });
        }

        Assert.Equal(33, Report().Kinds.Count);
        Assert.Equal(1_000, Report().Members[0].NewerKinds);
        var book = new FindingBook([]);
        var changes = book.Observe(Now, [.. Enumerable.Range(0, 500).Select(i => new Observed("police", FindingRules.UnreadableLeaf, $"{i}", "bad"))]);
        Assert.Equal(20, changes.Begun.Count);
    }

    [Fact]
    public void What_is_wrong_is_told_once_ends_when_it_may_and_stays_when_it_lasts()
    {
        var book = new FindingBook([]);
        Observed[] round = [new("fire", FindingRules.Unreachable, "", "gone"), new("police", FindingRules.Fork, "a", "forked")];
        Assert.Equal(2, book.Observe(Now, round).Begun.Count);
        Assert.Empty(book.Observe(Now.AddSeconds(1), round).Begun);
        Assert.Equal([FindingRules.Unreachable], book.Observe(Now.AddSeconds(2), []).Ended.Select(finding => finding.Rule));
        Assert.Equal([FindingRules.Fork], book.All.Where(finding => finding.IsOpen).Select(finding => finding.Rule));
        var again = new FindingBook(book.All);
        Assert.True(again.AnyOpen);
        Assert.Equal(Now.AddSeconds(3), again.Observe(Now.AddSeconds(3), round).Begun.Single().Since);
        Assert.Equal(Now, again.All.Single(finding => finding.Rule == FindingRules.Fork).Since);
    }

    [Fact]
    public void The_text_says_first_what_is_wrong_and_last_what_cannot_be_known()
    {
        Add("police", EntryKinds.Access, PurposeClass.Incident, 10);
        var book = new FindingBook([]);
        book.Observe(Now, [new Observed("police", FindingRules.Shrunk, "", "its log shows 1 entries now; 2 were seen before.")]);
        var text = OversightText.Write(Report(book.All));
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("1 things are WRONG:", lines[1]);
        Assert.Contains("police: its log shows 1 entries now", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("  - ", lines[^1], StringComparison.Ordinal);
        var json = JsonNode.Parse(Report(book.All).ToJson())!;
        Assert.False((bool)json["isGood"]!);
        Assert.Equal(1, (long)json["members"]![0]!["accesses"]!);
    }

    private static EntryHeader Header(EntryKind kind, PurposeClass purpose, long secondsAgo) => new()
    {
        Id = EntryId.Fresh(),
        Kind = kind.Name,
        Time = Now.ToUnixTimeSeconds() - secondsAgo,
        Audience = kind.Audience,
        Purpose = purpose,
        Size = 256,
        Commitment = new string('0', 64),
    };

    private void Add(string member, EntryKind kind, PurposeClass purpose, long secondsAgo) => _tally.Add(member, Header(kind, purpose, secondsAgo));

    private OversightReport Report(IReadOnlyList<OversightFinding>? findings = null) => OversightReporter.Report(
        "test", Now, _tally,
        [new("police", "Police", "police", "test/police", 1, "", Now, ["fire"], []), new("fire", "Fire", "fire", "test/fire", 1, "", Now, [], [])],
        findings ?? []);
}
