using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Palladium.Node.Demo.Headless;

namespace Palladium.Tests.Demo;

/// <summary>A probe that never finds anything proves nothing: here a real server leaks on purpose, and it is found out.</summary>
public sealed class LeakingServerTests : IAsyncDisposable
{
    private static readonly string[] Canaries = ["kestrel0a1b2c3d4e", "heron9f8e7d6c5b", "osprey5a5b5c5d5e"];

    private readonly WebApplication _server;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly ProbeLedger _ledger = new(Canaries);
    private readonly ProbeClient _client;

    public LeakingServerTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.MapGet("/tight", () => Results.Json(new { units = Array.Empty<string>() }));
        _server.MapGet("/denied", () => Results.StatusCode(StatusCodes.Status403Forbidden));
        _server.MapGet("/login", () => Results.Redirect("/signin?returnTo=/login"));
        _server.MapGet("/denied-but-talks", () => Results.Text($"Not for you: {Canaries[1]}", statusCode: StatusCodes.Status403Forbidden));
        _server.MapGet("/packed", () => Results.Bytes(CanarySearchTests.Gzip(Encoding.UTF8.GetBytes($"a tile with {Canaries[0]}"))));
        _server.MapGet("/header", (HttpContext http) =>
        {
            http.Response.Headers["X-Case"] = Canaries[2];
            return Results.NoContent();
        });
        _server.MapGet("/live", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("event: unit\ndata: {\"callsign\":\"osp", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await http.Response.WriteAsync("rey5a5b5c5d5e\"}\n\n", http.RequestAborted);
        });
        _client = new ProbeClient(_http, _ledger, TimeProvider.System);
    }

    [Fact]
    public async Task A_server_that_keeps_to_the_rules_leaves_no_leak_and_its_denials_are_counted()
    {
        await AskAsync("/tight", "/denied", "/login", "/nothing");
        Assert.Empty(_ledger.Leaks);
        Assert.Equal((4, 3), (_ledger.Routes.Sum(route => route.Tries), _ledger.Routes.Sum(route => route.Denied)));
        Assert.True(_ledger.Routes.Sum(route => route.Bytes) > 0);
    }

    [Fact]
    public async Task Leaks_in_a_denial_in_a_packed_answer_and_in_a_header_are_found_with_their_routes()
    {
        await AskAsync("/tight", "/denied-but-talks", "/packed", "/header");
        Assert.Equal(["/denied-but-talks: canary 2", "/header: canary 3", "/packed: canary 1"], _ledger.Leaks);
    }

    [Fact]
    public async Task A_leak_in_a_live_stream_and_one_over_a_bare_connection_are_found()
    {
        var address = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/live"));
        await _client.FollowAsync("stream", request, CancellationToken.None);
        await _client.RawAsync("trick", address, "/log/../denied-but-talks", CancellationToken.None);
        Assert.Equal(["stream: canary 3", "trick: canary 2"], _ledger.Leaks);
        Assert.Equal(1, _ledger.Routes.Single(route => route.Route == "trick").Denied);
    }

    [Fact]
    public async Task A_node_that_is_down_is_tried_and_gives_nothing()
    {
        var address = await StartAsync();
        await _server.StopAsync();
        Assert.Null(await _client.GetAsync("down", address, null, CancellationToken.None));
        await _client.RawAsync("down", address, "/", CancellationToken.None);
        Assert.Equal(new ProbeRoute("down", 2, 0, 0), Assert.Single(_ledger.Routes));
    }

    [Fact]
    public void Every_route_of_the_interface_without_a_variable_part_is_asked_for()
    {
        Assert.Contains("/api/v1/units", ProbePaths.Lists);
        Assert.Contains("/api/v1/refusals", ProbePaths.Lists);
        Assert.Contains("/api/v1/incidents/x1", ProbePaths.Details("x1"));
        Assert.DoesNotContain(ProbePaths.Lists, path => path.Contains('{', StringComparison.Ordinal));
        Assert.DoesNotContain("/api/v1/session/end", ProbePaths.Lists);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Uri> StartAsync()
    {
        await _server.StartAsync();
        return new Uri(_server.Urls.First());
    }

    private async Task AskAsync(params string[] paths)
    {
        var address = await StartAsync();
        foreach (var path in paths)
        {
            await _client.GetAsync(path, new Uri(address, path), null, CancellationToken.None);
        }
    }
}
