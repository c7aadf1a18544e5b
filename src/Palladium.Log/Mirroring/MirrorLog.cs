namespace Palladium.Log;

/// <summary>
/// A verified copy of another's log, in the same layout on disk. It grows only by leaves that lead to a checkpoint which
/// the author signed and which extends what we hold; what it answers as extended is durable. Safe for several threads.
/// </summary>
/// <remarks>After an <see cref="IOException"/> from a write it takes nothing more: open it again.</remarks>
public sealed class MirrorLog : LogReader, IAsyncDisposable
{
    private readonly MirrorOptions _options;
    private readonly IDisk _disk;
    private readonly LogStore _store;
    private readonly ForkStore _forks;
    private readonly Cosignatures _cosignatures = new();
    private readonly HeadSignal _signal = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ITimer _timer;
    private MirrorNotes _notes;
    private Exception? _failure;
    private Exception? _publishFailure;
    private long _publishedAt;
    private string? _published;

    private MirrorLog(MirrorOptions options, IDisk disk, LogStore store)
    {
        _options = options;
        _disk = disk;
        _store = store;
        _forks = new ForkStore(disk, options.Origin, options.Author);
        _notes = MirrorNotes.Read(store.Note, options.Origin, options.Author);
        if (disk.Read("checkpoint") is { } bytes && SignedNote.Parse(bytes).Value is { } note
            && Checkpoint.Parse(note.Text).Value is { } published && note.Text == _notes.Reached?.Note.Text)
        {
            foreach (var signature in note.Signatures.Except(_notes.Reached.Note.Signatures))
            {
                _cosignatures.Add(published.Size, signature);
            }
        }

        WriteTiles();
        _timer = options.Time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Identity of the mirrored log.</summary>
    public string Origin => _options.Origin;

    /// <summary>The largest signed head that is known to extend our leaves, or null. It may be ahead of <see cref="LogReader.Head"/>.</summary>
    public SignedCheckpoint? Latest => Volatile.Read(ref _notes).Latest is { } latest ? _cosignatures.AddTo(latest) : null;

    /// <summary>The last signed head that our leaves reached exactly, with the cosignatures known for it, or null.</summary>
    public SignedCheckpoint? Reached => Volatile.Read(ref _notes).Reached is { } reached ? _cosignatures.AddTo(reached) : null;

    /// <summary>Every fork of the author that was ever seen here.</summary>
    public IReadOnlyList<ForkEvidence> Forks => _forks.All;

    /// <summary>The write that failed, or null while the mirror works.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Why the last try to write tiles or checkpoint failed, or null when it did not. It is tried again.</summary>
    public Exception? PublishFailure => Volatile.Read(ref _publishFailure);

    private protected override LogStore Store => _store;

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
            return new MirrorLog(options, disk, store);
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
    /// Keeps a cosignature of <see cref="Reached"/> (our own or a witness's) beside it. False when it is not that cosigner's
    /// over that checkpoint.
    /// </summary>
    public bool AddCosignature(NoteVerifierKey cosigner, NoteSignature signature)
    {
        if (Volatile.Read(ref _notes).Reached is not { } reached
            || Cosignature.Verify(cosigner, reached.Note.Text, signature) is null)
        {
            return false;
        }

        _cosignatures.Add(reached.Checkpoint.Size, signature);
        Schedule();
        return true;
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
            WriteTiles();
        }

        _store.Dispose();
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
        catch (IOException failure)
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
        var end = from + leaves.Count;
        if (Contradiction(signed) is { } fork)
        {
            return fork;
        }

        if (signed.Checkpoint.Size < head.Size || (signed.Checkpoint.Size == head.Size && _notes.Reached?.Checkpoint.Size == head.Size))
        {
            return new MirrorResult(MirrorOutcome.NothingNew, head.Size);
        }

        if (from > head.Size)
        {
            return new MirrorResult(MirrorOutcome.Gap, head.Size);
        }

        if (end > signed.Checkpoint.Size)
        {
            return BadRoot("leaves", "must not reach beyond the checkpoint");
        }

        var hashes = new TreeHash[leaves.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = MerkleTree.Leaf(leaves[i].Span);
        }

        var known = (int)Math.Min(head.Size - from, leaves.Count);
        if (!SameAsHeld(from, hashes.AsSpan(0, known)))
        {
            return Overlap(from, hashes, signed);
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
        var root = Done(TreeProofs.RootAsync(whole, end, CancellationToken.None));
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

        var latest = _notes.Latest;
        if (latest is not null && latest.Checkpoint.Size > head.Size && latest.Checkpoint.Size <= end)
        {
            var there = Done(TreeProofs.RootAsync(whole, latest.Checkpoint.Size, CancellationToken.None));
            if (there != latest.Checkpoint.Root)
            {
                var proof = end == signed.Checkpoint.Size
                    ? Done(TreeProofs.ConsistencyAsync(whole, latest.Checkpoint.Size, end, CancellationToken.None))
                    : null;
                return Fork(new ForkEvidence(latest, signed, there, proof));
            }
        }

        var reached = end == signed.Checkpoint.Size ? signed : _notes.Reached;
        var ahead = latest is not null && latest.Checkpoint.Size > end ? latest : signed;
        Commit(leaves, hashes, new MirrorNotes(reached, ahead));
        return new MirrorResult(MirrorOutcome.Extended, end);
    }

    private MirrorResult Observe(SignedCheckpoint signed, ConsistencyProof? proof)
    {
        var head = Head;
        var size = signed.Checkpoint.Size;
        if (Contradiction(signed) is { } fork)
        {
            return fork;
        }

        var latest = _notes.Latest?.Checkpoint;
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

        Commit([], [], new MirrorNotes(_notes.Reached, signed));
        return new MirrorResult(MirrorOutcome.Extended, head.Size);
    }

    // Everything that our own verified leaves and heads say about a signed checkpoint, without looking at what came with it.
    private MirrorResult? Contradiction(SignedCheckpoint signed)
    {
        var size = signed.Checkpoint.Size;
        if (_notes.Latest is { } latest && latest.Checkpoint.Size == size && latest.Checkpoint.Root != signed.Checkpoint.Root)
        {
            return Fork(new ForkEvidence(latest, signed, null, null));
        }

        if (size > Head.Size)
        {
            return null;
        }

        var root = RootAt(size);
        if (root == signed.Checkpoint.Root)
        {
            return null;
        }

        // Without a single note nothing of size above 0 is held, and at size 0 all roots are equal.
        var held = _notes.Reached is { } reached && reached.Checkpoint.Size >= size ? reached : _notes.Latest!;
        var proof = held.Checkpoint.Size > size && held.Checkpoint.Size <= Head.Size
            ? ProveConsistency(size, held.Checkpoint.Size)
            : null;
        return Fork(new ForkEvidence(held, signed, root, proof));
    }

    private MirrorResult Overlap(long from, TreeHash[] hashes, SignedCheckpoint signed)
    {
        var other = new OverlayHashes(Hashes(Head.Size), from, hashes);
        var size = signed.Checkpoint.Size;
        if (from + hashes.Length != size
            || Done(TreeProofs.RootAsync(other, size, CancellationToken.None)) != signed.Checkpoint.Root)
        {
            return BadRoot("leaves", "must be the ones that are held, or lead to the root of the checkpoint");
        }

        var held = _notes.Reached ?? _notes.Latest!;
        if (held.Checkpoint.Size >= size)
        {
            return Fork(new ForkEvidence(held, signed, null, null));
        }

        var root = Done(TreeProofs.RootAsync(other, held.Checkpoint.Size, CancellationToken.None));
        var proof = Done(TreeProofs.ConsistencyAsync(other, held.Checkpoint.Size, size, CancellationToken.None));
        return Fork(new ForkEvidence(held, signed, root, proof));
    }

    private bool SameAsHeld(long from, ReadOnlySpan<TreeHash> hashes)
    {
        var held = Hashes(Head.Size);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (held.Read(0, from + i) != hashes[i])
            {
                return false;
            }
        }

        return true;
    }

