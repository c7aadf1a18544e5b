using System.Globalization;

namespace Palladium.Benchmarks.Harness;

/// <summary>A result for people.</summary>
internal static class MetricTable
{
    public static void Print(BenchmarkResult result)
    {
        var name = result.Metrics.Max(metric => metric.Name.Length);
        var value = result.Metrics.Max(metric => Figure(metric.Value, metric.Unit).Length);
        foreach (var metric in result.Metrics)
        {
            Console.WriteLine($"   {metric.Name.PadRight(name)}  {Figure(metric.Value, metric.Unit).PadLeft(value)}{Besides(metric)}");
        }

        var machine = result.Machine;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"   {machine.Cpu}, {machine.Cores} cores, {machine.MemoryBytes / (1024.0 * 1024 * 1024):0.#} GiB, {machine.Dotnet}; load {result.Load.Before:0.00} before, {result.Load.After:0.00} after"));
    }

    private static string Besides(Metric metric)
    {
        var words = "";
        if (metric.Limit is { } limit)
        {
            words += $"   limit {Figure(limit.Value, limit.Unit)}{(metric.Value > limit.Value ? "  MISSED" : "")}";
        }

        return metric.Peer is { } peer ? $"{words}   beside {peer.Name}: {Figure(peer.Value, peer.Unit)}" : words;
    }

    private static string Figure(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{(Math.Abs(value) >= 100 ? value.ToString("N0", CultureInfo.InvariantCulture) : value.ToString("0.###", CultureInfo.InvariantCulture))} {unit}");
}
