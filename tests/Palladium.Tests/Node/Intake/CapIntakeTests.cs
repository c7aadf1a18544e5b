using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Operations.Alerts;
using Palladium.Records.Entries;
using Palladium.Standards.Atom;
using Palladium.Standards.Cap;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Intake;

/// <summary>CAP alerts over the real HTTP interface of a real node.</summary>
public sealed class CapIntakeTests
{
    [Fact]
    public async Task Who_must_know_of_a_posted_warning_is_what_the_doctrine_says()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var client = folder.ClientWith("alerts:write");

        var storm = await PostedAsync(client, folder, CapMessages.Of("storm", severity: "Minor"));
        var illness = await PostedAsync(client, folder, CapMessages.Of("illness", category: "Health", severity: "Minor"));

        Assert.Equal(["safety", "police", "fire", "ambulance", "utility", "bus"], storm.Latest.Body.MustKnow);
        Assert.Equal(["safety", "ambulance"], illness.Latest.Body.MustKnow);
        using var reader = folder.ClientWith("picture:read");
        var shown = (await reader.GetFromJsonAsync<DoctrineDto>(PalladiumRoutes.Doctrine, ContractJson.Options))!.Warnings;
        Assert.Equal(["ambulance"], shown.Single(rule => rule.Words == "A warning from outside of category Health").MustKnow);
        Assert.Contains(shown, rule => rule.Words == "A warning from outside, severity Moderate or graver");
    }

    [Fact]
    public async Task An_update_and_a_cancel_are_revisions_of_the_alert_that_they_refer_to_and_the_same_message_is_taken_once()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var client = folder.ClientWith("alerts:write");

        var first = await PostedAsync(client, folder, CapMessages.Of("storm-1"));
        Assert.Equal("cap.identifier.known", await RefusedAsync(client, CapMessages.Of("storm-1")));
        var update = await PostedAsync(client, folder, CapMessages.Of("storm-2", type: "Update", severity: "Extreme", references: "storm-1"));
        var cancel = await PostedAsync(client, folder, CapMessages.Of("storm-3", type: "Cancel", references: "storm-2"));

        Assert.Equal([first.Id, first.Id], [update.Id, cancel.Id]);
        Assert.Equal([1, 2, 3], cancel.Revisions.Select(revision => revision.Body.Revision));
        Assert.False(cancel.IsOpen);
        Assert.Equal("cap.identifier.known", await RefusedAsync(client, CapMessages.Of("storm-2", type: "Update", references: "storm-1")));
    }

    [Theory]
    [InlineData("<alert", "/", "cap.xml.malformed")]
    [InlineData("<!DOCTYPE alert [<!ENTITY a \"b\">]><alert/>", "/", "cap.xml.dtd")]
    [InlineData("STATUS=Test", "/alert/status", "cap.status.not-for-people")]
    [InlineData("STATUS=System", "/alert/status", "cap.status.not-for-people")]
    [InlineData("TYPE=Ack", "/alert/msgType", "cap.type.not-for-people")]
    [InlineData("LATIN", "/", "cap.encoding")]
    public async Task A_message_that_alerts_nobody_or_cannot_be_kept_is_refused_with_its_field_and_counted(string what, string field, string rule)
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var client = folder.ClientWith("alerts:write", "picture:read");
        using HttpContent content = what switch
        {
            "LATIN" => new ByteArrayContent(Encoding.Latin1.GetBytes(
                CapMessages.Of("a", headline: "Tormenta en la bahía").Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal))),
            _ when what.StartsWith("STATUS=", StringComparison.Ordinal) => CapMessages.Content(CapMessages.Of("a", status: what[7..])),
            _ when what.StartsWith("TYPE=", StringComparison.Ordinal) => CapMessages.Content(CapMessages.Of("a", type: what[5..], references: "b")),
            _ => CapMessages.Content(what),
        };

        using var answer = await client.PostAsync(PalladiumRoutes.Cap, content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((field, rule), ((string?)problem["field"], (string?)problem["rule"]));
        var counted = JsonNode.Parse(await client.GetStringAsync(PalladiumRoutes.Refusals))!.AsArray();
        Assert.Equal(rule, (string?)Assert.Single(counted)!["rule"]);
        Assert.Empty(folder.App!.Services.GetRequiredService<AlertBook>().All);
    }

    [Fact]
    public async Task A_warning_for_the_public_is_in_the_public_feed_as_it_was_sent_and_nothing_else_is()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var visitor = await folder.StartAsync();
        using var client = folder.ClientWith("alerts:write");
        var before = folder.Stores!.Log.Head.Size;
        Assert.Empty((await FeedAsync(visitor)).Entries);
        Assert.Equal(before, folder.Stores.Log.Head.Size);

        var original = CapMessages.Of("public-1", headline: "Storm for all");
        var shown = await PostedAsync(client, folder, original);
        var restricted = await PostedAsync(client, folder, CapMessages.Of("closed-1", scope: "Restricted", headline: "Storm for some"));
        await PostedAsync(client, folder, CapMessages.Of("drill-1", status: "Exercise", headline: "Storm for a drill"));

        var entry = Assert.Single((await FeedAsync(visitor)).Entries);
        Assert.Equal("Storm for all", entry.Title);
        Assert.Equal("public-1", CapReader.Read(entry.Inline!.Value).Value.Identifier);
        Assert.Equal(original, await visitor.GetStringAsync(PalladiumRoutes.To.PublicCap(shown.Id.Hex)));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(PalladiumRoutes.To.PublicCap(restricted.Id.Hex))).StatusCode);

        // One entry says that it was opened for the public, however often the feed is asked for.
        var accesses = folder.Stores.Journal.ReadHeaders(before, 100).Count(header => header.Kind == EntryKinds.Access.Name);
        await FeedAsync(visitor);
        Assert.Equal(1, accesses);
        Assert.Equal(1, folder.Stores.Journal.ReadHeaders(before, 100).Count(header => header.Kind == EntryKinds.Access.Name));
    }

    private static async Task<AtomFeed> FeedAsync(HttpClient visitor) =>
        AtomReader.Read(await visitor.GetByteArrayAsync(PalladiumRoutes.PublicAtom)).Value;

    private static async Task<AlertState> PostedAsync(HttpClient client, NodeFolder folder, string message)
    {
        using var answer = await client.PostAsync(PalladiumRoutes.Cap, CapMessages.Content(message));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("alert").GetString()!;
        return folder.App!.Services.GetRequiredService<AlertBook>().Find(EntryId.Parse(id).Value)!;
    }

    private static async Task<string?> RefusedAsync(HttpClient client, string message)
    {
        using var answer = await client.PostAsync(PalladiumRoutes.Cap, CapMessages.Content(message));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rule"];
    }
}
