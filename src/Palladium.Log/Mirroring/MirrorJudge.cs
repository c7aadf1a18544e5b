namespace Palladium.Log;

/// <summary>What the leaves and heads that a mirror holds say about a checkpoint which its author signed.</summary>
internal sealed class MirrorJudge(LogStore store)
{
    private SnapshotHashes Held => new(store.Current, store.Tiles);

    /// <summary>Evidence of a fork from our own verified leaves and heads, without looking at what came with the checkpoint.</summary>
    public ForkEvidence? Contradiction(SignedCheckpoint signed, MirrorNotes notes)
    {
        var size = signed.Checkpoint.Size;
        if (notes.Latest is { } latest && latest.Checkpoint.Size == size && latest.Checkpoint.Root != signed.Checkpoint.Root)
        {
            return new ForkEvidence(latest, signed, null, null);
        }

        var head = store.Current.Head;
        if (size > head.Size || RootOf(Held, size) is var root && root == signed.Checkpoint.Root)
        {
            return null;
        }

        // Without a single note nothing of size above 0 is held, and at size 0 all roots are equal.
        var held = notes.Reached is { } reached && reached.Checkpoint.Size >= size ? reached : notes.Latest!;
        var proof = held.Checkpoint.Size > size && held.Checkpoint.Size <= head.Size
            ? Consistency(Held, size, held.Checkpoint.Size)
            : null;
        return new ForkEvidence(held, signed, root, proof);
    }

    /// <summary>
    /// Evidence of a fork when leaves differ from those that are held and yet lead to a checkpoint of their author; null when they do
    /// not: then anybody may have made them up.
    /// </summary>
    public ForkEvidence? Overlap(long from, TreeHash[] hashes, SignedCheckpoint signed, MirrorNotes notes)
    {
        var other = new OverlayHashes(Held, from, hashes);
        var size = signed.Checkpoint.Size;
        if (from + hashes.Length != size || RootOf(other, size) != signed.Checkpoint.Root)
        {
            return null;
        }

        var held = notes.Reached ?? notes.Latest!;
        return held.Checkpoint.Size >= size
            ? new ForkEvidence(held, signed, null, null)
            : new ForkEvidence(held, signed, RootOf(other, held.Checkpoint.Size), Consistency(other, held.Checkpoint.Size, size));
    }

    /// <summary>
    /// Evidence of a fork when verified leaves pass the size of the latest head with another root; null when they lead to it.
    /// </summary>
    public static ForkEvidence? Passed(ITreeHashes whole, long end, SignedCheckpoint latest, SignedCheckpoint signed)
    {
        var size = latest.Checkpoint.Size;
        var there = RootOf(whole, size);
        return there == latest.Checkpoint.Root
            ? null
            : new ForkEvidence(latest, signed, there, end == signed.Checkpoint.Size ? Consistency(whole, size, end) : null);
    }

    /// <summary>True when the leaf hashes from an index on, all below our size, are the ones that are held.</summary>
    public bool SameAsHeld(long from, ReadOnlySpan<TreeHash> hashes)
    {
        var held = Held;
        for (var i = 0; i < hashes.Length; i++)
        {
            if (held.Read(0, from + i) != hashes[i])
            {
                return false;
            }
        }

        return true;
    }

    private static TreeHash RootOf(ITreeHashes hashes, long size) => TreeProofs.RootAsync(hashes, size, CancellationToken.None).Now();

    private static ConsistencyProof Consistency(ITreeHashes hashes, long oldSize, long newSize) =>
        TreeProofs.ConsistencyAsync(hashes, oldSize, newSize, CancellationToken.None).Now();
}
