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
    private readonly MirrorRules _rules;
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
        _rules = new MirrorRules(held, options.Time);
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

        return await UnderGate(() => _rules.Extend(from, leaves, signed, beyond), cancellation);
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

        return await UnderGate(() => _rules.Observe(signed, proof), cancellation);
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
        UnderGate(() => _rules.TakePart(from, leaves, proof, target), cancellation);

    /// <summary>
    /// Makes an observed head that our leaves cover the reached one, publishes it, and cosigns it as a mirror. A gap when the leaves do not cover it,
    /// or when a larger one was reached before.
    /// </summary>
    internal Task<MirrorResult> ReachAsync(SignedCheckpoint target, NoteSigningKey mirror, CancellationToken cancellation) =>
        UnderGate(() => _rules.Reach(target, mirror), cancellation);

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
            if (Failure is { } failure)
            {
                throw new LogStoppedException($"The mirror stopped after a failed write: {failure.Message}", failure);
            }

            var result = step();
            if (result.Outcome == MirrorOutcome.Extended)
            {
                _signal.Changed();
                Schedule();
            }

            return result;
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
