using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Palladium.Node.Incidents;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Web.Contract;
using AlertStatus = Palladium.Web.Contract.AlertStatus;

namespace Palladium.Tests.Node.Incidents;

/// <summary>Incidents between real nodes: police and safety office are in the plan's line, the residents' association is not.</summary>
public sealed class IncidentTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private FoundedNetwork _network = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await FoundedNetwork.FoundAsync("", "police", "residents", "safety");
        await _network.StartAsync("police", "residents", "safety");
        await _network.MeetAsync("police", "safety");
        await _network.MeetAsync("police", "residents");
    }

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Fact]
    public async Task An_incident_and_its_message_reach_who_takes_part_and_the_message_the_public_of_every_node_over_restarts()
    {
        using var ana = await _network["police"].SignedInAsync("Ana Silva", "operator");
        var incident = await OpenAsync(ana);
        using var sent = await ana.PostAsJsonAsync(
            PalladiumRoutes.To.IncidentMessage(incident), new SendMessageRequest("Keep off the quay", "The water rises."), ContractJson.Options);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);

        foreach (var member in (string[])["police", "safety", "residents"])
        {
            using var visitor = _network[member].Client();
            await UntilAsync(async () => (await visitor.GetStringAsync(PalladiumRoutes.PublicAtom)).Contains("Keep off the quay", StringComparison.Ordinal));
        }

        var id = EntryId.Parse(incident).Value;
        Assert.Equal(MemberId.Of("police"), _network.Part<IncidentBook>("safety").Find(id)!.Leader);
        Assert.Null(_network.Part<IncidentBook>("residents").Find(id)!.Current);
        await _network.RestartAsync("safety");
        await _network.RestartAsync("residents");
        var state = _network.Part<IncidentBook>("safety").Find(id)!;
        Assert.Equal((MemberId.Of("police"), 1), (state.Leader, state.Messages.Count));
        Assert.Single(_network.Part<IncidentBook>("residents").Find(id)!.Messages);
    }

    [Fact]
    public async Task What_may_not_be_opened_or_said_is_refused_with_its_reason()
    {
        using var ana = await _network["police"].SignedInAsync("Ana Silva", "operator");
        using var rosa = await _network["safety"].SignedInAsync("Rosa Pérez", "operator");
        using var resident = await _network["residents"].SignedInAsync("Juan Díaz", "operator");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "incident.plan"), await OpenRefusedAsync(ana, new OpenIncidentRequest("none", "x", null, AlertStatus.Actual)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "incident.title"), await OpenRefusedAsync(ana, new OpenIncidentRequest("flood", "  ", null, AlertStatus.Actual)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "incident.not-in-line"), await OpenRefusedAsync(resident, new OpenIncidentRequest("flood", "x", null, AlertStatus.Actual)));

        var incident = await OpenAsync(ana);
        await FoundedNetwork.UntilAsync(() => _network.Part<IncidentBook>("safety").Find(EntryId.Parse(incident).Value)?.Lead is not null);
        Assert.Equal((HttpStatusCode.Conflict, "lead.other"), await SayRefusedAsync(rosa, incident, "Not mine"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "message.headline"), await SayRefusedAsync(ana, incident, " "));
        Assert.Equal((HttpStatusCode.NotFound, "incident.unknown"), await SayRefusedAsync(ana, EntryId.Fresh().Hex, "Nothing"));
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), await SayRefusedAsync(ana, "nonsense", "Nothing"));
    }

    [Fact]
    public async Task A_member_that_neither_opened_nor_leads_an_incident_cannot_close_it_take_it_over_or_speak_for_it()
    {
        using var ana = await _network["police"].SignedInAsync("Ana Silva", "operator");
        var id = EntryId.Parse(await OpenAsync(ana)).Value;
        var book = _network.Part<IncidentBook>("police");
        var intake = _network.Part<IncidentIntake>("police");
        var safety = MemberId.Of("safety");

        // What the safety office's own node may write into its log when it is hostile.
        var closing = book.Find(id)!.Current!.Body with { Revision = 2, Closed = true };
        Assert.Equal("incident.not-leader", (await TakeAsync(EntryKinds.Incident, closing.ToCanonicalBytes()))?.Rule);
        var claim = new LeadClaim
        {
            Incident = id,
            Term = 1,
            Position = 0,
            Leader = safety,
            Before = safety,
            Claimed = Noon,
            Attestations = [],
        };
        Assert.Equal("lead.not-opener", (await TakeAsync(EntryKinds.Lead, claim.ToCanonicalBytes()))?.Rule);
        Assert.Equal("lead.attestations-few", (await TakeAsync(EntryKinds.Lead, (claim with { Term = 2 }).ToCanonicalBytes()))?.Rule);
        var message = Message(id, safety);
        Assert.Equal("message.not-leader", (await TakeAsync(EntryKinds.PublicMessage, message.ToCanonicalBytes()))?.Rule);
        Assert.Equal("message.sender", (await TakeAsync(EntryKinds.PublicMessage, (message with { Sender = MemberId.Of("police") }).ToCanonicalBytes()))?.Rule);

        Assert.Equal((MemberId.Of("police"), false, 0), (book.Find(id)!.Leader!.Value, book.Find(id)!.Current!.Body.Closed, book.Find(id)!.Messages.Count));

        Task<Refusal?> TakeAsync(EntryKind kind, byte[] body) => intake.TakeAsync(
            kind.Name, new EntryPlace(safety, 50, EntryId.Fresh()), new byte[Commitment.SaltLength], body, CancellationToken.None);
    }

    [Fact]
    public async Task Who_knows_no_claim_shows_messages_of_those_alone_that_may_come_to_lead()
    {
        var intake = _network.Part<IncidentIntake>("residents");
        var (police, residents) = (MemberId.Of("police"), MemberId.Of("residents"));

        Assert.Null(await TakeAsync(police));
        Assert.Equal("message.not-leader", (await TakeAsync(residents))?.Rule);

        Task<Refusal?> TakeAsync(MemberId sender) => intake.TakeAsync(
            EntryKinds.PublicMessage.Name, new EntryPlace(sender, 50, EntryId.Fresh()), new byte[Commitment.SaltLength],
            Message(EntryId.Fresh(), sender).ToCanonicalBytes(), CancellationToken.None);
    }

    private static PublicMessageBody Message(EntryId incident, MemberId sender) => new()
    {
        Message = EntryId.Fresh(),
        Incident = incident,
        Term = 1,
        Revision = 1,
        Status = Palladium.Operations.Alerts.AlertStatus.Actual,
        MessageType = AlertMessageType.Alert,
        Severity = Palladium.Doctrine.Thresholds.AlertSeverity.Severe,
        Headline = "All is well",
        Text = "",
        Instruction = "",
        Area = "",
        Sender = sender,
        Sent = Noon,
    };

    private static async Task<string> OpenAsync(HttpClient person)
    {
        using var opened = await person.PostAsJsonAsync(
            PalladiumRoutes.Incidents, new OpenIncidentRequest("flood", "High water", null, AlertStatus.Actual), ContractJson.Options);
        Assert.True(opened.StatusCode == HttpStatusCode.Created, await opened.Content.ReadAsStringAsync());
        return (await opened.Content.ReadFromJsonAsync<IncidentDetailDto>(ContractJson.Options))!.Incident.Id;
    }

    private static async Task<(HttpStatusCode, string?)> OpenRefusedAsync(HttpClient person, OpenIncidentRequest request) =>
        await RuleAsync(await person.PostAsJsonAsync(PalladiumRoutes.Incidents, request, ContractJson.Options));

    private static async Task<(HttpStatusCode, string?)> SayRefusedAsync(HttpClient person, string incident, string headline) => await RuleAsync(
        await person.PostAsJsonAsync(PalladiumRoutes.To.IncidentMessage(incident), new SendMessageRequest(headline, ""), ContractJson.Options));

    private static async Task<(HttpStatusCode, string?)> RuleAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rule"]);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }
}
