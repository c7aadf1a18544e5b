using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Palladium.Browser;

public sealed class PasskeyTests(RunningNode node) : IClassFixture<RunningNode>
{
    private const string Fetch = """
        async ([method, path, body]) => {
          const answer = await fetch(path, { method, headers: body ? { 'Content-Type': 'application/json' } : {}, body });
          const text = await answer.text();
          return `${answer.status} ${text ? JSON.parse(text).rule ?? '' : ''}`.trim();
        }
        """;

    [Fact]
    public async Task From_the_first_link_to_a_sensitive_act_an_administrator_goes_by_passkey()
    {
        var (page, devices, authenticator) = await node.PageAsync();

        // The link leads to the account page, and nowhere else before there is a passkey.
        await page.GotoAsync(new Uri(node.Home, $"/signin?link={node.FirstLink}").ToString());
        await page.Locator("input[name=name]").FillAsync("Ana Silva");
        await page.Locator("form button[type=submit]").First.ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/account");
        Assert.Equal("403 session.passkey-needed", await FetchAsync(page, "GET", "/api/v1/alerts"));
        Assert.Equal("403 session.passkey-needed", await FetchAsync(page, "GET", "/api/v1/people"));

        // A device that does not verify the person makes no passkey.
        await devices.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = authenticator, ["isUserVerified"] = false });
        await AddPasskeyAsync(page, "Office");
        await Assertions.Expect(page.Locator("form[data-act=passkey] [role=status]")).ToContainTextAsync("The browser was not given a passkey");
        await devices.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = authenticator, ["isUserVerified"] = true });
        await AddPasskeyAsync(page, "Office");
        await page.Locator("td b", new() { HasText = "Office" }).WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, "account.png"), FullPage = true });
        Assert.Equal("200", await FetchAsync(page, "GET", "/api/v1/people"));

        // A second passkey, on another device; the one that is left works after the first was removed.
        await devices.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = authenticator });
        await RunningNode.AddAuthenticatorAsync(devices);
        Assert.Equal("200", await FetchAsync(page, "POST", "/api/v1/account/passkeys/options"));
        await AddPasskeyAsync(page, "Phone");
        await page.Locator("td b", new() { HasText = "Phone" }).WaitForAsync();
        await ReadyAsync(page);
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.Locator("tr", new() { HasText = "Office" }).Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("td b", new() { HasText = "Office" })).ToHaveCountAsync(0);
        // The page is loaded again after the act; the row that is left is waited for.
        var last = await page.Locator("tr", new() { HasText = "Phone" }).Locator("form[data-act^='DELETE ']").GetAttributeAsync("data-act");
        await Assertions.Expect(page.Locator("td b", new() { HasText = "Office" })).ToHaveCountAsync(0);
        Assert.StartsWith("409 passkey.last", await FetchAsync(page, "DELETE", last!.Split(' ')[1]), StringComparison.Ordinal);

        // Out, and in again with the passkey alone.
        await page.EvaluateAsync("fetch('/api/v1/session/end', { method: 'POST' })");
        await page.GotoAsync(new Uri(node.Home, "/signin?returnTo=/people").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/people");

        // A sensitive act asks for the passkey again when it was shown too long ago; the page does, a program is told.
        Stale();
        await ReadyAsync(page);
        Assert.Equal("403 session.proof-needed", await FetchAsync(page, "POST", "/api/v1/people/links", """{"grants":{"roles":["operator"],"duty":[],"sites":[]}}"""));
        await page.Locator("summary", new() { HasText = "Ana Silva" }).ClickAsync();
        await page.Locator("details[open] input[name=sites]").FillAsync("port");
        await page.Locator("details[open] form").First.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.WaitForLoadStateAsync();
        await Assertions.Expect(page.Locator("details input[name=sites]").First).ToHaveValueAsync("port");
        await page.Locator("summary", new() { HasText = "Ana Silva" }).ClickAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, "people.png"), FullPage = true });
        Assert.Contains("port", await RunningNode.CommandAsync("person", "show", node.Folder, "Ana Silva"), StringComparison.Ordinal);
        foreach (var path in new[] { "/account", "/people", "/approvals", "/signin" })
        {
            await page.SetViewportSizeAsync(360, 740);
            await page.GotoAsync(new Uri(node.Home, path).ToString());
            await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, $"{path[1..]}-phone.png"), FullPage = true });
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} pixels wider than a phone.");
        }

        // What was answered once is no answer a second time, and the node writes no secret anywhere that people read.
        await page.EvaluateAsync("""
            async () => {
              const send = (path, body) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
              const { ceremony, options } = await (await send('/api/v1/session/passkey/options', {})).json();
              const credential = (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();
              globalThis.first = (await send('/api/v1/session/passkey', { ceremony, credential })).status;
              globalThis.again = (await send('/api/v1/session/passkey', { ceremony, credential })).status;
            }
            """);
        Assert.Equal(204, await page.EvaluateAsync<int>("first"));
        Assert.Equal(401, await page.EvaluateAsync<int>("again"));
        Assert.DoesNotContain("pls_", node.Output, StringComparison.Ordinal);
    }

    // The page's own script has taken over its forms.
    private static Task ReadyAsync(IPage page) => page.Locator("[data-module=acts][data-ready]").WaitForAsync();

    private static async Task AddPasskeyAsync(IPage page, string name)
    {
        await ReadyAsync(page);
        await page.Locator("form[data-act=passkey] input[name=name]").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
    }

    private static Task<string> FetchAsync(IPage page, string method, string path, string? body = null) =>
        page.EvaluateAsync<string>(Fetch, new[] { method, path, body });

    // As if the last passkey had been shown long ago: the clock of a real process can't be set.
    private void Stale()
    {
        using var people = new SqliteConnection($"Data Source={Path.Combine(node.Folder, "people.db")};Pooling=False");
        people.Open();
        using var command = people.CreateCommand();
        command.CommandText = "UPDATE sessions SET proved = 0";
        command.ExecuteNonQuery();
    }
}
