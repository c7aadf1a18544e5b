using System.Text.Json.Nodes;
using Palladium.Log;
using Palladium.Node.CommandLine;
using Palladium.Records.Entries;

namespace Palladium.Tests.Oversight;

public sealed class LogVerifyCommandTests
{
    [Fact]
    public async Task A_good_log_is_good_and_the_words_say_what_was_checked_and_whom_that_trusts()
    {
        await using var police = await SiteAsync();
        var (code, output, _) = await RunAsync(police.Url);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("The log is good.", output, StringComparison.Ordinal);
        Assert.Contains("300 entries", output, StringComparison.Ordinal);
        Assert.Contains("16 inclusion proofs", output, StringComparison.Ordinal);
        Assert.Contains("segment 300", output, StringComparison.Ordinal);
        Assert.Contains("this trusts that node to name the right key", output, StringComparison.Ordinal);
        Assert.Contains("split view", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_as_JSON_names_the_witnesses_that_cosigned()
    {
        await using var police = await SiteAsync();
        await using var fire = await LogSite.StartAsync("fire");
        LogSite.Found(police, fire);
        var head = police.Head.Published;
        var cosignature = Cosignature.Create(fire.Key, head.Note.Text, DateTimeOffset.FromUnixTimeSeconds(1_790_000_500));
        await File.WriteAllBytesAsync(
            Path.Combine(police.Log, "checkpoint"), head.With(cosignature).Note.ToBytes(), TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync(police.Url + "/log", "--json");
        var report = JsonNode.Parse(output)!;
        Assert.Equal(ExitCodes.Done, code);
        Assert.True((bool)report["good"]!);
        Assert.Equal(["fire"], report["cosignedBy"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(300, (long)report["entries"]!);
    }

    [Theory]
    [InlineData("tile/entries/000", 700, "tile/entries/000")]
    [InlineData("tile/0/000", 40, "tile/entries/000")]
    [InlineData("tile/1/000.p/1", 5, "tile/1/000.p/1")]
    [InlineData("checkpoint", 120, "checkpoint")]
    public async Task One_changed_byte_makes_the_log_bad_and_is_found_with_its_place(string file, int at, string place)
    {
        await using var police = await SiteAsync();
        police.Damage(file, at);
        var (code, output, _) = await RunAsync(police.Url);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains($"WRONG  {place}", output, StringComparison.Ordinal);
        Assert.EndsWith("The log is NOT good.", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_is_no_signed_note_any_more_makes_the_log_bad()
    {
        await using var police = await SiteAsync();
        var file = Path.Combine(police.Log, "checkpoint");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text[..120] + "!" + text[121..], TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync(police.Url);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("WRONG  checkpoint: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_cut_off_at_the_end_are_missed()
    {
        await using var police = await SiteAsync();
        File.Delete(Path.Combine(police.Log, "tile/entries/001.p/44"));
        var (code, output, _) = await RunAsync(police.Url);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("WRONG  tile/entries/001.p/44: is missing", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaf_that_is_not_a_header_is_found_although_it_was_signed()
    {
        await using var police = await SiteAsync();
        await police.AppendAsync(["{\"who\":\"anna\"}"u8.ToArray()]);
        var (code, output, _) = await RunAsync(police.Url);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("WRONG  entry 300: is not a header", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_of_a_newer_version_is_verified_and_told()
    {
        await using var police = await SiteAsync();
        await police.AppendAsync(1, new EntryKind("drone.landed", AudienceClass.Own, ""));
        var (code, output, _) = await RunAsync(police.Url);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("1 of them are of kinds that this version does not know", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_needs_a_key_and_another_key_is_refused()
    {
        await using var police = await SiteAsync();
        using var other = NoteSigningKey.Generate(police.Key.Name);
        Assert.Equal(ExitCodes.Usage, (await RunAsync(police.Log)).Code);
        Assert.Equal(ExitCodes.Done, (await RunAsync(police.Log, "--key", police.Key.VerifierKey.ToString())).Code);
        Assert.Equal(ExitCodes.Done, (await RunAsync(police.Log, "--network", police.Url)).Code);
        var (code, output, _) = await RunAsync(police.Log, "--key", other.VerifierKey.ToString());
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("WRONG  checkpoint: note.signature must be signed by a known key", output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await RunAsync(police.Log, "--key", police.Key.VerifierKey.ToString(), "--origin", "test.palladium.invalid/fire")).Code);
    }

    [Fact]
    public async Task Nothing_at_the_address_ends_in_words_and_not_in_a_trace()
    {
        var (code, _, error) = await RunAsync("http://127.0.0.1:9");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("/public/network does not name the members", error, StringComparison.Ordinal);
    }

    internal static async Task<(int Code, string Output, string Error)> CommandAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Commands.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        CommandAsync(["log", "verify", .. arguments]);

    private static async Task<LogSite> SiteAsync()
    {
        var police = await LogSite.StartAsync("police");
        await police.AppendAsync(300);
        LogSite.Found(police);
        return police;
    }
}
