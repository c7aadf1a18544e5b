using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Node.Retention;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Operations.Retention;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Tests.Operations;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Retention;

/// <summary>A real node with the doctrine of the demo city, whose clock is set forward.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly TimeSpan AlertsKept = TimeSpan.FromDays(730);
    private readonly ShiftedTime _time = new();
    private NodeFolder _folder = null!;

    public async ValueTask InitializeAsync()
    {
        _folder = await NodeFolder.WithDoctrineAsync();
        _folder.Time = _time;
        (await _folder.StartAsync()).Dispose();
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task What_is_kept_no_longer_is_erased_with_an_entry_that_says_by_which_rule_and_the_log_still_verifies()
    {
        var alert = await AlertAsync();
        await RestartAsync();
        Assert.Single(Part<AlertBook>().All);
        _time.Forward = AlertsKept - TimeSpan.FromMinutes(1);
        await SweepAsync();
        Assert.False(IsErased(alert));

        _time.Forward = AlertsKept + TimeSpan.FromMinutes(1);
        await SweepAsync();

        Assert.True(IsErased(alert));
        Assert.Empty(Part<AlertBook>().All);
        Assert.Equal("retention.alert", Part<ErasureBook>().Find(alert.Member, alert.Index)?.Rule);
        Assert.Null(Part<Eraser>().FindFault(CancellationToken.None));

        using var visitor = _folder.Client();
        JsonNode shown;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        do
        {
            var page = JsonNode.Parse(await visitor.GetStringAsync($"/public/log/entries?from={alert.Index}&count=200", limit.Token))!;
            shown = page["entries"]![0]!;
        }
        while (shown["erasedBy"] is null || (long)shown["erasedBy"]! >= _folder.Stores!.Log.Published.Checkpoint.Size);

        Assert.Equal("erased", (string?)shown["bodyState"]);
        Assert.Contains("by rule retention.alert: Alerts and incidents are kept two years", (string?)shown["whyNot"], StringComparison.Ordinal);
        Assert.Equal("erased", _folder.Stores!.Journal.ReadHeader((long)shown["erasedBy"]!)!.Kind);

        var (code, output) = await _folder.CommandAsync("log", "verify", visitor.BaseAddress!.ToString());
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task A_crash_between_the_entry_and_the_erasing_is_finished_at_the_next_start_and_said_once()
    {
        var alert = await AlertAsync();
        _time.Forward = AlertsKept + TimeSpan.FromMinutes(1);
        var eraser = ActivatorUtilities.CreateInstance<Eraser>(_folder.App!.Services, new KilledAfterAppend(_folder.Stores!.Journal));
        await Assert.ThrowsAsync<KilledException>(() => eraser.SweepAsync(CancellationToken.None));
        Assert.False(IsErased(alert));
        Assert.Single(Entries(EntryKinds.Erased));

        await RestartAsync();

        Assert.True(IsErased(alert));
        Assert.NotNull(Part<ErasureBook>().Find(alert.Member, alert.Index));
        await SweepAsync();
        Assert.Single(Entries(EntryKinds.Erased));
        Assert.Null(Part<Eraser>().FindFault(CancellationToken.None));
    }

    [Fact]
    public async Task A_body_that_is_gone_without_an_entry_is_a_fault_and_stays_one()
    {
        var alert = await AlertAsync();
        _folder.Stores!.Bodies.Erase(alert.Member, alert.Id);
        Assert.Equal(alert.Index, Part<Eraser>().FindFault(CancellationToken.None));

        _time.Forward = AlertsKept + TimeSpan.FromMinutes(1);
        await SweepAsync();

        Assert.Equal(alert.Index, Part<Eraser>().FindFault(CancellationToken.None));
        using var ana = await _folder.SignedInAsync("Ana Silva", "operator");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        JsonNode page;
        do
        {
            page = JsonNode.Parse(await ana.GetStringAsync($"/api/v1/log/entries?from={alert.Index}", limit.Token))!;
        }
        while (page["entries"]!.AsArray().Count == 0);

        Assert.Equal("missing", (string?)page["entries"]![0]!["bodyState"]);
    }

    [Fact]
    public async Task A_hold_from_the_command_line_keeps_what_it_names_until_it_is_released()
    {
        var alert = await AlertAsync();
        var read = await _folder.Stores!.Journal.AppendAsync(
            new EntryDraft(EntryKinds.AlertRead, PurposeClass.Plan, new AlertReadBody(alert.Id, _time.GetUtcNow()).ToCanonicalBytes()), CancellationToken.None);
        var (code, output) = await _folder.CommandAsync("hold", "place", _folder.Path, "--case", "IUE 2-4711/2026", "--kind", "alert");
        Assert.True(code == 0, output);
        var id = output.TrimEnd().Split('\n')[^1];
        _time.Forward = AlertsKept + TimeSpan.FromMinutes(1);
        await Part<HoldDesk>().TakeUpAsync(CancellationToken.None);
        await SweepAsync();
        Assert.False(IsErased(alert));
        Assert.True(_folder.Stores.Bodies.IsErased(_folder.Stores.Journal.Member, read.Header.Id));
        Assert.Contains("in force", (await _folder.CommandAsync("hold", "list", _folder.Path)).Output, StringComparison.Ordinal);

        await RestartAsync();
        Assert.Equal("IUE 2-4711/2026", Assert.Single(Part<HoldBook>().InForce).Case);
        Assert.Equal(0, (await _folder.CommandAsync("hold", "release", _folder.Path, "--hold", id)).Code);
        await Part<HoldDesk>().TakeUpAsync(CancellationToken.None);
        await SweepAsync();

        Assert.True(IsErased(alert));
        Assert.Equal(2, Entries(EntryKinds.Hold).Count);
        Assert.Equal("", (await _folder.CommandAsync("hold", "list", _folder.Path)).Output);
    }

    [Fact]
    public async Task A_hold_over_http_is_for_whom_the_doctrine_permits_it_and_wrong_ones_are_refused()
    {
        using var root = await _folder.SignedInAsync("Rosa Pérez", "administrator");
        using var ana = await _folder.SignedInAsync("Ana Silva", "operator");
        Assert.Equal(HttpStatusCode.Forbidden, (await ana.PostAsJsonAsync(PalladiumRoutes.Holds, new PlaceHoldRequest("IUE 1"), ContractJson.Options)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ana.GetAsync(PalladiumRoutes.Holds)).StatusCode);
        foreach (var wrong in new PlaceHoldRequest[] { new(""), new(new string('x', 65)), new("IUE 1", ["nothing"]), new("IUE 1", From: DateTimeOffset.UnixEpoch.AddDays(1), To: DateTimeOffset.UnixEpoch) })
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await root.PostAsJsonAsync(PalladiumRoutes.Holds, wrong, ContractJson.Options)).StatusCode);
        }

        using var opened = await ana.PostAsJsonAsync(
            PalladiumRoutes.Incidents, new OpenIncidentRequest("flood", "Water at the quay", null, Palladium.Web.Contract.AlertStatus.Actual), ContractJson.Options);
        var incident = (await opened.Content.ReadFromJsonAsync<IncidentDetailDto>(ContractJson.Options))!.Incident;
        using var placed = await root.PostAsJsonAsync(PalladiumRoutes.Holds, new PlaceHoldRequest(incident.Id), ContractJson.Options);
        var hold = (await placed.Content.ReadFromJsonAsync<HoldDto>(ContractJson.Options))!;
        Assert.Equal((incident.OpenedAt, null), (hold.From, hold.To));
        Assert.Equal(hold.Id, Assert.Single((await root.GetFromJsonAsync<HoldDto[]>(PalladiumRoutes.Holds, ContractJson.Options))!).Id);
        _time.Forward = TimeSpan.FromDays(3_000);
        await SweepAsync();
        Assert.Single(Part<IncidentBook>().All);
    }

    private async Task<(Palladium.Records.MemberId Member, long Index, EntryId Id)> AlertAsync()
    {
        var entry = await _folder.Stores!.Journal.AppendAsync(
            new EntryDraft(EntryKinds.Alert, PurposeClass.Plan, AlertSamples.Of(EntryId.Fresh(), _time.GetUtcNow()).ToCanonicalBytes()), CancellationToken.None);
        return (_folder.Stores.Journal.Member, entry.Index, entry.Header.Id);
    }

    private bool IsErased((Palladium.Records.MemberId Member, long Index, EntryId Id) body) => _folder.Stores!.Bodies.IsErased(body.Member, body.Id);

    private List<EntryHeader> Entries(EntryKind kind) => [.. _folder.Stores!.Journal.ReadHeaders(0, 10_000).Where(header => header.Kind == kind.Name)];

    private Task<int> SweepAsync() => Part<Eraser>().SweepAsync(CancellationToken.None);

    private async Task RestartAsync()
    {
        await _folder.StopAsync();
        (await _folder.StartAsync()).Dispose();
    }

    private T Part<T>()
        where T : notnull => _folder.App!.Services.GetRequiredService<T>();

    /// <summary>Ends the process as soon as the entry is durable.</summary>
    private sealed class KilledAfterAppend(IJournal journal) : IJournal
    {
        public async Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation)
        {
            await journal.AppendAsync(draft, cancellation);
            throw new KilledException();
        }

        public Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation) => journal.AppendAsync(drafts, cancellation);
    }

    private sealed class KilledException : Exception;
}
