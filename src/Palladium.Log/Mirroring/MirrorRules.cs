namespace Palladium.Log;

/// <summary>By which rules a mirror grows. What it answers as extended is durable. One caller at a time.</summary>
internal sealed class MirrorRules(MirrorStore held, TimeProvider time)
{
    private readonly MirrorJudge _judge = new(held.Log);

    private LogHead Head => held.Log.Current.Head;

    /// <summary>Leaves with the checkpoint that covers them: see <see cref="MirrorLog.ExtendAsync"/>.</summary>
    public MirrorResult Extend(
        long from, IReadOnlyList<ReadOnlyMemory<byte>> leaves, SignedCheckpoint signed, ConsistencyProof? beyond)
    {
        var head = Head;
        if (_judge.Contradiction(signed, held.Notes) is { } fork)
        {
            return Fork(fork);
        }

        if (signed.Checkpoint.Size < head.Size || (signed.Checkpoint.Size == head.Size && held.Notes.Reached?.Checkpoint.Size == head.Size))
        {
            return new MirrorResult(MirrorOutcome.NothingNew, head.Size);
        }

        if (from > head.Size)
        {
            return new MirrorResult(MirrorOutcome.Gap, head.Size);
        }

        var end = from + leaves.Count;
        if (end > signed.Checkpoint.Size)
        {
            return BadRoot("leaves", "must not reach beyond the checkpoint");
        }

        var hashes = HashesOf(leaves);
        var known = (int)Math.Min(head.Size - from, leaves.Count);
        if (!_judge.SameAsHeld(from, hashes.AsSpan(0, known)))
        {
            return _judge.Overlap(from, hashes, signed, held.Notes) is { } other
                ? Fork(other)
                : BadRoot("leaves", "must be the ones that are held, or lead to the root of the checkpoint");
        }

        return end < head.Size
            ? new MirrorResult(MirrorOutcome.NothingNew, head.Size)
            : Take([.. leaves.Skip(known)], hashes[known..], signed, beyond);
    }

    private MirrorResult Take(
        ReadOnlyMemory<byte>[] leaves, TreeHash[] hashes, SignedCheckpoint signed, ConsistencyProof? beyond)
    {
        var head = Head;
        var end = head.Size + leaves.Length;
        var whole = new OverlayHashes(new SnapshotHashes(held.Log.Current, held.Log.Tiles), head.Size, hashes);
        var root = TreeProofs.RootAsync(whole, end, CancellationToken.None).Now();
        if (end < signed.Checkpoint.Size)
        {
            if (beyond is null)
            {
                return new MirrorResult(MirrorOutcome.Gap, head.Size, new LogRefusal("leaves", "must reach the checkpoint or come with a proof"));
            }

            if (end == 0 || beyond.OldSize != end || beyond.NewSize != signed.Checkpoint.Size
                || !beyond.Verify(root, signed.Checkpoint.Root))
            {
                return BadRoot("proof", "must lead from the last leaf to the checkpoint");
            }
        }
        else if (root != signed.Checkpoint.Root)
        {
            return BadRoot("leaves", "must lead to the root of the checkpoint");
        }

        var (reached, latest) = held.Notes;
        if (latest is not null && latest.Checkpoint.Size > head.Size && latest.Checkpoint.Size <= end
            && MirrorJudge.Passed(whole, end, latest, signed) is { } fork)
        {
            return Fork(fork);
        }

        held.Commit(leaves, hashes, new MirrorNotes(
            end == signed.Checkpoint.Size ? signed : reached,
            latest is not null && latest.Checkpoint.Size > end ? latest : signed));
        return new MirrorResult(MirrorOutcome.Extended, end);
    }

