using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Node.Hosting;

namespace Palladium.Tests.Node.People;

public sealed class OpenIdTests
{
    [Fact]
    public async Task Whoever_the_provider_vouches_for_has_the_roles_that_the_claims_are_worth_and_no_others()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var folder = await NodeFolder.WithDoctrineAsync($"""
            [openid]
            name = "City login"
            authority = "{provider.Address}"
            client_id = "{OpenIdProvider.Client}"
            client_secret_file = "openid.secret"

            [[openid_roles]]
            claim = "groups"
            value = "dispatchers"
            role = "operator"
            """);
        folder.Configure(text => text.Replace("# passkeys = \"required\"", "passkeys = \"required\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "openid.secret"), OpenIdProvider.Secret);
        (await folder.StartAsync()).Dispose();

        provider.User = ("s-1", "Ana Silva", ["dispatchers", "administrator", "wheel"]);
        var ana = await EnterAsync(folder);
        Assert.True(provider.SawChallenge);
        Assert.Equal(["operator"], (await MeAsync(ana))["roles"]!.AsArray().Select(role => (string?)role));
        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("/api/v1/units")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ana.GetAsync("/api/v1/people")).StatusCode);

        // The subject is the person, not the name; who lost the group has no role and gets in no more.
        provider.User = ("s-2", "Ana Silva", ["dispatchers"]);
        var namesake = await EnterAsync(folder);
        Assert.NotEqual((string?)(await MeAsync(ana))["person"], (string?)(await MeAsync(namesake))["person"]);
        provider.User = ("s-1", "Ana Silva", ["wheel"]);
        using var dropped = Client(folder);
        Assert.Contains("problem=refused", (await FlowAsync(dropped)).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Empty((await MeAsync(ana))["roles"]!.AsArray());
        provider.User = ("s-3", "Nobody", []);
        using var nobody = Client(folder);
        Assert.Contains("problem=refused", (await FlowAsync(nobody)).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(2, folder.Stores!.People.People().Count);

        // An account that was closed here stays closed, whatever the provider says.
        provider.User = ("s-2", "Ana Silva", ["dispatchers"]);
        folder.Stores.People.Disable((string)(await MeAsync(namesake))["person"]!, "test");
        Assert.Contains("problem=refused", (await FlowAsync(namesake)).Headers.Location!.OriginalString, StringComparison.Ordinal);
        namesake.Dispose();
        ana.Dispose();
    }

    [Fact]
    public async Task An_answer_that_was_not_asked_for_signs_nobody_in()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var folder = await NodeFolder.WithDoctrineAsync($"[openid]\nauthority = \"{provider.Address}\"\nclient_id = \"palladium\"\n");
        using var client = await folder.StartAsync();
        var answer = await client.GetAsync("/signin/openid?code=stolen&state=forged");
        Assert.Contains("problem=refused", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(cookie => cookie.Contains("palladium_session", StringComparison.Ordinal)));
    }

    private static async Task<HttpClient> EnterAsync(NodeFolder folder)
    {
        var client = Client(folder);
        var entered = await FlowAsync(client);
        Assert.True(entered.StatusCode == HttpStatusCode.OK, $"{(int)entered.StatusCode} {entered.Headers.Location}");
        return client;
    }

    // As a browser goes: to the provider and back, with the cookies of each.
    private static async Task<HttpResponseMessage> FlowAsync(HttpClient client)
    {
        var answer = await client.GetAsync("/signin/openid/start");
        while (answer.StatusCode == HttpStatusCode.Redirect && !answer.Headers.Location!.OriginalString.StartsWith("/signin", StringComparison.Ordinal))
        {
            answer = await client.GetAsync(answer.Headers.Location);
        }

        return answer;
    }

    private static async Task<JsonNode> MeAsync(HttpClient client) => JsonNode.Parse(await client.GetStringAsync("/api/v1/me"))!;

    private static HttpClient Client(NodeFolder folder)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        return new HttpClient(handler) { BaseAddress = new Uri(folder.App!.Services.GetRequiredService<NodeAddresses>().Http) };
    }
}
