namespace Palladium.Log;

/// <summary>Subtree hashes of one head: from memory where a tile was still open, from full tiles on disk otherwise.</summary>
internal sealed class SnapshotHashes(LogSnapshot snapshot, TileStore tiles) : ITreeHashes
{
    public ValueTask<TreeHash> ReadAsync(int level, long index, CancellationToken cancellation) => ValueTask.FromResult(Read(level, index));

    public TreeHash Read(int level, long index)
    {
        var width = 1 << (level & 7);
        var from = index << (level & 7);
        var window = snapshot.Levels[level >> 3];
        if (from >= window.Start)
        {
            return MerkleTree.Root(window.From(from, width));
        }

        var tile = new TilePath(level >> 3, from / TilePath.FullWidth, TilePath.FullWidth);
        return tiles.Node(tile, level & 7, (int)(from % TilePath.FullWidth) >> (level & 7));
    }
}
