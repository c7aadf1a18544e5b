namespace Palladium.Log;

/// <summary>
/// Reads a log that this process writes or mirrors, up to its durable head, the part that is not in tiles yet included. Safe
/// for several threads.
/// </summary>
public abstract class LogReader
{
    private protected LogReader()
    {
    }

    /// <summary>The durable head. It never goes back.</summary>
    public LogHead Head => Store.Current.Head;

    private protected abstract LogStore Store { get; }

    /// <summary>Leaves from an index on, at most <paramref name="count"/>; fewer at the end of the log.</summary>
    /// <exception cref="LogDamagedException">A stored bundle is missing or damaged.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ReadLeaves(long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var tail = Store.Current.Leaves;
        var end = Math.Min(from + count, tail.End);
        var leaves = new List<ReadOnlyMemory<byte>>((int)Math.Max(0, end - from));
        var at = from;
        while (at < Math.Min(end, tail.Start))
        {
            var bundle = Store.Tiles.Entries(new TilePath(TilePath.Entries, at / TilePath.FullWidth, TilePath.FullWidth));
            for (var i = (int)(at % TilePath.FullWidth); i < bundle.Count && at < end; i++, at++)
            {
                leaves.Add(bundle[i]);
            }
        }

        if (at < end)
        {
            leaves.AddRange(tail.From(at, (int)(end - at)));
        }

        return leaves;
    }

    /// <summary>Proof that a leaf is in the tree of a size up to the head.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size, or the size is above the head.</exception>
    public InclusionProof ProveInclusion(long index, long size) =>
        TreeProofs.InclusionAsync(Hashes(size), index, size, CancellationToken.None).Now();

    /// <summary>Proof that the tree of one size is a prefix of that of another, both up to the head.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not in order or above the head.</exception>
    public ConsistencyProof ProveConsistency(long oldSize, long newSize) =>
        TreeProofs.ConsistencyAsync(Hashes(newSize), oldSize, newSize, CancellationToken.None).Now();

    /// <summary>Proof that a subtree is a part of the tree of a size up to the head (C2SP tlog-mirror uploads carry such proofs).</summary>
    /// <exception cref="ArgumentException">It is not a subtree of that size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is above the head.</exception>
    public SubtreeConsistencyProof ProveSubtree(Subtree subtree, long size) =>
        TreeProofs.SubtreeConsistencyAsync(Hashes(size), subtree, size, CancellationToken.None).Now();

    /// <summary>An entry with everything that shows offline that it is in the log, under a checkpoint that covers it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The checkpoint does not cover the entry, or is above the head.</exception>
    public LogProof Prove(long index, SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new LogProof(index, ProveInclusion(index, checkpoint.Checkpoint.Size).Hashes, checkpoint.Note);
    }

    /// <summary>Root of the log when it had a size up to the head.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is above the head.</exception>
    public TreeHash RootAt(long size) => TreeProofs.RootAsync(Hashes(size), size, CancellationToken.None).Now();

    /// <summary>The hashes of the current head, for proofs of one's own.</summary>
    public ITreeHashes Hashes() => new SnapshotHashes(Store.Current, Store.Tiles);

    private protected SnapshotHashes Hashes(long size)
    {
        var snapshot = Store.Current;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, snapshot.Head.Size);
        return new SnapshotHashes(snapshot, Store.Tiles);
    }
}
