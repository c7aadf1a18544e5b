using Palladium.Log;

namespace Palladium.Node.Oversight;

/// <summary>Reads entries of a served log, bundle by bundle.</summary>
internal static class ServedEntries
{
    /// <summary>The entries of one bundle in a log of a size.</summary>
    /// <exception cref="LogDamagedException">The bundle is missing or malformed.</exception>
    public static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> BundleAsync(
        ILogSource source, long index, long size, CancellationToken cancellation)
    {
        var width = (int)Math.Min(TilePath.FullWidth, size - (index * TilePath.FullWidth));
        var path = new TilePath(TilePath.Entries, index, width);
        if (await source.ReadAsync(path.ToString(), cancellation) is { } bytes)
        {
            return EntryBundle.Read(bytes, width) ?? throw new LogDamagedException(path.ToString(), $"does not hold {width} entries");
        }

        // A partial bundle may be gone once the full one is there (tlog-tiles, Partial Tiles).
        var full = path.IsFull ? null : await source.ReadAsync(path.Full.ToString(), cancellation);
        return full is null
            ? throw new LogDamagedException(path.ToString(), "is missing")
            : [.. (EntryBundle.Read(full, TilePath.FullWidth)
                ?? throw new LogDamagedException(path.Full.ToString(), $"does not hold {TilePath.FullWidth} entries")).Take(width)];
    }

    /// <summary>The entries from an index up to the end of a bundle, at most some bundles of them, in a log of a size.</summary>
    /// <exception cref="LogDamagedException">A bundle is missing or malformed.</exception>
    public static async Task<List<ReadOnlyMemory<byte>>> FromAsync(
        ILogSource source, long from, long size, int bundles, CancellationToken cancellation)
    {
        var leaves = new List<ReadOnlyMemory<byte>>();
        for (var at = from; at < size && bundles > 0; bundles--)
        {
            var bundle = at / TilePath.FullWidth;
            var entries = await BundleAsync(source, bundle, size, cancellation);
            leaves.AddRange(entries.Skip((int)(at % TilePath.FullWidth)));
            at = Math.Min(size, (bundle + 1) * TilePath.FullWidth);
        }

        return leaves;
    }
}
