using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Federation.Charter;
using Palladium.Governance.Oversight;
using Palladium.Node.Hosting;
using Palladium.Node.Journal;
using Palladium.Node.Oversight;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Tests.Node;

namespace Palladium.Tests.Oversight;

public sealed class OversightWatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ethics_committees_node_audits_the_members_of_the_charter_and_shows_the_report_to_those_let_in()
    {
        await using var police = await LogSite.StartAsync("police");
        await using var fire = await LogSite.StartAsync("fire");
        LogSite.Found(police, fire);
        await police.AppendAsync(4, EntryKinds.Access);
        await fire.AppendAsync(2);
        await using var ethics = new NodeFolder();
        var (code, words) = await ethics.CommandAsync(
            "node", "init", ethics.Path, "--name", "ethics", "--kind", "oversight", "--network", "test",
            "--http-port", "0", "--peer-port", "0", "--mqtt-port", "0", "--cot-port", "0");
        Assert.True(code == 0, words);
        var configuration = ethics.Configuration();
        var founded = NetworkFounding.Found(new FoundingRequest(
            "test",
            [
                Member(police.Member, "police", police.Data, police.Url),
                Member(fire.Member, "fire", fire.Data, fire.Url),
                Member("ethics", "oversight", configuration.Data, "http://127.0.0.1:9"),
            ],
            3, new string('0', 64), Path.Combine(ethics.Path, "founding")));
        Assert.Null(founded.Refusal);

        await using var stores = await NodeStores.OpenAsync(configuration, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
        await using var app = NodeHost.Build(
            configuration, stores, TimeProvider.System,
            [new Palladium.Node.People.PeopleFeature(), new Palladium.Node.PublicLog.PublicLogFeature(), new OversightFeature()]);
        await app.StartAsync(Cancel);
        var report = await app.Services.GetRequiredService<OversightWatch>().First.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal("test", report.Network);
        Assert.Equal(4, report.Members.Single(member => member.Log.Member == "police").Accesses);
        Assert.Equal(2, report.Members.Single(member => member.Log.Member == "fire").Log.Size);

        // The sites do not name the committee, and its own public address is not there: both are told.
        Assert.Contains(report.Findings, finding => finding.Rule == FindingRules.Unreachable && finding.Member == "ethics");
        Assert.Contains(report.Findings, finding => finding.Rule == FindingRules.MembershipDiffers && finding.Words.Contains("does not name ethics", StringComparison.Ordinal));
        Assert.True(File.Exists(configuration.DataPath("oversight", "report.json")));

        using var client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<NodeAddresses>().Http) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(OversightEndpoints.Route, Cancel)).StatusCode);
        var wrong = stores.People.IssueToken("probe", ["metrics"], null, TimeSpan.FromHours(1)).Secret;
        var right = stores.People.IssueToken("auditor", ["audit:read"], null, TimeSpan.FromHours(1)).Secret;
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(client, wrong)).StatusCode);
        var shown = JsonNode.Parse(await (await GetAsync(client, right)).Content.ReadAsStringAsync(Cancel))!;
        Assert.False((bool)shown["isGood"]!);
        Assert.Equal(3, shown["members"]!.AsArray().Count);
        await app.StopAsync(Cancel);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, OversightEndpoints.Route);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await client.SendAsync(request, Cancel);
    }

    private static FoundingMember Member(string id, string kind, string data, string url) =>
        new(MemberId.Of(id), id, kind, data, new Uri("https://127.0.0.1:9"), new Uri(url));
}
