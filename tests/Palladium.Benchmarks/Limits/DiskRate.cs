using System.Diagnostics;
using Palladium.Benchmarks.Harness;

namespace Palladium.Benchmarks.Limits;

/// <summary>What the disk under a folder can do with nothing of Palladium in the way.</summary>
internal static class DiskRate
{
    private const int Page = 4096;
    private const int Block = 1 << 20;

    /// <summary>One page appended and synced, over and over for two seconds: how often a second, and the median time.</summary>
    public static (double PerSecond, double MedianMs) Syncs(string folder)
    {
        using var handle = File.OpenHandle(Path.Combine(folder, "syncs"), FileMode.Create, FileAccess.Write);
        var page = new byte[Page];
        var times = new List<long>();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2))
        {
            var at = Stopwatch.GetTimestamp();
            RandomAccess.Write(handle, page, (long)times.Count * Page);
            RandomAccess.FlushToDisk(handle);
            times.Add(Stopwatch.GetTimestamp() - at);
        }

        return (times.Count / Stopwatch.GetElapsedTime(start).TotalSeconds, new Latencies(times).Milliseconds(50));
    }

    /// <summary>256 MiB written in blocks of 1 MiB and synced once, in megabytes (10^6) a second.</summary>
    public static double Megabytes(string folder)
    {
        using var handle = File.OpenHandle(Path.Combine(folder, "blocks"), FileMode.Create, FileAccess.Write);
        var block = new byte[Block];
        Random.Shared.NextBytes(block);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0L; i < 256; i++)
        {
            RandomAccess.Write(handle, block, i * Block);
        }

        RandomAccess.FlushToDisk(handle);
        return 256.0 * Block / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
