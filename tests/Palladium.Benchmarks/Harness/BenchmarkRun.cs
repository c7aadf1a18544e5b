using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Palladium.Benchmarks.Harness;

/// <summary>Runs benchmarks one after another, prints and writes what each found.</summary>
internal static class BenchmarkRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>0 when each was measured, else 1. Whether a limit holds is said, not judged: that depends on the machine.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever kept one from being measured is shown and fails the command; the others still run.")]
    public static async Task<int> AllAsync(IReadOnlyList<IBenchmark> benchmarks, string home, TimeProvider clock, CancellationToken cancellation)
    {
        var failed = 0;
        foreach (var benchmark in benchmarks)
        {
            cancellation.ThrowIfCancellationRequested();
            Console.WriteLine($"== {benchmark.Name}: {benchmark.What}");
            var folder = Path.Combine(home, "artifacts", "bench", "work", benchmark.Name);
            try
            {
                Clear(folder);
                Directory.CreateDirectory(folder);
                await OneAsync(benchmark, new BenchmarkPlace(home, folder, clock), cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                failed++;
                await Console.Error.WriteLineAsync($"{benchmark.Name} was not measured: {e}");
            }
            finally
            {
                Clear(folder);
            }
        }

        return failed == 0 ? 0 : 1;
    }

    private static async Task OneAsync(IBenchmark benchmark, BenchmarkPlace place, CancellationToken cancellation)
    {
        var at = place.Clock.GetUtcNow();
        var before = Machine.Load();
        var metrics = await benchmark.MeasureAsync(place, cancellation);
        var result = new BenchmarkResult(
            benchmark.Name,
            at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Machine.Here(),
            new MachineLoad(before, Machine.Load()),
            $"./bench {benchmark.Name}",
            [.. metrics.Select(Rounded)]);
        var file = Path.Combine(place.Home, "artifacts", "bench", benchmark.Name + ".json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, Json) + "\n", cancellation);
        MetricTable.Print(result);
        Console.WriteLine($"   written to {Path.GetRelativePath(place.Home, file)}");
        Console.WriteLine();
    }

    // More digits than these would claim a precision that no single run has.
    private static Metric Rounded(Metric metric) => metric with
    {
        Value = Round(metric.Value),
        Limit = metric.Limit is { } limit ? limit with { Value = Round(limit.Value) } : null,
        Peer = metric.Peer is { } peer ? peer with { Value = Round(peer.Value) } : null,
    };

    private static double Round(double value) => Math.Abs(value) >= 100 ? Math.Round(value) : Math.Round(value, 3);

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>What is written: one file for each benchmark.</summary>
internal sealed record BenchmarkResult(
    string Name, string At, Machine Machine, MachineLoad Load, string Command, IReadOnlyList<Metric> Metrics);

/// <summary>Load average of a minute before and after, the benchmark's own work included in the second.</summary>
internal sealed record MachineLoad(double? Before, double? After);
