using System.Diagnostics;
using System.Text.Json;
using Palladium.Benchmarks.Harness;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// The demo's ten nodes as ten processes. From the moment before the causing reading is sent until the alert is on the live
/// stream of each entitled member's console, measured outside the nodes by <c>palladium demo --headless</c>.
/// </summary>
internal sealed class AlertLatency : IBenchmark
{
    private static readonly Beside Limit = new("p99", 1000, "ms");

    public string Name => "alert-latency";

    public string What => "from a reading to every entitled member's console, ten nodes";

    public async Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        var file = Path.Combine(place.Folder, "report.json");
        var start = new ProcessStartInfo(
            Path.Combine(place.Home, "palladium"), ["demo", "--headless", "--duration", "60s", "--report", file]);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The demo did not start.");
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Its nodes end with it: each holds on to its starter by its standard input.
            process.Kill();
            throw;
        }

        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"The demo ended with {process.ExitCode} and wrote no report.");
        }

        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellation));
        var root = report.RootElement;
        var failures = root.GetProperty("failures").EnumerateArray().Select(failure => failure.GetString()).ToList();
        if (failures.Count > 0)
        {
            BenchmarkPlace.Say($"What did not hold in the demo: {string.Join("; ", failures)}");
        }

        var deliveries = root.GetProperty("deliveries");
        double Of(string name) => deliveries.GetProperty(name).GetDouble();
        var memory = root.GetProperty("memoryBytes").EnumerateObject().Select(node => new Metric($"memory of {node.Name}", node.Value.GetInt64() / 1e6, "MB"));
        return
        [
            new("alert p50", Of("p50Ms"), "ms"),
            new("alert p99", Of("p99Ms"), "ms") { Limit = Limit },
            new("alert slowest", Of("maxMs"), "ms"),
            new("deliveries timed", Of("timed"), "deliveries"),
            new("deliveries made", Of("made"), "deliveries") { Peer = new("expected", Of("expected"), "deliveries") },
            new("members up", root.GetProperty("membersUp").GetDouble(), "nodes"),
            new("conditions of the demo that did not hold", failures.Count, "conditions"),
            .. memory,
        ];
    }
}
