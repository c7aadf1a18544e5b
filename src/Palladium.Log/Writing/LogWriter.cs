using System.Threading.Channels;

namespace Palladium.Log;

/// <summary>
/// The one writer of a log. Appends of many callers are pooled: one journal record, one sync, then the head is swapped and
/// all of them return. At most once a second the tiles of the head are written and its checkpoint is signed and published.
/// </summary>
/// <remarks>
/// <para>An append that returned is durable. One that was cancelled or threw may or may not be in the log.</para>
/// <para>After the journal failed once the writer stops: each later append throws <see cref="LogStoppedException"/>. When
/// only tiles or checkpoint could not be written (a full disk), appends go on while the journal has room, publishing is
/// tried again every interval, and <see cref="PublishFailure"/> says why.</para>
/// <para>Safe for several threads.</para>
/// </remarks>
public sealed class LogWriter : LogReader, IAsyncDisposable
{
    private readonly LogWriterOptions _options;
    private readonly IDisk _disk;
    private readonly LogStore _store;
    private readonly Channel<Pending> _queue;
    private readonly HeadSignal _signal = new();
    private readonly Aside _aside;
    private readonly Cosignatures _cosignatures = new();
    private readonly ITimer _timer;
    private readonly Task _loop;
    private SignedCheckpoint _published;
    private SignedCheckpoint _signed;
    private long _publishedAt;
    private Exception? _failure;
    private Exception? _publishFailure;
    private int _republish;
    private int _closed;

    private LogWriter(LogWriterOptions options, IDisk disk, LogStore store)
    {
        _options = options;
        _disk = disk;
        _store = store;
        _queue = Channel.CreateBounded<Pending>(
            new BoundedChannelOptions(options.MaximumWaiting) { SingleReader = true, AllowSynchronousContinuations = false });
        _aside = new Aside(Wake);
        _published = _signed = Sign(Head);
        KeepPublishedCosignatures();
        Publish();
        _timer = options.Time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Identity of the log: the name of its key.</summary>
    public string Origin => _options.Key.Name;

    /// <summary>The checkpoint that outsiders see, with the cosignatures that match its size.</summary>
    public SignedCheckpoint Published => Volatile.Read(ref _published);

    /// <summary>Why appends are refused, or null while the writer works.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Why the last try to write tiles or checkpoint failed, or null when it did not.</summary>
    public Exception? PublishFailure => Volatile.Read(ref _publishFailure);

    private protected override LogStore Store => _store;

    /// <summary>Opens or creates a log, brings back what a crash left, writes its tiles and publishes its head.</summary>
    /// <exception cref="LogDamagedException">Something acknowledged or published is missing; nothing was changed.</exception>
    /// <exception cref="IOException">The disk failed, or another writer has the log.</exception>
    public static LogWriter Open(LogWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var disk = options.Disk
            ?? new FileDisk(options.Directory ?? throw new ArgumentException("A log needs a directory.", nameof(options)));
        var store = LogStore.Open(disk, options.JournalLength);
        try
        {
            return new LogWriter(options, disk, store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Appends leaves one after another and returns the index of the first, once all are durable. The bytes must not change
    /// afterwards. Cancelling stops the waiting, not always the append.
    /// </summary>
    /// <exception cref="ArgumentException">No leaf, a leaf over 65,535 bytes, or more than the journal can hold at once.</exception>
    /// <exception cref="LogStoppedException">The writer stopped after a failure or was closed.</exception>
    public async Task<long> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> leaves, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        if (leaves.Count == 0 || leaves.Any(l => l.Length > EntryBundle.MaximumLeaf))
        {
            throw new ArgumentException("An append takes leaves of at most 65,535 bytes.", nameof(leaves));
        }

        var size = JournalRecord.PayloadOf(leaves, 0);
        if (size > _store.LargestPayload)
        {
            throw new ArgumentException("More leaves than the journal holds at once.", nameof(leaves));
        }

        var pending = new Pending(leaves, size);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw Stopped();
        }

        return await pending.Done.Task.WaitAsync(cancellation);
    }

    /// <summary>Signs the head as it is now, with the cosignatures known for its size. One signature for each head.</summary>
    public SignedCheckpoint SignHead()
    {
        var head = Head;
        var signed = Volatile.Read(ref _signed);
        if (signed.Checkpoint.Size != head.Size)
        {
            signed = Sign(head);
            Volatile.Write(ref _signed, signed);
        }

        return _cosignatures.AddTo(signed);
    }

    /// <summary>
    /// Takes a cosignature of the checkpoint of one size. False when the size is above the head or the signature is not the
    /// cosigner's over our checkpoint. If that size is the published one, the published checkpoint carries it soon.
    /// </summary>
    public bool AddCosignature(NoteVerifierKey cosigner, long size, NoteSignature signature)
    {
        if (size < 0 || size > Head.Size)
        {
            return false;
        }

        var text = new Checkpoint(Origin, size, RootAt(size)).ToText();
        if (Cosignature.Verify(cosigner, text, signature) is null)
        {
            return false;
        }

        _cosignatures.Add(size, signature);
        if (size == Published.Checkpoint.Size)
        {
            Volatile.Write(ref _republish, 1);
            Wake();
        }

        return true;
    }

    /// <summary>Returns the head once it is larger than a size; at once when it already is.</summary>
    public Task<LogHead> WaitForHeadAsync(long above, CancellationToken cancellation) =>
        _signal.WaitAsync(() => Head, head => head.Size > above, cancellation);

    /// <summary>Returns the published checkpoint once it is as wanted, such as of a size or cosigned by somebody; at once when it already is.</summary>
    public Task<SignedCheckpoint> WaitForPublishedAsync(Func<SignedCheckpoint, bool> wanted, CancellationToken cancellation) =>
        _signal.WaitAsync(() => Published, wanted, cancellation);

    /// <summary>Lets waiting appends finish, publishes the head and gives the log free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _queue.Writer.TryComplete();
            await _loop;
            await _timer.DisposeAsync();
            _store.Dispose();
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<Pending>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            try
            {
                TakeBatch(batch);
                CommitBatch(batch);
                FinishWriting(false);
                PublishIfDue();
            }
            catch (Exception failure) when (failure is IOException or LogDamagedException or InvalidOperationException
                or UnauthorizedAccessException)
            {
                Stop(failure, batch);
            }

            batch.Clear();
        }

        while (_aside.IsBusy)
        {
            FinishWriting(true);
        }

        if (Failure is null && Head.Size != Published.Checkpoint.Size)
        {
            Attempt(() =>
            {
                _store.Flush();
                Publish();
            });
        }
    }

