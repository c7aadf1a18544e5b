using System.Collections.Concurrent;

namespace Palladium.Log;

/// <summary>Tiles of a log on disk, the recently used full ones kept in memory with the nodes inside them. Safe for several threads.</summary>
internal sealed class TileStore(IDisk disk)
{
    // 16 KiB each. A proof reads one tile of each level: those above the lowest are few, and come again with other entries.
    private const int KeptLowest = 64;
    private const int KeptUpper = 1024;
    private readonly ConcurrentDictionary<TilePath, TreeHash[]> _lowest = new();
    private readonly ConcurrentDictionary<TilePath, TreeHash[]> _upper = new();

    /// <summary>A node inside a full tile: the root over 2^<paramref name="height"/> of its hashes, from that many times <paramref name="position"/> on.</summary>
    public TreeHash Node(TilePath tile, int height, int position)
    {
        var kept = tile.Level > 0 ? _upper : _lowest;
        if (!kept.TryGetValue(tile, out var nodes))
        {
            nodes = WithNodes(Hashes(tile));
            if (kept.Count >= (tile.Level > 0 ? KeptUpper : KeptLowest))
            {
                kept.Clear();
            }

            kept[tile] = nodes;
        }

        return nodes[(TilePath.FullWidth >> height) + position];
    }

    /// <summary>Hashes of a tile; a partial one may also be the beginning of the full one that replaced it.</summary>
    public TreeHash[] Hashes(TilePath tile)
    {
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

    // The children of node n are 2n and 2n + 1; the root is 1 and the hashes of the tile come last.
    private static TreeHash[] WithNodes(TreeHash[] hashes)
    {
        var nodes = new TreeHash[2 * TilePath.FullWidth];
        hashes.CopyTo(nodes, TilePath.FullWidth);
        for (var i = TilePath.FullWidth - 1; i > 0; i--)
        {
            nodes[i] = MerkleTree.Node(nodes[2 * i], nodes[(2 * i) + 1]);
        }

        return nodes;
    }

    private byte[] Bytes(TilePath tile) => disk.Read(tile.ToString()) ?? disk.Read(tile.Full.ToString())
        ?? throw new LogDamagedException(tile.ToString(), "is missing");
}