    /// <summary>A checkpoint alone: see <see cref="MirrorLog.ObserveAsync"/>.</summary>
    public MirrorResult Observe(SignedCheckpoint signed, ConsistencyProof? proof)
    {
        var head = Head;
        var size = signed.Checkpoint.Size;
        var (reached, ahead) = held.Notes;
        if (_judge.Contradiction(signed, held.Notes) is { } fork)
        {
            return Fork(fork);
        }

        var latest = ahead?.Checkpoint;
        var (anchor, anchorRoot) = latest is not null && latest.Size > head.Size ? (latest.Size, latest.Root) : (head.Size, head.Root);
        if (size <= head.Size || size == latest?.Size)
        {
            return new MirrorResult(MirrorOutcome.NothingNew, head.Size);
        }

        if (size < anchor)
        {
            return proof is not null && proof.OldSize == size && proof.NewSize == anchor
                && proof.Verify(signed.Checkpoint.Root, anchorRoot)
                ? new MirrorResult(MirrorOutcome.NothingNew, head.Size)
                : BadRoot("proof", "must lead from the checkpoint to the latest one");
        }

        if (anchor > 0 && (proof is null || proof.OldSize != anchor || proof.NewSize != size
            || !proof.Verify(anchorRoot, signed.Checkpoint.Root)))
        {
            return BadRoot("proof", "must lead from the latest known head to the checkpoint");
        }

        held.Commit([], [], new MirrorNotes(reached, signed));
        return new MirrorResult(MirrorOutcome.Extended, head.Size);
    }

    /// <summary>An entry package: see <see cref="MirrorLog.TakePartAsync"/>. The latest head is known to extend the target, or is it.</summary>
    public MirrorResult TakePart(long from, IReadOnlyList<ReadOnlyMemory<byte>> leaves, SubtreeConsistencyProof proof, SignedCheckpoint target)
    {
        var head = Head;
        if (from > head.Size)
        {
            return new MirrorResult(MirrorOutcome.Gap, head.Size);
        }

        var end = from + leaves.Count;
        if (proof.Size != target.Checkpoint.Size || !proof.Subtree.IsValid || proof.Subtree.Start > from || proof.Subtree.End != end || end > proof.Size)
        {
            return BadRoot("package", "must be the leaves up to the end of its subtree");
        }

        var hashes = HashesOf(leaves);
        var part = TreeProofs.RootAsync(new OverlayHashes(new SnapshotHashes(held.Log.Current, held.Log.Tiles), from, hashes), proof.Subtree, CancellationToken.None).Now();
        if (!proof.Verify(part, target.Checkpoint.Root))
        {
            return BadRoot("package", "must lead to the root of the checkpoint");
        }

        var known = (int)Math.Min(head.Size - from, leaves.Count);
        if (known < leaves.Count)
        {
            held.Commit([.. leaves.Skip(known)], hashes[known..], held.Notes);
        }

        return new MirrorResult(MirrorOutcome.Extended, Head.Size);
    }

    /// <summary>The end of an upload: see <see cref="MirrorLog.ReachAsync"/>.</summary>
    public MirrorResult Reach(SignedCheckpoint target, NoteSigningKey mirror)
    {
        var (reached, latest) = held.Notes;
        if (target.Checkpoint.Size > Head.Size || target.Checkpoint.Size < reached?.Checkpoint.Size)
        {
            return new MirrorResult(MirrorOutcome.Gap, Head.Size);
        }

        if (target.Checkpoint.Size != reached?.Checkpoint.Size)
        {
            held.Commit([], [], new MirrorNotes(target, latest));
        }

        // Readable before it is said to be.
        held.Publish();
        var text = target.Note.Text;
        held.AddCosignature(mirror.CosignerKey, Cosignature.Create(mirror, text, time.GetUtcNow()));
        held.Publish();
        return new MirrorResult(MirrorOutcome.Extended, Head.Size);
    }

    private MirrorResult Fork(ForkEvidence evidence)
    {
        held.Forks.Keep(evidence);
        return new MirrorResult(
            MirrorOutcome.Fork, Head.Size, new LogRefusal("checkpoint", "must extend the one that its author signed before"), evidence);
    }

    private MirrorResult BadRoot(string field, string rule) =>
        new(MirrorOutcome.BadRoot, Head.Size, new LogRefusal(field, rule));

    private static TreeHash[] HashesOf(IReadOnlyList<ReadOnlyMemory<byte>> leaves)
    {
        var hashes = new TreeHash[leaves.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = MerkleTree.Leaf(leaves[i].Span);
        }

        return hashes;
    }
}