    private void TakeBatch(List<Pending> batch)
    {
        var size = 0;
        while (size < _options.MaximumBatch && _queue.Reader.TryPeek(out var next)
            && (batch.Count == 0 || size + next.Size <= _store.LargestPayload))
        {
            _ = _queue.Reader.TryRead(out _);
            if (next.Leaves.Count > 0)
            {
                size += next.Size;
                batch.Add(next);
            }
        }
    }

    private void CommitBatch(List<Pending> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        if (Failure is not null)
        {
            Refuse(batch);
            return;
        }

        var size = batch.Sum(p => p.Size);
        if (_store.MustFlush(size))
        {
            // The journal is full before its second is over: tiles now, the checkpoint when it is due.
            FinishWriting(true);
            if (_store.MustFlush(size))
            {
                _store.Flush(forRoom: true);
            }
        }

        var first = Head.Size;
        var leaves = batch.Count == 1 ? batch[0].Leaves : [.. batch.SelectMany(p => p.Leaves)];
        _store.Commit(leaves, null, ReadOnlyMemory<byte>.Empty);
        foreach (var pending in batch)
        {
            pending.Done.TrySetResult(first);
            first += pending.Leaves.Count;
        }

        _signal.Changed();
    }

    // One thing is written beside the appends at a time; when it is done the loop is woken and comes here again.
    private void PublishIfDue()
    {
        if (Failure is not null || _aside.IsBusy)
        {
            return;
        }

        if (Head.Size != Published.Checkpoint.Size)
        {
            var wait = _options.PublishInterval - _options.Time.GetElapsedTime(_publishedAt);
            if (wait <= TimeSpan.Zero)
            {
                StartTiles();
                return;
            }

            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }

        if (Interlocked.Exchange(ref _republish, 0) == 1)
        {
            StartCheckpoint(_cosignatures.AddTo(Published));
        }
    }

