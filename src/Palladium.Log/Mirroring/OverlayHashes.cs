namespace Palladium.Log;

/// <summary>A tree that follows another up to a size and then has leaves of its own.</summary>
internal sealed class OverlayHashes(SnapshotHashes below, long from, TreeHash[] leaves) : ITreeHashes
{
    public ValueTask<TreeHash> ReadAsync(int level, long index, CancellationToken cancellation) => ValueTask.FromResult(Read(level, index));

    private TreeHash Read(int level, long index)
    {
        var low = index << level;
        if (low + (1L << level) <= from)
        {
            return below.Read(level, index);
        }

        return low >= from
            ? MerkleTree.Root(leaves.AsSpan((int)(low - from), 1 << level))
            : MerkleTree.Node(Read(level - 1, 2 * index), Read(level - 1, (2 * index) + 1));
    }
}
