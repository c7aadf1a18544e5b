using System.Diagnostics;

namespace Palladium.Benchmarks.Harness;

/// <summary>Durations in ticks of <see cref="Stopwatch"/>, and their exact percentiles in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly long[] _sorted;

    public Latencies(IEnumerable<long> ticks)
    {
        _sorted = [.. ticks];
        Array.Sort(_sorted);
        if (_sorted.Length == 0)
        {
            throw new InvalidOperationException("Nothing was measured.");
        }
    }

    public int Count => _sorted.Length;

    public double Milliseconds(double percentile) =>
        _sorted[(int)Math.Clamp(Math.Ceiling(percentile / 100 * _sorted.Length) - 1, 0, _sorted.Length - 1)] * 1000.0 / Stopwatch.Frequency;
}

/// <summary>Medians of a few runs.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
