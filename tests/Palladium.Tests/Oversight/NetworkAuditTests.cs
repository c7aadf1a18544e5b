using System.Text.Json.Nodes;
using Palladium.Governance.Oversight;
using Palladium.Log;
using Palladium.Node.CommandLine;
using Palladium.Node.Oversight;
using Palladium.Records.Entries;

namespace Palladium.Tests.Oversight;

public sealed class NetworkAuditTests : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("palladium-audit-test-");
    private LogSite _police = null!;
    private LogSite _fire = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _police = await LogSite.StartAsync("police");
        _fire = await LogSite.StartAsync("fire");
        LogSite.Found(_police, _fire);
        await _police.AppendAsync(300);
        await _police.AppendAsync(3, EntryKinds.Access);
        await _police.AppendAsync(2, EntryKinds.Release);
        await _fire.AppendAsync(5);
        await _fire.AppendAsync(1, EntryKinds.Receipt);
    }

    public async ValueTask DisposeAsync()
    {
        await _police.DisposeAsync();
        await _fire.DisposeAsync();
        _state.Delete(recursive: true);
    }

    [Fact]
    public async Task From_one_address_all_logs_are_found_verified_and_counted()
    {
        var (code, output, _) = await LogVerifyCommandTests.CommandAsync("audit", _fire.Url, "--once", "--state", _state.FullName);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("2 logs, 311 entries verified", output, StringComparison.Ordinal);
        Assert.Contains("Nothing wrong was found.", output, StringComparison.Ordinal);
        Assert.Contains("police: accesses for plan 3; releases for plan 2", output, StringComparison.Ordinal);
        Assert.Contains("At least 1 releases of over a minute ago have no receipt.", output, StringComparison.Ordinal);
        Assert.Contains("nobody cosigned what was seen", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_round_asks_every_other_node_for_its_mirror()
    {
        await using var bus = await LogSite.StartAsync("bus");
        await using var utility = await LogSite.StartAsync("utility");
        LogSite.Found(_police, _fire, bus, utility);
        _fire.Mirrors["police"] = bus.Mirrors["police"] = utility.Mirrors["police"] = _police.Head.Published.Note.ToString();
        var report = Path.Combine(_state.FullName, "report.json");
        var (code, output, error) = await LogVerifyCommandTests.CommandAsync("audit", _fire.Url, "--once", "--json", report);
        Assert.True(code == ExitCodes.Done, output + error);
        using var json = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(report, Cancel));
        var police = json.RootElement.GetProperty("members").EnumerateArray().Single(member => member.GetProperty("log").GetProperty("member").GetString() == "police");
        Assert.Equal(["bus", "fire", "utility"], police.GetProperty("log").GetProperty("mirrorsChecked").EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public async Task What_is_appended_between_rounds_is_told_as_news_and_nothing_is_read_twice()
    {
        using var http = PublicPages.Client();
        await using var audit = Audit(http);
        Assert.Equal(305, (await audit.RoundAsync(Cancel)).News["police"].Values.Sum());
        await _police.AppendAsync(2, EntryKinds.Access);
        var round = await audit.RoundAsync(Cancel);
        Assert.Equal(["police"], round.News.Keys);
        Assert.Equal(2, round.News["police"]["access"]);
        Assert.Equal(5, round.Report.Members.Single(member => member.Log.Member == "police").Accesses);
        Assert.True(round.Report.IsGood);
    }

    [Fact]
    public async Task A_restart_remembers_what_was_seen()
    {
        await RoundAsync();
        var round = await RoundAsync();
        Assert.Empty(round.News);
        Assert.Equal(305, round.Report.Members.Single(member => member.Log.Member == "police").Log.Size);
        Assert.Equal(3, round.Report.Members.Single(member => member.Log.Member == "police").Accesses);
    }

    [Fact]
    public async Task An_older_copy_put_in_place_is_found_as_a_shortened_log()
    {
        var copy = await _police.CopyAsync();
        await _police.AppendAsync(1);
        await RoundAsync();
        await _police.RestoreAsync(copy);
        var finding = await OnlyFindingAsync(FindingRules.Shrunk);
        Assert.Contains("shows 305 entries now; 306 were seen before", finding.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(305)]
    [InlineData(400)]
    public async Task Another_history_by_the_same_key_is_a_fork_with_evidence_that_stays(int entries)
    {
        await RoundAsync();
        await _police.ReplaceAsync(entries);
        var round = await RoundAsync();
        var finding = round.Report.Findings.Single(finding => finding.Rule == FindingRules.Fork);
        Assert.Equal("police", finding.Member);
        Assert.Contains("its key signed two histories", finding.Words, StringComparison.Ordinal);
        Assert.Contains("show it to anybody", finding.Words, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_state.FullName, "mirrors", "police", "forks", "0")));

        // It stays a fork when the first history is shown again, also after a restart.
        Assert.Contains((await RoundAsync()).Report.Findings, known => known.Rule == FindingRules.Fork && known.IsOpen && known.Since == finding.Since);
    }

    [Fact]
    public async Task A_byte_changed_in_an_entry_seen_before_is_found_by_reading_again()
    {
        await RoundAsync();
        _police.Damage("tile/entries/000", 700);
        var finding = await OnlyFindingAsync(FindingRules.Altered);
        Assert.Contains("entry 3 is served with other bytes", finding.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_changed_before_the_first_look_leads_to_no_root()
    {
        _police.Damage("tile/entries/000", 700);
        var finding = await OnlyFindingAsync(FindingRules.BadRoot);
        Assert.Contains("do not lead to the head of 305 entries", finding.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_by_another_key_is_found()
    {
        await RoundAsync();
        using var other = NoteSigningKey.Generate(_police.Key.Name);
        await File.WriteAllBytesAsync(
            Path.Combine(_police.Log, "checkpoint"), SignedCheckpoint.Sign(other, _police.Head.Published.Checkpoint).Note.ToBytes(), Cancel);
        var finding = await OnlyFindingAsync(FindingRules.BadSignature);
        Assert.Contains("is not signed by its log key", finding.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cosignature_in_somebodys_name_by_another_key_is_found()
    {
        var head = _police.Head.Published;
        var good = Cosignature.Create(_fire.Key, head.Note.Text, DateTimeOffset.UnixEpoch);
        var forged = good.Bytes.ToArray();
        forged[20] ^= 1;
        await File.WriteAllBytesAsync(
            Path.Combine(_police.Log, "checkpoint"),
            head.With(new NoteSignature(good.Name, good.KeyId, forged)).Note.ToBytes(),
            Cancel);
        await OnlyFindingAsync(FindingRules.BadCosignature);
    }

    [Fact]
    public async Task A_mirror_that_shows_another_signed_head_uncovers_a_split_view()
    {
        // The police sign one history for the world and another for the fire brigade.
        await RoundAsync();
        var hidden = SignedCheckpoint.Sign(_police.Key, new Checkpoint(_police.Key.Name, 100, MerkleTree.Leaf("another"u8)));
        _fire.Mirrors["police"] = hidden.Note.ToString();
        var finding = await OnlyFindingAsync(FindingRules.Fork);
        Assert.Contains("one of 305 entries", finding.Words, StringComparison.Ordinal);
        Assert.Contains("one of 100", finding.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_that_shows_the_same_head_counts_as_compared()
    {
        _fire.Mirrors["police"] = _police.Head.Published.Note.ToString();
        var round = await RoundAsync();
        Assert.True(round.Report.IsGood);
        Assert.Equal(["fire"], round.Report.Members.Single(member => member.Log.Member == "police").Log.MirrorsChecked);
    }

    [Fact]
    public async Task Nodes_that_disagree_about_a_key_are_found_and_the_first_key_is_used_on()
    {
        await RoundAsync();
        using var other = NoteSigningKey.Generate(_police.Key.Name);
        var network = (JsonObject)_fire.Network!.DeepClone();
        network["members"]![0]!["logKey"] = other.VerifierKey.ToString();
        _fire.Network = network;
        var round = await RoundAsync();
        Assert.Equal([FindingRules.KeysChanged], round.Report.Findings.Select(finding => finding.Rule));
        Assert.NotNull(round.Report.Members.Single(member => member.Log.Member == "police").Log.VerifiedAt);
    }

    [Fact]
    public async Task A_node_that_stops_is_told_once_with_its_time_and_told_again_when_it_is_back()
    {
        using var http = PublicPages.Client();
        await using var audit = Audit(http);
        await audit.RoundAsync(Cancel);
        var network = _police.Network;
        foreach (var site in new[] { _police, _fire })
        {
            site.Network!["members"]![1]!["publicUrl"] = "http://127.0.0.1:9";
        }

        Assert.NotNull(network);
        var gone = await audit.RoundAsync(Cancel);
        Assert.Equal([(FindingRules.Unreachable, "fire")], gone.Changes.Begun.Select(finding => (finding.Rule, finding.Member)));
        Assert.Empty((await audit.RoundAsync(Cancel)).Changes.Begun);
        Assert.Contains("WRONG", AuditCommands.Changes(gone), StringComparison.Ordinal);
        LogSite.Found(_police, _fire);
        var back = await audit.RoundAsync(Cancel);
        Assert.Equal([FindingRules.Unreachable], back.Changes.Ended.Select(finding => finding.Rule));
        Assert.True(back.Report.IsGood);
    }

    [Fact]
    public async Task A_signed_leaf_that_is_not_a_header_is_found_and_stays()
    {
        await _police.AppendAsync(["{\"who\":\"anna\"}"u8.ToArray()]);
        await OnlyFindingAsync(FindingRules.UnreadableLeaf);
        var (code, output, _) = await LogVerifyCommandTests.CommandAsync("audit", _fire.Url, "--once", "--state", _state.FullName);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("entry 305 is not a header", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_of_a_file_costs_one_limit_of_time_and_is_told()
    {
        _police.Stalls = "checkpoint";
        using var http = PublicPages.Client();
        http.Timeout = TimeSpan.FromMilliseconds(300);
        await using var audit = Audit(http);

        var round = await audit.RoundAsync(Cancel);

        var finding = Assert.Single(round.Report.Findings);
        Assert.Equal((FindingRules.Unreachable, "police"), (finding.Rule, finding.Member));
        Assert.Contains("checkpoint did not come within 0.3 s", finding.Words, StringComparison.Ordinal);
        Assert.Equal(6, round.Report.Members.Single(member => member.Log.Member == "fire").Log.Size);
    }

    [Fact]
    public async Task An_audit_that_cannot_write_here_says_so_and_nothing_about_the_logs()
    {
        var occupied = Path.Combine(_state.FullName, "file");
        await File.WriteAllTextAsync(occupied, "not a folder", Cancel);

        var (code, output, error) = await LogVerifyCommandTests.CommandAsync("audit", _fire.Url, "--once", "--state", occupied);
        Assert.Equal(ExitCodes.Unable, code);
        Assert.Contains("The audit cannot write here", error, StringComparison.Ordinal);
        Assert.Contains("This says nothing about the logs.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing wrong", output, StringComparison.Ordinal);

        (code, _, error) = await LogVerifyCommandTests.CommandAsync(
            "audit", _fire.Url, "--once", "--state", Path.Combine(_state.FullName, "good"), "--json", Path.Combine(occupied, "report.json"));
        Assert.Equal(ExitCodes.Unable, code);
        Assert.Contains("The audit cannot write here", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_memory_ends_the_audit_with_its_own_status()
    {
        await File.WriteAllTextAsync(Path.Combine(_state.FullName, "memory.json"), "{", Cancel);

        var (code, _, error) = await LogVerifyCommandTests.CommandAsync("audit", _fire.Url, "--once", "--state", _state.FullName);

        Assert.Equal(ExitCodes.Unable, code);
        Assert.Contains("memory.json is damaged", error, StringComparison.Ordinal);
    }

    private NetworkAudit Audit(HttpClient http) =>
        new([_police.Url], _state.FullName, http, TimeProvider.System) { BundlesToReread = long.MaxValue, MirrorsToAsk = int.MaxValue };

    private async Task<AuditRound> RoundAsync()
    {
        using var http = PublicPages.Client();
        await using var audit = Audit(http);
        return await audit.RoundAsync(Cancel);
    }

    private async Task<OversightFinding> OnlyFindingAsync(string rule)
    {
        var round = await RoundAsync();
        Assert.False(round.Report.IsGood);
        var finding = Assert.Single(round.Report.Findings);
        Assert.Equal((rule, true), (finding.Rule, finding.IsOpen));
        return finding;
    }
}
