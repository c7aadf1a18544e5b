using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Node.Hosting.Access;
using Palladium.Records.Entries;

namespace Palladium.Tests.Node;

public sealed partial class NodeHostTests
{
    [Fact]
    public async Task A_node_denies_everything_that_is_not_public_and_lets_in_whom_it_made()
    {
        await using var folder = await NodeFolder.InitAsync();
        using var client = await folder.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Contains("montevideo.palladium.invalid/police", await client.GetStringAsync("/log/checkpoint"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/log/journal.0")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/log/tile/..%2F..%2Fkeys%2Flog.key")).StatusCode);
        foreach (var path in new[] { "/metrics", "/openapi/v1.json" })
        {
            var denied = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, denied.StatusCode);
            Assert.Equal("request.not-signed-in", (string?)JsonNode.Parse(await denied.Content.ReadAsStringAsync())!["rule"]);
        }

        // Tokens: the command line beside the running node; the entry is in the log before the token counts.
        var before = folder.Stores!.Log.Head.Size;
        var (code, output) = await folder.CommandAsync("node", "token", folder.Path, "--name", "probe", "--scope", "metrics");
        Assert.Equal(0, code);
        var secret = TokenPattern().Match(output).Value;
        Assert.Equal(HttpStatusCode.OK, await GetWithAsync(client, "/metrics", secret));
        Assert.Equal(HttpStatusCode.Forbidden, await GetWithAsync(client, "/openapi/v1.json", secret));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetWithAsync(client, "/metrics", "plt_wrong"));
        Assert.Equal(before + 1, folder.Stores.Log.Head.Size);
        Assert.Equal("setting.changed", folder.Stores.Journal.ReadHeader(before)!.Kind);

        // Ending it counts at once.
        var id = Assert.Single(folder.Stores.People.Tokens()).Id;
        Assert.Equal(0, (await folder.CommandAsync("node", "revoke", folder.Path, "--token", id)).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetWithAsync(client, "/metrics", secret));
    }

    [Fact]
    public async Task A_one_time_link_makes_one_person_once_and_writes_from_other_sites_are_refused()
    {
        await using var folder = await NodeFolder.InitAsync();
        using var client = await folder.StartAsync();
        var link = folder.Stores!.People.IssueLink(null, ["operator"], TimeSpan.FromHours(1)).Secret;

        Assert.Contains("Your name", await client.GetStringAsync($"/signin?link={link}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await SignInAsync(client, link, "https://evil.example")).StatusCode);
        var entered = await SignInAsync(client, link, client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var again = await SignInAsync(client, link, client.BaseAddress.GetLeftPart(UriPartial.Authority));
        Assert.Contains("problem=", again.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Ana Silva", Assert.Single(folder.Stores.People.People()).Name);

        var session = cookie.Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Get, "/openapi/v1.json", session, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(client, HttpMethod.Post, "/api/v1/session/end", session, "cross-site")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(client, HttpMethod.Post, "/api/v1/session/end", session, "same-origin")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(client, HttpMethod.Get, "/openapi/v1.json", session, null)).StatusCode);
    }

    [Fact]
    public async Task No_endpoint_is_open_to_everybody_unless_it_is_listed()
    {
        await using var folder = await NodeFolder.InitAsync();
        using var client = await folder.StartAsync();
        var endpoints = folder.App!.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.NotEmpty(endpoints);
        Assert.Empty(PublicSurface.Violations(endpoints));
        var open = endpoints.OfType<RouteEndpoint>().Where(PublicSurface.IsAnonymous).ToList();
        Assert.NotEmpty(open);
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>().Except(open).Where(e => e.RoutePattern.Parameters.Count == 0))
        {
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            using var request = new HttpRequestMessage(new HttpMethod(methods[0]), "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));
            var status = (await client.SendAsync(request)).StatusCode;
            Assert.True(status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound, $"{endpoint.DisplayName} answered {status}");
        }
    }

    [Fact]
    public async Task An_entry_is_shown_and_proven_to_anybody_once_it_is_published()
    {
        await using var folder = await NodeFolder.InitAsync();
        using var client = await folder.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        JsonNode page;
        do
        {
            // The first checkpoint that covers an entry is published within a second.
            page = JsonNode.Parse(await client.GetStringAsync("/public/log/entries?from=0", limit.Token))!;
        }
        while ((long)page["size"]! == 0);

        Assert.Equal(EntryKinds.NodeStarted.Name, (string?)page["entries"]![0]!["kind"] ?? "none");
        var proof = JsonNode.Parse(await client.GetStringAsync("/public/log/proof?index=0"))!;
        Assert.Equal((long)page["size"]!, (long)proof["size"]!);
        var refused = await client.GetAsync("/public/log/proof?index=999");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("index", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["field"]);
    }

    private static async Task<HttpStatusCode> GetWithAsync(HttpClient client, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await client.SendAsync(request)).StatusCode;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string link, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session")
        {
            Content = new FormUrlEncodedContent([new("link", link), new("name", "Ana Silva")]),
        };
        request.Headers.Add("Origin", origin);
        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string cookie, string? site)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return await client.SendAsync(request);
    }

    [GeneratedRegex("plt_[A-Za-z0-9_-]+")]
    private static partial Regex TokenPattern();
}
