using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Palladium.Browser;

public sealed class ConsoleTests(RunningDemo demo) : IClassFixture<RunningDemo>
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("watch", "/"), ("incidents", "/incidents"), ("sources", "/sources"), ("network", "/network"), ("log", "/log"),
        ("doctrine", "/doctrine"), ("node", "/node"), ("about", "/about"), ("account", "/account"), ("people", "/people"), ("approvals", "/approvals"),
        ("rights", "/rights"), ("threat", "/threat"), ("force", "/force"), ("emergency", "/emergency"), ("oversight", "/oversight"),
    ];

    [Fact]
    public async Task An_operator_signs_in_sees_an_alert_arrive_without_a_reload_and_opens_every_page()
    {
        var errors = new ConcurrentQueue<string>();
        await using var context = await demo.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => errors.Enqueue(error);
        await SignInAsync(page, "City safety office");
        var canvas = page.Locator("canvas.maplibregl-canvas");
        await canvas.WaitForAsync(new() { Timeout = 60_000 });

        // The page is marked; a reload would take the mark away.
        await page.EvaluateAsync("window.stillTheSamePage = true");
        var alerts = page.Locator("a[href^='/alerts/'], a[href^='alerts/']");
        var before = await alerts.CountAsync();
        await page.WaitForFunctionAsync(
            "count => document.querySelectorAll(\"a[href^='/alerts/'], a[href^='alerts/']\").length > count", before, new() { Timeout = 90_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.stillTheSamePage === true"));

        foreach (var (name, path) in Pages)
        {
            await OpenAsync(page, path);
            await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, $"{name}.png") });
        }

        await OpenAsync(page, "/");
        var address = await alerts.First.GetAttributeAsync("href");
        await OpenAsync(page, $"/{address!.TrimStart('/')}");
        await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, "alert.png") });
        Assert.Contains("Ethics committee", await page.Locator("table").First.InnerTextAsync(), StringComparison.Ordinal);

        await page.SetViewportSizeAsync(360, 740);
        foreach (var (name, path) in Pages)
        {
            await OpenAsync(page, path);
            await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, $"{name}-phone.png") });
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} pixels wider than a phone.");
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_visitor_has_an_entry_checked_in_the_browser_itself_and_reaches_nothing_else()
    {
        await using var context = await demo.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        var page = await context.NewPageAsync();
        var home = new Uri(demo.LinkOf("Police"), "/");
        var denied = await page.APIRequest.GetAsync(new Uri(home, "/api/v1/alerts").ToString());
        Assert.Equal(401, denied.Status);

        await page.GotoAsync(new Uri(home, "/log/0").ToString());
        await page.Locator("[data-check]").ClickAsync();
        var verdict = page.Locator("[data-verdict] .notice.good");
        try
        {
            await verdict.WaitForAsync(new() { Timeout = 30_000 });
        }
        finally
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, "log-checked.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task An_operator_marks_an_alert_as_read_opens_an_incident_and_tells_the_public()
    {
        await using var context = await demo.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        var page = await context.NewPageAsync();
        await SignInAsync(page, "Police");

        // Another console in the same browser: cookies know no ports.
        await SignInAsync(await context.NewPageAsync(), "Fire and rescue");

        var alert = page.Locator("a[href^='/alerts/'], a[href^='alerts/']").First;
        await alert.WaitForAsync(new() { Timeout = 90_000 });
        await alert.ClickAsync();
        await page.Locator("button[data-key=r]").ClickAsync();
        await page.Locator("button[data-key=r]").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await OpenAsync(page, "/incidents");
        await Assertions.Expect(page.Locator("button[data-key=o]")).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("o");
        await page.Locator("form input[required]:focus").WaitForAsync();
        await page.Keyboard.TypeAsync("High water in the harbour");
        await page.Locator("form select").SelectOptionAsync("flood");
        await page.Locator("form input[type=checkbox]").CheckAsync();
        await page.Locator("main form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath.StartsWith("/incidents/", StringComparison.Ordinal));
        await page.Locator("form textarea").WaitForAsync();
        await page.Locator("form input[required]").FillAsync("Stay away from the harbour");
        await page.Locator("form textarea").FillAsync("This is an exercise.");
        await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, "incident.png") });
        await page.Locator("main form button[type=submit]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to the public" }).ClickAsync();
        var outcome = page.Locator("main .notice.good, main .notice.bad").First;
        await outcome.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, "incident-told.png"), FullPage = true });
        Assert.StartsWith("Sent to the public", await outcome.InnerTextAsync(), StringComparison.Ordinal);

        var feed = await page.APIRequest.GetAsync(new Uri(new Uri(page.Url), "/public/alerts.atom").ToString());
        Assert.Contains("Stay away from the harbour", await feed.TextAsync(), StringComparison.Ordinal);

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("harbour");
        await page.Locator("#palette li a[href^='/incidents/']").WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(RunningDemo.Pictures, "palette.png") });
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#palette").WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        var missing = await page.GotoAsync(new Uri(new Uri(page.Url), "/nowhere").ToString());
        Assert.Equal(404, missing!.Status);
        Assert.Contains("nothing here for you", await page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    private async Task SignInAsync(IPage page, string member)
    {
        await page.GotoAsync(demo.LinkOf(member).ToString());
        await page.Locator("form button[type=submit]").First.ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
    }

    private static async Task OpenAsync(IPage page, string path)
    {
        await page.GotoAsync(new Uri(new Uri(page.Url), path).ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForTimeoutAsync(2500);
    }
}
