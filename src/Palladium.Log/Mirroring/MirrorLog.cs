namespace Palladium.Log;

/// <summary>
/// A verified copy of another's log, in the same layout on disk. It grows only by leaves that lead to a checkpoint which
/// the author signed and which extends what we hold; what it answers as extended is durable. Safe for several threads.
/// </summary>
/// <remarks>After an <see cref="IOException"/> from a write it takes nothing more: open it again.</remarks>
public sealed class MirrorLog : LogReader, IAsyncDisposable
{
    private readonly MirrorOptions _options;
    private readonly MirrorStore _held;
    private readonly MirrorJudge _judge;
    private readonly HeadSignal _signal = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ITimer _timer;
    private Exception? _failure;
    private Exception? _publishFailure;
    private long _publishedAt;

    private MirrorLog(MirrorOptions options, MirrorStore held)
    {
        _options = options;
        _held = held;
        _judge = new MirrorJudge(held.Log);
        Publish();
        _timer = options.Time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Identity of the mirrored log.</summary>
    public string Origin => _options.Origin;

    /// <summary>The largest signed head that is known to extend our leaves, or null. It may be ahead of <see cref="LogReader.Head"/>.</summary>
    public SignedCheckpoint? Latest => _held.Latest;

    /// <summary>The last signed head that our leaves reached, with the cosignatures known for it, or null.</summary>
    public SignedCheckpoint? Reached => _held.Reached;

    /// <summary>Every fork of the author that was ever seen here.</summary>
    public IReadOnlyList<ForkEvidence> Forks => _held.Forks.All;

    /// <summary>The write that failed, or null while the mirror works.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Why the last try to write tiles or checkpoint failed, or null when it did not. It is tried again.</summary>
    public Exception? PublishFailure => Volatile.Read(ref _publishFailure);

    private protected override LogStore Store => _held.Log;

    /// <summary>Opens or creates a mirror and brings back what a crash left.</summary>
    /// <exception cref="LogDamagedException">Something durable is missing or damaged; nothing was changed.</exception>
    /// <exception cref="IOException">The disk failed, or another process has the mirror.</exception>
    public static MirrorLog Open(MirrorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var disk = options.Disk
            ?? new FileDisk(options.Directory ?? throw new ArgumentException("A mirror needs a directory.", nameof(options)));
        var store = LogStore.Open(disk, options.JournalLength);
        try
        {
            return new MirrorLog(options, new MirrorStore(options, disk, store));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes leaves from an index on, with the author's checkpoint that covers them.
    /// </summary>
    /// <param name="from">Index of the first leaf. Below our size is allowed: known leaves are compared, and ones that
    /// differ yet lead to the checkpoint prove a fork.</param>
    /// <param name="leaves">The leaves; they must not change afterwards.</param>
    /// <param name="note">The checkpoint note as received.</param>
    /// <param name="beyond">When the leaves end below the checkpoint's size: proof that the tree they end is a prefix of it.</param>
    /// <param name="cancellation">Stops waiting for other callers; work that has begun is finished.</param>
    /// <exception cref="LogStoppedException">An earlier write failed.</exception>
    public async Task<MirrorResult> ExtendAsync(
        long from,
        IReadOnlyList<ReadOnlyMemory<byte>> leaves,
        ReadOnlyMemory<byte> note,
        ConsistencyProof? beyond,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentNullException.ThrowIfNull(leaves);
        var opened = SignedCheckpoint.Open(note.Span, Origin, _options.Author);
        if (opened.Value is not { } signed)
        {
            return new MirrorResult(MirrorOutcome.BadSignature, Head.Size, opened.Refusal);
        }

        return await UnderGate(() => Extend(from, leaves, signed, beyond), cancellation);
    }

    /// <summary>
    /// Takes a checkpoint without leaves.
    /// </summary>
    /// <param name="note">The checkpoint note as received.</param>
    /// <param name="proof">From the size of <see cref="Latest"/> (or of our leaves, if larger) to the note's; when the note
    /// is older than Latest but ahead of our leaves, from the note's size to that of Latest.</param>
    /// <param name="cancellation">Stops waiting for other callers.</param>
    /// <exception cref="LogStoppedException">An earlier write failed.</exception>
    public async Task<MirrorResult> ObserveAsync(ReadOnlyMemory<byte> note, ConsistencyProof? proof, CancellationToken cancellation)
    {
        var opened = SignedCheckpoint.Open(note.Span, Origin, _options.Author);
        if (opened.Value is not { } signed)
        {
            return new MirrorResult(MirrorOutcome.BadSignature, Head.Size, opened.Refusal);
        }

        return await UnderGate(() => Observe(signed, proof), cancellation);
    }

    /// <summary>
    /// Takes leaves that belong to a head which was observed before (C2SP tlog-mirror, an entry package). Those that are held already are passed over.
    /// </summary>
    /// <param name="from">Index of the first leaf, not above our size.</param>
    /// <param name="leaves">The leaves; they must not change afterwards.</param>
    /// <param name="proof">That the subtree which ends with the last leaf, and whose beginning we hold, is a part of the head.</param>
    /// <param name="target">A head that <see cref="ObserveAsync"/> took.</param>
    /// <param name="cancellation">Stops waiting for other callers.</param>
    internal Task<MirrorResult> TakePartAsync(
        long from, IReadOnlyList<ReadOnlyMemory<byte>> leaves, SubtreeConsistencyProof proof, SignedCheckpoint target, CancellationToken cancellation) =>
        UnderGate(() => TakePart(from, leaves, proof, target), cancellation);

    /// <summary>
    /// Makes an observed head that our leaves cover the reached one, publishes it, and cosigns it as a mirror. A gap when the leaves do not cover it,
    /// or when a larger one was reached before.
    /// </summary>
    internal Task<MirrorResult> ReachAsync(SignedCheckpoint target, NoteSigningKey mirror, CancellationToken cancellation) =>
        UnderGate(() => Reach(target, mirror), cancellation);

    /// <summary>
    /// Keeps a cosignature of <see cref="Reached"/> (our own or a witness's) beside it. False when it is not that cosigner's
    /// over that checkpoint.
    /// </summary>
    public bool AddCosignature(NoteVerifierKey cosigner, NoteSignature signature)
    {
        var added = _held.AddCosignature(cosigner, signature);
        if (added)
        {
            Schedule();
        }

        return added;
    }

    /// <summary>Returns the head once it is larger than a size; at once when it already is.</summary>
    public Task<LogHead> WaitForHeadAsync(long above, CancellationToken cancellation) =>
        _signal.WaitAsync(() => Head, head => head.Size > above, cancellation);

    /// <summary>Writes the tiles of what is held and gives the mirror free.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _gate.WaitAsync();
        if (Failure is null)
        {
            Publish();
        }

        _held.Dispose();
        _gate.Dispose();
    }

    private async Task<MirrorResult> UnderGate(Func<MirrorResult> step, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return Failure is { } failure
                ? throw new LogStoppedException($"The mirror stopped after a failed write: {failure.Message}", failure)
                : step();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _failure, failure);
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    private MirrorResult Extend(
        long from, IReadOnlyList<ReadOnlyMemory<byte>> leaves, SignedCheckpoint signed, ConsistencyProof? beyond)
    {
        var head = Head;
        if (_judge.Contradiction(signed, _held.Notes) is { } fork)
        {
            return Fork(fork);
        }

        if (signed.Checkpoint.Size < head.Size || (signed.Checkpoint.Size == head.Size && Reached?.Checkpoint.Size == head.Size))
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
            return _judge.Overlap(from, hashes, signed, _held.Notes) is { } other
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
        var whole = new OverlayHashes(Hashes(head.Size), head.Size, hashes);
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

        var (reached, latest) = _held.Notes;
        if (latest is not null && latest.Checkpoint.Size > head.Size && latest.Checkpoint.Size <= end
            && MirrorJudge.Passed(whole, end, latest, signed) is { } fork)
        {
            return Fork(fork);
        }

        Commit(leaves, hashes, new MirrorNotes(
            end == signed.Checkpoint.Size ? signed : reached,
            latest is not null && latest.Checkpoint.Size > end ? latest : signed));
        return new MirrorResult(MirrorOutcome.Extended, end);
    }

    private MirrorResult Observe(SignedCheckpoint signed, ConsistencyProof? proof)
    {
        var head = Head;
        var size = signed.Checkpoint.Size;
        var (reached, ahead) = _held.Notes;
        if (_judge.Contradiction(signed, _held.Notes) is { } fork)
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

        Commit([], [], new MirrorNotes(reached, signed));
        return new MirrorResult(MirrorOutcome.Extended, head.Size);
    }

    // The caller has seen that the target is a head which the latest one extends, or the latest one itself.
    private MirrorResult TakePart(long from, IReadOnlyList<ReadOnlyMemory<byte>> leaves, SubtreeConsistencyProof proof, SignedCheckpoint target)
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
        var part = TreeProofs.RootAsync(new OverlayHashes(Hashes(head.Size), from, hashes), proof.Subtree, CancellationToken.None).Now();
        if (!proof.Verify(part, target.Checkpoint.Root))
        {
            return BadRoot("package", "must lead to the root of the checkpoint");
        }

        var known = (int)Math.Min(head.Size - from, leaves.Count);
        if (known < leaves.Count)
        {
            Commit([.. leaves.Skip(known)], hashes[known..], _held.Notes);
        }

        return new MirrorResult(MirrorOutcome.Extended, Head.Size);
    }

    private MirrorResult Reach(SignedCheckpoint target, NoteSigningKey mirror)
    {
        var (reached, latest) = _held.Notes;
        if (target.Checkpoint.Size > Head.Size || target.Checkpoint.Size < reached?.Checkpoint.Size)
        {
            return new MirrorResult(MirrorOutcome.Gap, Head.Size);
        }

        if (target.Checkpoint.Size != reached?.Checkpoint.Size)
        {
            Commit([], [], new MirrorNotes(target, latest));
        }

        // Readable before it is said to be.
        Publish();
        var text = target.Note.Text;
        _held.AddCosignature(mirror.CosignerKey, Cosignature.Create(mirror, text, _options.Time.GetUtcNow()));
        Publish();
        return new MirrorResult(MirrorOutcome.Extended, Head.Size);
    }

    private MirrorResult Fork(ForkEvidence evidence)
    {
        _held.Forks.Keep(evidence);
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

    private void Commit(ReadOnlyMemory<byte>[] leaves, TreeHash[] hashes, MirrorNotes notes)
    {
        _held.Commit(leaves, hashes, notes);
        _signal.Changed();
        Schedule();
    }

    private void Schedule()
    {
        var wait = _options.PublishInterval - _options.Time.GetElapsedTime(_publishedAt);
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        if (!_gate.Wait(0))
        {
            _timer.Change(_options.PublishInterval, Timeout.InfiniteTimeSpan);
            return;
        }

        try
        {
            if (Failure is null)
            {
                Publish();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The leaves are in the journal; tiles can be written again.
            Volatile.Write(ref _publishFailure, failure);
            _timer.Change(_options.PublishInterval, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Publish()
    {
        _publishedAt = _options.Time.GetTimestamp();
        _held.Publish();
        Volatile.Write(ref _publishFailure, null);
    }
}
