using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Node.Alerts;
using Palladium.Operations.Alerts;
using Palladium.Tests.Doctrine;
using Palladium.Tests.Node.CommandLine;
using Palladium.Web.Contract;
using AlertMessageType = Palladium.Operations.Alerts.AlertMessageType;

namespace Palladium.Tests.Node.Api;

/// <summary>Readings over the real HTTP interface of a real node, and what comes of them.</summary>
public sealed class ObservationApiTests
{
    [Fact]
    public async Task A_request_that_does_not_say_that_it_is_JSON_is_told_so_and_a_wrong_method_too()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var visitor = await folder.StartAsync();
        using var client = folder.ClientWith("observations:write");
        foreach (var type in new[] { null, "text/plain", "application/x-www-form-urlencoded" })
        {
            using var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
            using var answer = await client.PostAsync(PalladiumRoutes.Observations, content);
            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "Content-Type", "request.media-type"), await ProblemAsync(answer));
            using var denied = await visitor.PostAsync(PalladiumRoutes.Observations, content);
            Assert.Equal(HttpStatusCode.Unauthorized, denied.StatusCode);
        }

        using var wrong = await client.DeleteAsync(PalladiumRoutes.Observations);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method", "request.method"), await ProblemAsync(wrong));
    }

    [Fact]
    public async Task A_reading_without_a_time_has_the_time_at_which_the_node_took_it_in()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var client = folder.ClientWith("observations:write", "picture:read");
        var before = TimeProvider.System.GetUtcNow();

        using var answer = await client.PostAsync(PalladiumRoutes.Observations, Reading(1.5));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var source = Assert.Single(
            (await client.GetFromJsonAsync<SourceDto[]>(PalladiumRoutes.Sources, ContractJson.Options))!, source => source.Id == NodeFolder.Sensor);
        Assert.InRange(source.Time!.Value, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_token_that_is_tied_to_a_source_writes_no_other()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync("""
            [[sources]]
            id = "quay/other"
            kind = "water-level"
            name = "Another level"
            unit = "m"
            feed = "live"
            """);
        using var _ = await folder.StartAsync();
        using var tied = folder.ClientWith("quay/other", ["observations:write"]);

        using var refused = await tied.PostAsync(PalladiumRoutes.Observations, Reading(1.5));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var answer = await refused.Content.ReadFromJsonAsync<ObservationsAnswer>(ContractJson.Options);
        Assert.Equal("source.token", Assert.Single(answer!.Refused).Rule);
        using var taken = await tied.PostAsync(PalladiumRoutes.Observations, Json("""{"source":"quay/other","value":1}"""));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest, "", "observation.json")]
    [InlineData("{\"source\":\"quay/level\"}", HttpStatusCode.BadRequest, "/value", "value.missing")]
    [InlineData("{\"source\":\"quay/level\",\"value\":\"2\"}", HttpStatusCode.BadRequest, "/value", "value.not-a-number")]
    [InlineData("{\"observations\":[]}", HttpStatusCode.BadRequest, "/observations", "observation.count")]
    [InlineData("{\"source\":\"quay/level\",\"value\":2,\"time\":\"2999-01-01T00:00:00Z\"}", HttpStatusCode.BadRequest, "/time", "time.future")]
    public async Task A_message_that_is_wrong_in_form_is_refused_with_its_field_and_counted(
        string message, HttpStatusCode status, string field, string rule)
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var client = folder.ClientWith("observations:write", "picture:read");

        using var answer = await client.PostAsync(PalladiumRoutes.Observations, Json(message));

        Assert.Equal((status, field, rule), await ProblemAsync(answer));
        Assert.Equal(rule, (string?)Assert.Single(JsonNode.Parse(await client.GetStringAsync(PalladiumRoutes.Refusals))!.AsArray())!["rule"]);
    }

    [Fact]
    public async Task In_a_list_the_good_readings_are_taken_and_each_bad_one_is_named()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        using var _ = await folder.StartAsync();
        using var client = folder.ClientWith("observations:write");

        using var answer = await client.PostAsync(PalladiumRoutes.Observations, Json(
            """{"observations":[{"source":"quay/level","value":1},{"source":"quay/none","value":1},{"source":"quay/level","value":2,"unit":"ft"}]}"""));

        var read = (await answer.Content.ReadFromJsonAsync<ObservationsAnswer>(ContractJson.Options))!;
        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, read.Accepted));
        Assert.Equal(
            [("/observations/1/source", "source.unknown"), ("/observations/2/unit", "observation.unit")],
            read.Refused.Select(refused => (refused.Field, refused.Rule)));
    }

    [Fact]
    public async Task One_cause_is_one_alert_which_gets_graver_ends_and_does_not_flap()
    {
        var doctrine = Directory.CreateTempSubdirectory("palladium-doctrine-");
        try
        {
            // The rule of the demo city at once instead of after seconds: between its value 2.5 and its clear value 2.2 nothing changes.
            FoundedFolder.Write(doctrine.FullName, DoctrineFolder.Montevideo.With("thresholds.toml", DoctrineFolder.Files["thresholds.toml"]
                .Replace("for = \"2s\"", "for = \"0s\"", StringComparison.Ordinal)
                .Replace("clear_for = \"30s\"", "clear_for = \"0s\"", StringComparison.Ordinal)).Bundle!);
            await using var folder = await NodeFolder.WithDoctrineAsync();
            folder.Configure(text => text.Replace(DoctrineFolder.Folder, doctrine.FullName, StringComparison.Ordinal));
            using var _ = await folder.StartAsync();
            using var client = folder.ClientWith("observations:write");
            var book = folder.App!.Services.GetRequiredService<AlertBook>();

            await SendAsync(client, 1.0, 2.49);
            Assert.Empty(book.All);
            await SendAsync(client, 2.6, 2.7, 2.3, 2.6, 2.4, 2.55);
            await FoundedNetwork.UntilAsync(() => book.All.Any());
            await SendAsync(client, 3.3);
            await FoundedNetwork.UntilAsync(() => book.All.Single().Revisions.Count == 2);
            await SendAsync(client, 2.1, 2.3, 2.4);
            await FoundedNetwork.UntilAsync(() => !book.All.Single().IsOpen);

            var first = book.All.Single();
            Assert.Equal(
                [AlertMessageType.Alert, AlertMessageType.Update, AlertMessageType.Cancel], first.Revisions.Select(revision => revision.Body.MessageType));
            Assert.Equal(["Severe", "Extreme"], first.Revisions.Take(2).Select(revision => revision.Body.Severity.ToString()));
            Assert.Equal(2.6, first.Revisions[0].Body.Evidence!.Value);
            Assert.Equal(["safety", "police", "fire", "ambulance", "security", "bus", "residents"], first.Latest.Body.MustKnow);
            Assert.Empty(folder.App.Services.GetRequiredService<AlertDesk>().OpenCauses());

            await SendAsync(client, 2.6);
            await FoundedNetwork.UntilAsync(() => book.All.Count() == 2);

            // A restart takes the open cause up again and raises nothing twice.
            await folder.StopAsync();
            using var again = await folder.StartAsync();
            using var sender = folder.ClientWith("observations:write");
            book = folder.App!.Services.GetRequiredService<AlertBook>();
            await SendAsync(sender, 2.7, 2.1);
            await FoundedNetwork.UntilAsync(() => book.All.All(alert => !alert.IsOpen));
            Assert.Equal(2, book.All.Count());
        }
        finally
        {
            doctrine.Delete(recursive: true);
        }
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task SendAsync(HttpClient client, params double[] values)
    {
        foreach (var value in values)
        {
            using var answer = await client.PostAsync(PalladiumRoutes.Observations, Reading(value));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static StringContent Reading(double value) => Json(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"source":"{{NodeFolder.Sensor}}","value":{{value}}}"""));

    private static async Task<(HttpStatusCode Status, string? Field, string? Rule)> ProblemAsync(HttpResponseMessage answer)
    {
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (answer.StatusCode, (string?)problem["field"], (string?)problem["rule"]);
    }
}
