using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Palladium.Node.Retention;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Retention;

public sealed class ErasureDutyTests
{
    [Fact]
    public async Task A_member_erases_the_copies_that_it_was_handed_by_the_same_rule_and_says_so_to_its_own_people_only()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "police", "safety");
        var time = new ShiftedTime();
        network["police"].Time = network["safety"].Time = time;
        await network.StartAsync("police", "safety");
        await network.MeetAsync("police", "safety");
        using var ana = await network["police"].SignedInAsync("Ana Silva", "operator");
        using var opened = await ana.PostAsJsonAsync(
            PalladiumRoutes.Incidents, new OpenIncidentRequest("flood", "Water at the quay", null, AlertStatus.Actual), ContractJson.Options);
        var incident = EntryId.Parse((string)JsonNode.Parse(await opened.Content.ReadAsStringAsync())!["incident"]!["id"]!).Value;
        await FoundedNetwork.UntilAsync(() => network.Part<IncidentBook>("safety").Find(incident) is { Current: not null, Lead: not null });
        var state = network.Part<IncidentBook>("safety").Find(incident)!;
        var place = state.Current!.Entry;
        await FoundedNetwork.UntilAsync(() => network["safety"].Stores!.Bodies.Find(state.Lead!.Entry.Author, state.Lead.Entry.Id) is not null);

        time.Forward = TimeSpan.FromDays(731);
        await network.Part<Eraser>("safety").SweepAsync(CancellationToken.None);

        var stores = network["safety"].Stores!;
        Assert.True(stores.Bodies.IsErased(place.Author, place.Id));
        Assert.Null(network.Part<IncidentBook>("safety").Find(incident));
        Assert.NotNull(network.Part<IncidentBook>("police").Find(incident));
        var erasure = network.Part<ErasureBook>("safety").Find(MemberId.Of("police"), place.Index)!;
        Assert.Equal("retention.incident", erasure.Rule);
        Assert.Equal("erased.held", stores.Journal.ReadHeader(erasure.Entry)!.Kind);
        Assert.Null(stores.Journal.ReadPublicBody(erasure.Entry));

        using var rosa = await network["safety"].SignedInAsync("Rosa Pérez", "operator");
        using var visitor = network["safety"].Client();
        var address = $"log/entries?member=police&from={place.Index}&count=1";
        var shown = JsonNode.Parse(await rosa.GetStringAsync($"/api/v1/{address}"))!["entries"]![0]!;
        Assert.Equal(("erased", erasure.Entry), ((string?)shown["bodyState"], (long?)shown["erasedBy"]));
        Assert.Equal("withheld", (string?)JsonNode.Parse(await visitor.GetStringAsync($"/public/{address}"))!["entries"]![0]!["bodyState"]);
    }
}
