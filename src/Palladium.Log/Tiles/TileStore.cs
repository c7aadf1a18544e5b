using System.Collections.Concurrent;

namespace Palladium.Log;

/// <summary>Tiles of a log on disk, the recently used full ones kept in memory. Safe for several threads.</summary>
internal sealed class TileStore(IDisk disk)
{
    private const int KeptTiles = 256; // 2 MiB
    private readonly ConcurrentDictionary<TilePath, TreeHash[]> _kept = new();

    /// <summary>Hashes of a tile; a partial one may also be the beginning of the full one that replaced it.</summary>
    public TreeHash[] Hashes(TilePath tile)
    {
        if (_kept.TryGetValue(tile, out var kept))
        {
            return kept;
        }

        var bytes = Bytes(tile);
        if (bytes.Length < tile.Width * TreeHash.Size || bytes.Length % TreeHash.Size != 0)
        {
            throw new LogDamagedException(tile.ToString(), $"has {bytes.Length} bytes");
        }

        var hashes = new TreeHash[tile.Width];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = new TreeHash(bytes.AsSpan(i * TreeHash.Size, TreeHash.Size));
        }

        if (tile.IsFull)
        {
            if (_kept.Count >= KeptTiles)
            {
                _kept.Clear();
            }

            _kept[tile] = hashes;
        }

        return hashes;
    }

    /// <summary>Leaves of an entry bundle; a partial one may also be the beginning of the full one that replaced it.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Entries(TilePath bundle)
    {
        var bytes = Bytes(bundle);
        var length = EntryBundle.PrefixLength(bytes, bundle.Width);
        return (length is null ? null : EntryBundle.Read(bytes.AsMemory(0, length.Value), bundle.Width))
            ?? throw new LogDamagedException(bundle.ToString(), $"does not hold {bundle.Width} entries");
    }

    private byte[] Bytes(TilePath tile) => disk.Read(tile.ToString()) ?? disk.Read(tile.Full.ToString())
        ?? throw new LogDamagedException(tile.ToString(), "is missing");
}
