using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Palladium.Node.Hosting.Access;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.People;

public sealed class AccountTests
{
    [Fact]
    public async Task Where_a_passkey_is_required_a_link_leads_to_the_account_page_and_nowhere_else()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        folder.Configure(text => text.Replace("# passkeys = \"required\"", "passkeys = \"required\"", StringComparison.Ordinal));
        (await folder.StartAsync()).Dispose();
        using var ana = await folder.SignedInAsync("Ana Silva", "operator", "administrator");

        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("/api/v1/me")).StatusCode);
        Assert.True((await AccountAsync(ana)).PasskeyRequired);
        foreach (var path in new[] { "/api/v1/alerts", "/api/v1/people", "/api/v1/picture/stream", "/openapi/v1.json" })
        {
            Assert.Equal(StepUp.PasskeyRule, await RuleAsync(await ana.GetAsync(path), HttpStatusCode.Forbidden));
        }

        using var page = new HttpRequestMessage(HttpMethod.Get, "/doctrine");
        page.Headers.Add("Accept", "text/html");
        Assert.Equal("/account", (await ana.SendAsync(page)).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Whoever_has_a_passkey_shows_it_again_before_a_sensitive_act()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        using var ana = await folder.SignedInAsync("Ana Silva", "administrator");
        var id = (await AccountAsync(ana)).Person.Id;
        var grants = new GrantsDto(["administrator"], ["always"], ["port"]);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(ana, PalladiumRoutes.To.PersonGrants(id), grants)).StatusCode);

        // Made by nobody's device, but stored like any: from here on the session has to show it, and can't.
        Assert.True(folder.Stores!.People.AddPasskey(new Passkey([1, 2, 3], id, "Key", [0], DateTimeOffset.UnixEpoch, null, 0, [], false, false)));
        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync(PalladiumRoutes.People)).StatusCode);
        Assert.Equal(StepUp.ProofRule, await RuleAsync(await PutAsync(ana, PalladiumRoutes.To.PersonGrants(id), grants), HttpStatusCode.Forbidden));
        foreach (var path in new[]
        {
            PalladiumRoutes.PeopleLinks, PalladiumRoutes.PeopleTokens, PalladiumRoutes.To.PersonClose(id), PalladiumRoutes.To.PersonRecovery(id),
            PalladiumRoutes.PasskeyOptions, PalladiumRoutes.Passkeys, "/api/v1/charter",
        })
        {
            Assert.Equal(StepUp.ProofRule, await RuleAsync(await ana.PostAsJsonAsync(path, new { }), HttpStatusCode.Forbidden));
        }

        var answer = await ana.PostAsJsonAsync(PalladiumRoutes.ProofOptions, new { });
        var ceremony = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("AQID", (string?)ceremony["options"]!["allowCredentials"]![0]!["id"]);
        var forged = await ana.PostAsJsonAsync(PalladiumRoutes.Proof, new { ceremony = (string)ceremony["ceremony"]!, credential = new { id = "AQID" } });
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(StepUp.ProofRule, await RuleAsync(await PutAsync(ana, PalladiumRoutes.To.PersonGrants(id), grants), HttpStatusCode.Forbidden));
        folder.Stores.People.Prove((await AccountAsync(ana)).Sessions[0].Id);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(ana, PalladiumRoutes.To.PersonGrants(id), grants)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await ana.DeleteAsync(PalladiumRoutes.To.Passkey("AQID"))).StatusCode);
        Assert.Empty((await AccountAsync(ana)).Passkeys);
    }

    [Fact]
    public async Task An_administrator_manages_accounts_and_sees_nothing_that_is_protected()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        using var administrator = await folder.SignedInAsync("Root", "administrator");
        using var operatorOnly = await folder.SignedInAsync("Ana", "operator");

        Assert.Equal(HttpStatusCode.Forbidden, (await operatorOnly.GetAsync(PalladiumRoutes.People)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await operatorOnly.PostAsJsonAsync(PalladiumRoutes.PeopleLinks, new { grants = new { roles = new[] { "administrator" } } })).StatusCode);
        using var byToken = folder.ClientWith("picture:read", "people", "administrator");
        Assert.Equal(HttpStatusCode.Forbidden, (await byToken.GetAsync(PalladiumRoutes.People)).StatusCode);

        foreach (var path in new[] { "/api/v1/alerts", "/api/v1/units", "/api/v1/sources", "/api/v1/cameras", "/api/v1/incidents" })
        {
            var answer = await administrator.GetAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden || JsonNode.Parse(await answer.Content.ReadAsStringAsync()) is JsonArray { Count: 0 }, path);
            Assert.NotEqual("[]", await operatorOnly.GetStringAsync("/api/v1/sources"));
        }

        // A token that an administrator makes reads in its scope, as the log says; it is shown once and listed without its secret.
        var made = await (await administrator.PostAsJsonAsync(PalladiumRoutes.PeopleTokens, new TokenRequest("probe", ["metrics"]))).Content.ReadFromJsonAsync<SecretDto>(ContractJson.Options);
        Assert.DoesNotContain(made!.Secret, await administrator.GetStringAsync(PalladiumRoutes.People), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.DeleteAsync(PalladiumRoutes.To.PeopleToken(made.Id))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await administrator.PostAsJsonAsync(PalladiumRoutes.PeopleTokens, new TokenRequest("probe", ["Every thing"]))).StatusCode);
        Assert.Empty(folder.Stores!.People.Pending());
    }

    [Fact]
    public async Task An_administrator_cannot_take_an_account_over_unseen()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        using var root = await folder.SignedInAsync("Root", "administrator");
        using var ana = await folder.SignedInAsync("Ana", "operator");
        var id = (await AccountAsync(ana)).Person.Id;

        var answer = await root.PostAsJsonAsync(PalladiumRoutes.To.PersonRecovery(id), new { });
        var link = (await answer.Content.ReadFromJsonAsync<SecretDto>(ContractJson.Options))!;
        Assert.True(link.Opens > DateTimeOffset.UnixEpoch);
        using var form = new FormUrlEncodedContent([new("link", new Uri(link.Secret).Query["?link=".Length..])]);
        Assert.Contains("problem=", (await root.PostAsync(PalladiumRoutes.SignIn, form)).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await root.PostAsJsonAsync(PalladiumRoutes.To.RecoveryConfirm(link.Id), new { })).StatusCode);

        var seen = Assert.Single((await AccountAsync(ana)).Recoveries);
        Assert.Equal(("Root", false), (seen.IssuedBy, seen.MayConfirm));
        Assert.Equal(HttpStatusCode.NoContent, (await ana.DeleteAsync(PalladiumRoutes.To.Recovery(link.Id))).StatusCode);
        Assert.Empty((await AccountAsync(ana)).Recoveries);
        Assert.Empty(folder.Stores!.People.Pending());
    }

    [Fact]
    public async Task A_session_is_listed_and_ended_and_what_it_had_open_ends_with_it()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        using var office = await folder.SignedInAsync("Ana", "operator");
        using var stream = await office.GetAsync("/api/v1/picture/stream", HttpCompletionOption.ResponseHeadersRead);
        await using var events = await stream.Content.ReadAsStreamAsync();
        var person = (await AccountAsync(office)).Person.Id;
        var second = folder.Stores!.People.BeginSession(person, new SessionSpan(TimeSpan.FromHours(1), TimeSpan.FromHours(12)), "phone", proved: false);
        using var phone = folder.Client();
        phone.DefaultRequestHeaders.Add("Cookie", $"palladium_session_police={second.Secret}");
        phone.DefaultRequestHeaders.Add("X-Palladium-Request", "1");

        var sessions = (await AccountAsync(phone)).Sessions;
        Assert.Equal(2, sessions.Count);
        var first = sessions.Single(session => !session.Current);
        Assert.Equal(HttpStatusCode.NoContent, (await phone.DeleteAsync(PalladiumRoutes.To.AccountSession(first.Id))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await office.GetAsync("/api/v1/me")).StatusCode);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[8192];
        while (await events.ReadAsync(buffer, limit.Token) > 0)
        {
        }
    }

    private static async Task<AccountDto> AccountAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<AccountDto>(PalladiumRoutes.Account, ContractJson.Options))!;

    private static Task<HttpResponseMessage> PutAsync<T>(HttpClient client, string path, T body) => client.PutAsJsonAsync(path, body, ContractJson.Options);

    private static async Task<string?> RuleAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return (string?)JsonNode.Parse(text)!["rule"];
    }
}
