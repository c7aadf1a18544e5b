using System.Runtime.InteropServices;

namespace Palladium.City.Tiles;

/// <summary>Writes a PMTiles v3 archive (one file, clustered, gzip). Tiles may be added in any order; they are held in memory until then.</summary>
internal sealed class PmTilesWriter
{
    private const int RootRoom = 16_384 - PmTilesHeader.Bytes;
    private const int LeafEntries = 4_096;
    private readonly SortedDictionary<ulong, byte[]> _tiles = [];

    public int Count => _tiles.Count;

    /// <summary>A tile of a zoom, compressed with gzip.</summary>
    public void Add(int zoom, int x, int y, byte[] gzip) => _tiles[TileId.Of(zoom, x, y)] = gzip;

    public void Write(string path, string metadataJson, byte minZoom, byte maxZoom, GeoBounds bounds)
    {
        var entries = new List<PmTilesEntry>(_tiles.Count);
        ulong dataLength = 0;
        foreach (var (id, tile) in _tiles)
        {
            entries.Add(new PmTilesEntry(id, dataLength, (uint)tile.Length, 1));
            dataLength += (ulong)tile.Length;
        }

        var (root, leaves) = Directories(CollectionsMarshal.AsSpan(entries));
        var metadata = PmTilesDirectory.Gzip(System.Text.Encoding.UTF8.GetBytes(metadataJson));
        ulong metadataAt = (ulong)(PmTilesHeader.Bytes + root.Length), leavesAt = metadataAt + (ulong)metadata.Length;
        var header = new PmTilesHeader
        {
            Root = (PmTilesHeader.Bytes, (ulong)root.Length),
            Metadata = (metadataAt, (ulong)metadata.Length),
            Leaves = (leavesAt, (ulong)leaves.Length),
            Data = (leavesAt + (ulong)leaves.Length, dataLength),
            TileCount = (ulong)entries.Count,
            MinZoom = minZoom,
            MaxZoom = maxZoom,
            Bounds = bounds,
        };
        using var file = File.Create(path);
        file.Write(header.Encode());
        file.Write(root);
        file.Write(metadata);
        file.Write(leaves);
        foreach (var tile in _tiles.Values)
        {
            file.Write(tile);
        }
    }

    private static (byte[] Root, byte[] Leaves) Directories(ReadOnlySpan<PmTilesEntry> entries)
    {
        var root = PmTilesDirectory.Encode(entries);
        if (root.Length <= RootRoom)
        {
            return (root, []);
        }

        using var leaves = new MemoryStream();
        var pointers = new List<PmTilesEntry>();
        for (var at = 0; at < entries.Length; at += LeafEntries)
        {
            var part = entries[at..Math.Min(entries.Length, at + LeafEntries)];
            var leaf = PmTilesDirectory.Encode(part);
            pointers.Add(new PmTilesEntry(part[0].TileId, (ulong)leaves.Length, (uint)leaf.Length, 0));
            leaves.Write(leaf);
        }

        return (PmTilesDirectory.Encode(CollectionsMarshal.AsSpan(pointers)), leaves.ToArray());
    }
}
