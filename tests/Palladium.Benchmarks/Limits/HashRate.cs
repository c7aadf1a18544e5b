using System.Diagnostics;
using System.Security.Cryptography;

namespace Palladium.Benchmarks.Limits;

/// <summary>How fast one core of this machine hashes.</summary>
internal static class HashRate
{
    private static readonly TimeSpan For = TimeSpan.FromSeconds(1);

    /// <summary>SHA-256 over long input, in megabytes (10^6) a second.</summary>
    public static double Megabytes()
    {
        var input = new byte[1 << 20];
        return Runs(input) * input.Length / 1e6;
    }

    /// <summary>SHA-256 over inputs of this length, in inputs a second.</summary>
    public static double Inputs(int length) => Runs(new byte[length]);

    private static double Runs(byte[] input)
    {
        Span<byte> hash = stackalloc byte[32];
        var runs = 0L;
        var start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < 16; i++, runs++)
            {
                SHA256.HashData(input, hash);
            }

            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < For);
        return runs / elapsed.TotalSeconds;
    }
}