    private MirrorResult Fork(ForkEvidence evidence)
    {
        _forks.Keep(evidence);
        return new MirrorResult(
            MirrorOutcome.Fork, Head.Size, new LogRefusal("checkpoint", "must extend the one that its author signed before"), evidence);
    }

    private MirrorResult BadRoot(string field, string rule) =>
        new(MirrorOutcome.BadRoot, Head.Size, new LogRefusal(field, rule));

    private void Commit(ReadOnlyMemory<byte>[] leaves, TreeHash[] hashes, MirrorNotes notes)
    {
        var note = notes.ToBytes();
        var done = 0;
        do
        {
            // More than the journal holds goes in pieces: each is a verified prefix of the signed head beside it.
            var count = Fitting(leaves.AsSpan(done), note.Length);
            var piece = leaves.AsMemory(done, count).ToArray();
            var last = done + count == leaves.Length;
            var noteHere = last ? notes : new MirrorNotes(_notes.Reached, notes.Latest);
            if (_store.MustFlush(JournalRecord.PayloadOf(piece, note.Length)))
            {
                _store.Flush(forRoom: true);
            }

            _store.Commit(piece, hashes[done..(done + count)], noteHere.ToBytes());
            Volatile.Write(ref _notes, noteHere);
            done += count;
        }
        while (done < leaves.Length);

        _signal.Changed();
        Schedule();
    }

    private int Fitting(ReadOnlySpan<ReadOnlyMemory<byte>> leaves, int note)
    {
        var room = _store.LargestPayload - JournalRecord.PayloadOf([], (2 * note) + 4096);
        var count = 0;
        while (count < leaves.Length && room >= 2 + leaves[count].Length)
        {
            room -= 2 + leaves[count++].Length;
        }

        return count;
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
                WriteTiles();
            }
        }
        catch (IOException failure)
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

    private void WriteTiles()
    {
        _publishedAt = _options.Time.GetTimestamp();
        _store.Flush();
        if (Reached is { } reached && reached.Checkpoint.Size == Head.Size && reached.Note.ToString() is var text && text != _published)
        {
            _disk.Write([new DiskWrite("checkpoint", reached.Note.ToBytes())]);
            _published = text;
        }

        Volatile.Write(ref _publishFailure, null);
    }
}
