using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Node.Journal;
using Palladium.Operations.Alerts;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Tests.Node.Intake;
using Palladium.Tests.Operations;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Alerts;

/// <summary>What two real nodes know of an alert, before and after one of them was stopped and started.</summary>
public sealed class RestartedNodeTests
{
    [Fact]
    public async Task Who_has_an_alert_and_who_read_it_is_known_after_a_restart_of_its_author_and_of_its_recipient()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "fire", "police", "residents");
        await network.StartAsync("fire", "police", "residents");
        await network.MeetAsync("police", "fire");
        string alert;
        using (var sender = network["police"].ClientWith("alerts:write"))
        using (var answer = await sender.PostAsync(
            PalladiumRoutes.Cap, CapMessages.Content(CapMessages.Of("storm", scope: "Restricted"))))
        {
            alert = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("alert").GetString()!;
        }

        var id = EntryId.Parse(alert).Value;
        await FoundedNetwork.UntilAsync(() => network.Part<AlertBook>("fire").Find(id) is not null);
        using (var reader = await network["fire"].SignedInAsync("Rosa Pérez", "operator"))
        {
            Assert.Equal(HttpStatusCode.NoContent, (await reader.PostAsync($"/api/v1/alerts/{alert}/read", null)).StatusCode);
        }

        var fire = MemberId.Of("fire");
        await FoundedNetwork.UntilAsync(() => network.Part<AlertBook>("police").Find(id)!.Deliveries.GetValueOrDefault(fire) is
        {
            DeliveredAt: not null, ReadAt: not null,
        });
        var (author, recipient) = (await DetailAsync(network["police"], alert), await DetailAsync(network["fire"], alert));

        await network.RestartAsync("police");
        await network.RestartAsync("fire");

        var (authorAgain, recipientAgain) = (await DetailAsync(network["police"], alert), await DetailAsync(network["fire"], alert));
        Assert.Equal(Line(author, "fire"), Line(authorAgain, "fire"));
        Assert.Equal(Line(author, "residents"), Line(authorAgain, "residents"));
        Assert.Equal(Line(recipient, "fire") with { DeliveredAt = null }, Line(recipientAgain, "fire") with { DeliveredAt = null });
        Assert.True(Line(recipientAgain, "fire").DeliveredAt - Line(recipient, "fire").DeliveredAt < TimeSpan.FromSeconds(1));
        Assert.Equal(author.Alert with { Received = default }, authorAgain.Alert with { Received = default });
        Assert.NotNull(Line(authorAgain, "fire").ReleaseEntry);
        Assert.NotNull(Line(authorAgain, "fire").ReceiptEntry);
        Assert.False(Line(authorAgain, "residents").Entitled);
        Assert.Single(authorAgain.Revisions);
    }

    [Fact]
    public async Task An_alert_that_was_durable_and_not_yet_released_when_the_node_died_is_issued_again_once()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "fire", "police");
        var body = AlertSamples.Of(EntryId.Fresh(), TimeProvider.System.GetUtcNow()) with { MustKnow = ["fire"] };
        await using (var stores = await NodeStores.OpenAsync(
            network["police"].Configuration(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None))
        {
            await stores.Journal.AppendAsync(new EntryDraft(EntryKinds.Alert, PurposeClass.Plan, body.ToCanonicalBytes()), CancellationToken.None);
        }

        await network.StartAsync("police", "fire");

        await FoundedNetwork.UntilAsync(() => network.Part<AlertBook>("fire").Find(body.Alert) is not null);
        var told = network.Part<AlertBook>("fire").Find(body.Alert)!.Latest.Body;
        Assert.Equal((2, AlertMessageType.Update, body.Headline), (told.Revision, told.MessageType, told.Headline));
        await network.RestartAsync("police");
        Assert.Equal(2, network.Part<AlertBook>("police").Find(body.Alert)!.Revisions.Count);
    }

    private static MemberDeliveryDto Line(AlertDetailDto detail, string member) => detail.Members.Single(line => line.Member.Id == member);

    private static async Task<AlertDetailDto> DetailAsync(NodeFolder node, string alert)
    {
        using var client = node.ClientWith("picture:read");
        return (await client.GetFromJsonAsync<AlertDetailDto>($"/api/v1/alerts/{alert}", ContractJson.Options))!;
    }
}