    private void StartTiles()
    {
        _publishedAt = _options.Time.GetTimestamp();
        if (_store.PlanFlush() is { } flush)
        {
            _aside.Start(() => _disk.Write(flush.Files), () =>
            {
                _store.CompleteFlush(flush);
                StartCheckpoint(Sign(flush.Head));
            });
        }
        else
        {
            StartCheckpoint(SignHead());
        }
    }

    private void StartCheckpoint(SignedCheckpoint checkpoint) => _aside.Start(
        () => _disk.Write([new DiskWrite("checkpoint", checkpoint.Note.ToBytes())]),
        () =>
        {
            Volatile.Write(ref _publishFailure, null);
            ShowPublished(checkpoint);
        });

    private void FinishWriting(bool wait)
    {
        if (_aside.Take(wait) is { } finish)
        {
            Attempt(finish);
        }
    }

    // Appends go on without tiles and checkpoint as long as the journal has room; it is tried again.
    private void Attempt(Action publish)
    {
        try
        {
            publish();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _publishFailure, failure);
            _timer.Change(_options.PublishInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Publish()
    {
        _publishedAt = _options.Time.GetTimestamp();
        var checkpoint = SignHead();
        _disk.Write([new DiskWrite("checkpoint", checkpoint.Note.ToBytes())]);
        ShowPublished(checkpoint);
    }

    private void ShowPublished(SignedCheckpoint checkpoint)
    {
        Volatile.Write(ref _published, checkpoint);
        _signal.Changed();
        // Cosignatures that came while it was being written.
        if (_cosignatures.AddTo(checkpoint).Note.Signatures.Count > checkpoint.Note.Signatures.Count)
        {
            Volatile.Write(ref _republish, 1);
        }
    }

    // The head must extend what was published before; its cosignatures stay with it when it is the same.
    private void KeepPublishedCosignatures()
    {
        if (_disk.Read("checkpoint") is not { } bytes)
        {
            return;
        }

        var opened = SignedCheckpoint.Open(bytes, Origin, _options.Key.VerifierKey);
        if (opened.Value is not { } old)
        {
            throw new LogDamagedException("checkpoint", $"{opened.Refusal!.Field} {opened.Refusal.Rule}");
        }

        if (old.Checkpoint.Size > Head.Size || RootAt(old.Checkpoint.Size) != old.Checkpoint.Root)
        {
            throw new LogDamagedException(
                "checkpoint", $"size {old.Checkpoint.Size} was published and the log has only {Head.Size} or other leaves");
        }

        foreach (var signature in old.Note.Signatures.Where(s => s.KeyId != _options.Key.VerifierKey.KeyId))
        {
            _cosignatures.Add(old.Checkpoint.Size, signature);
        }
    }

    // Ed25519 gives the same signature for the same head each time.
    private SignedCheckpoint Sign(LogHead head) =>
        _cosignatures.AddTo(SignedCheckpoint.Sign(_options.Key, new Checkpoint(Origin, head.Size, head.Root)));

    private void Stop(Exception failure, List<Pending> batch)
    {
        Volatile.Write(ref _failure, failure);
        _queue.Writer.TryComplete();
        Refuse(batch);
    }

    private void Refuse(List<Pending> batch)
    {
        foreach (var pending in batch)
        {
            pending.Done.TrySetException(Stopped());
        }
    }

    private LogStoppedException Stopped() => Failure is { } failure
        ? new LogStoppedException($"The log stopped after a failed write: {failure.Message}", failure)
        : new LogStoppedException("The log was closed.", null);

    // An empty request makes the loop look whether something is due; when the queue is full it looks anyway.
    private void Wake() => _queue.Writer.TryWrite(new Pending([], 0));

    private sealed record Pending(IReadOnlyList<ReadOnlyMemory<byte>> Leaves, int Size)
    {
        public TaskCompletionSource<long> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
