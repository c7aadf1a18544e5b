using System.Net.Http.Json;
using Palladium.Node.Incidents;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Tests.Doctrine;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Incidents;

/// <summary>The loss of a leader between real nodes; the plan of the demo city, which counts a leader as lost after one second here.</summary>
public sealed class SuccessionTests
{
    private static readonly MemberId Safety = MemberId.Of("safety");
    private static readonly MemberId Police = MemberId.Of("police");

    [Fact]
    public async Task The_next_in_line_leads_and_tells_the_public_of_all_members_and_the_old_leader_obeys_when_it_is_back()
    {
        var plan = DoctrineFolder.Files["plans/flood.toml"].Replace("lead_lost_after = \"5s\"", "lead_lost_after = \"1s\"", StringComparison.Ordinal);
        await using var network = await FoundedNetwork.FoundAsync(
            DoctrineFolder.Montevideo.With("plans/flood.toml", plan).Bundle!, "", "fire", "police", "residents", "safety");
        await network.StartAsync("fire", "police", "residents", "safety");
        foreach (var member in (string[])["fire", "police", "residents"])
        {
            await network.MeetAsync("safety", member);
            await network.MeetAsync("police", member == "police" ? "fire" : member);
        }

        EntryId incident;
        using (var ana = await network["safety"].SignedInAsync("Ana Silva", "operator"))
        {
            using var opened = await ana.PostAsJsonAsync(
                PalladiumRoutes.Incidents, new OpenIncidentRequest("flood", "High water", null, AlertStatus.Exercise), ContractJson.Options);
            incident = EntryId.Parse((await opened.Content.ReadFromJsonAsync<IncidentDetailDto>(ContractJson.Options))!.Incident.Id).Value;
            using var sent = await ana.PostAsJsonAsync(
                PalladiumRoutes.To.IncidentMessage(incident.Hex), new SendMessageRequest("Keep off the quay", ""), ContractJson.Options);
            sent.EnsureSuccessStatusCode();
        }

        await FoundedNetwork.UntilAsync(() => State("fire")?.Messages.Count == 1 && State("police")?.Messages.Count == 1 && State("residents")?.Messages.Count == 1);

        await network["safety"].StopAsync();

        await FoundedNetwork.UntilAsync(() => State("fire")?.Leader == Police && State("police")?.Leader == Police);
        await FoundedNetwork.UntilAsync(() => State("fire")!.Messages.Count == 2 && State("residents")!.Messages.Count == 2);
        Assert.Equal((Police, 2), (State("residents")!.Messages[^1].Body.Sender, State("residents")!.Messages[^1].Body.Term));

        await network.StartAsync("safety");
        await FoundedNetwork.UntilAsync(() => State("safety") is { } state && state.Leader == Police && state.Messages.Count == 2);
        Assert.Equal("lead.other", network.Part<IncidentDesk>("safety").WhyNotLead(State("safety")!)?.Rule);
        Assert.Equal([Safety, Police], State("safety")!.Claims.Select(claim => claim.Body.Leader));

        IncidentState? State(string member) => network.Part<IncidentBook>(member).Find(incident);
    }
}
