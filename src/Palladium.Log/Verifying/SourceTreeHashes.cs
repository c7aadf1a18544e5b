namespace Palladium.Log;

/// <summary>
/// The hashes of a served log at one size, for proofs made from its tiles. What it gives is as little trusted as the
/// source: the proofs are verified. Tiles are read once. For one caller at a time.
/// </summary>
public sealed class SourceTreeHashes(ILogSource source, long size) : ITreeHashes
{
    private const int Height = 8;
    private readonly Dictionary<TilePath, byte[]> _tiles = [];

    /// <inheritdoc/>
    public async ValueTask<TreeHash> ReadAsync(int level, long index, CancellationToken cancellation)
    {
        // 2^within hashes of the tile level below make the one that is wanted.
        var (tileLevel, within) = (level / Height, level % Height);
        var first = index << within;
        var tile = new TilePath(tileLevel, first / TilePath.FullWidth, TilePath.FullWidth);
        if (tile.Index >= TilePath.FullTiles(tileLevel, size))
        {
            tile = tile with { Width = TilePath.PartialWidth(tileLevel, size) };
        }

        var bytes = await TileAsync(tile, cancellation);
        var at = (int)(first % TilePath.FullWidth);
        var hashes = new TreeHash[1 << within];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = new TreeHash(bytes.AsSpan((at + i) * TreeHash.Size, TreeHash.Size));
        }

        return MerkleTree.Root(hashes);
    }

    private async ValueTask<byte[]> TileAsync(TilePath tile, CancellationToken cancellation)
    {
        if (!_tiles.TryGetValue(tile, out var bytes))
        {
            bytes = await source.ReadAsync(tile.ToString(), cancellation)
                ?? (tile.IsFull ? null : await source.ReadAsync(tile.Full.ToString(), cancellation))
                ?? throw new LogDamagedException(tile.ToString(), "is missing");
            if (bytes.Length < tile.Width * TreeHash.Size)
            {
                throw new LogDamagedException(tile.ToString(), $"has {bytes.Length} bytes");
            }

            _tiles[tile] = bytes;
        }

        return bytes;
    }
}
