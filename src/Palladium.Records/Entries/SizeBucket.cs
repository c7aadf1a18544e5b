namespace Palladium.Records.Entries;

/// <summary>
/// The size of a body, rounded up so that it tells little: 256 bytes times a power of four. A header says which
/// bucket, never the size.
/// </summary>
public static class SizeBucket
{
    /// <summary>The smallest bucket, in bytes.</summary>
    public const int Smallest = 256;

    /// <summary>The largest bucket, in bytes: 256 MiB.</summary>
    public const int Largest = 268_435_456;

    /// <summary>The bucket for a body of that many bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The body is larger than <see cref="Largest"/>.</exception>
    public static int For(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Largest);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var bucket = Smallest;
        while (bucket < bytes)
        {
            bucket *= 4;
        }

        return bucket;
    }

    /// <summary>Whether a header may carry this number.</summary>
    public static bool IsBucket(long value)
    {
        for (long bucket = Smallest; bucket <= Largest; bucket *= 4)
        {
            if (bucket == value)
            {
                return true;
            }
        }

        return false;
    }
}
