using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Threading.Channels;
using Palladium.Node.Hosting;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Sealing;
using Palladium.Sqlite.Bodies;

namespace Palladium.Node.Journal;

/// <summary>
/// The node's own log with its bodies. Appends are pooled: whatever waits becomes one batch, whose bodies are made
/// durable first, then its leaves; only then is anybody told. After a failed write nothing more is appended.
/// </summary>
public sealed partial class NodeJournal : IJournal, IReadinessCheck, IAsyncDisposable
{
    private const int MostInBatch = 2000;
    private const int LeastFullBatch = 256;
    private const int MostWaiting = 50_000;

    private readonly MemberId _member;
    private readonly ILeafLog _log;
    private readonly BodyStore _bodies;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Channel<Batch> _staged = Channel.CreateBounded<Batch>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
    private readonly Task _pumps;
    private long _newestTime;
    private volatile string? _problem;

    internal NodeJournal(MemberId member, ILeafLog log, BodyStore bodies, TimeProvider time, ILogger logger)
    {
        _member = member;
        _log = log;
        _bodies = bodies;
        _time = time;
        _logger = logger;
        var orphans = bodies.RemoveFrom(member, log.Size);
        if (orphans > 0)
        {
            OrphansRemoved(logger, orphans, log.Size);
        }

        _newestTime = ReadHeader(log.Size - 1)?.Time ?? 0;
        _pumps = Task.WhenAll(Task.Run(StageAsync), Task.Run(CommitAsync));
    }

    /// <summary>Raised after a batch is durable, in the order of the log, before its callers are told. Handlers must be quick.</summary>
    public event Action<IReadOnlyList<JournalEntry>>? Appended;

    /// <inheritdoc />
    public string Name => "journal";

    /// <inheritdoc />
    public string? Problem => _problem;

    /// <summary>The member whose log it is.</summary>
    public MemberId Member => _member;

    /// <summary>Number of durable entries.</summary>
    public long Size => _log.Size;

    /// <summary>The latest time that any entry of the log was seen with, whole seconds; the last entry's at opening.</summary>
    public DateTimeOffset NewestTime => DateTimeOffset.FromUnixTimeSeconds(Interlocked.Read(ref _newestTime));

    /// <inheritdoc />
    public async Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation) =>
        (await AppendAsync([draft], cancellation))[0];

    /// <inheritdoc />
    public async Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count is 0 or > MostInBatch)
        {
            throw new ArgumentException($"A call appends 1 to {MostInBatch} entries.", nameof(drafts));
        }

        var waiting = new Waiting(drafts, new TaskCompletionSource<IReadOnlyList<JournalEntry>>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _queue.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw Stopped();
        }

        // From here on the entry may become durable whatever the caller does; a cancelled wait doesn't undo it.
        return await waiting.Done.Task.WaitAsync(cancellation);
    }

    /// <summary>Header of an entry; null beyond the end.</summary>
    public EntryHeader? ReadHeader(long index) => ReadHeaders(index, 1) is [var header] ? header : null;

    /// <summary>Headers in the order of the log, at most as many as there are.</summary>
    public IReadOnlyList<EntryHeader> ReadHeaders(long from, int count)
    {
        var available = (int)Math.Clamp(_log.Size - from, 0, count);
        return from < 0 || available == 0 ? [] : [.. _log.Read(from, available).Select(leaf => EntryHeader.Parse(leaf.Span).Value)];
    }

    /// <summary>What is known of an entry with that id without opening it; null when there is none.</summary>
    public BodyReference? Find(EntryId id) => _bodies.Find(_member, id);

    /// <summary>The body of an entry, sealed; null when it was erased or there is no such entry.</summary>
    public Task<Sealed<ReadOnlyMemory<byte>>?> ReadBodyAsync(long index, CancellationToken cancellation) =>
        Task.Run(() => _bodies.Decode(_member, index, body => body.Body), cancellation);

    /// <summary>Body and salt, sealed, as a release hands them to another member.</summary>
    public Task<Sealed<SaltedBody>?> ReadSaltedBodyAsync(long index, CancellationToken cancellation) =>
        Task.Run(() => _bodies.Read(_member, index), cancellation);

    /// <summary>The body of an entry whose kind is for everybody; null for every other kind.</summary>
    public ReadOnlyMemory<byte>? ReadPublicBody(long index)
    {
        if (_bodies.Find(_member, index) is not { } reference
            || !EntryKinds.All.TryGetValue(reference.Kind, out var kind) || kind.Audience != AudienceClass.Public)
        {
            return null;
        }

        ReadOnlyMemory<byte>? body = null;
        _bodies.Decode(_member, index, salted =>
        {
            body = salted.Body;
            return true;
        });
        return body;
    }

    /// <summary>
    /// Goes through the entries of a kind in the order of the log, decoding each body inside the store and handing it out
    /// sealed: how projections are rebuilt at start. Erased bodies are left out.
    /// </summary>
    public IEnumerable<(BodyReference Entry, Sealed<T> Body)> Replay<T>(EntryKind kind, Func<BodyReference, ReadOnlyMemory<byte>, T> decode, long from = 0)
    {
        ArgumentNullException.ThrowIfNull(kind);
        foreach (var reference in _bodies.List(_member, kind.Name, from))
        {
            if (_bodies.Decode(_member, reference.Index, body => decode(reference, body.Body)) is { } body)
            {
                yield return (reference, body);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _pumps;
        await _log.DisposeAsync();
    }

    // Two stages side by side: while the leaves of one batch are being synced, the bodies of the next are.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a write fails with stops the journal; it is logged and every caller gets it.")]
    private async Task StageAsync()
    {
        var next = _log.Size;
        while (await _queue.Reader.WaitToReadAsync())
        {
            var batch = TakeBatch(next);
            next += batch.Entries.Count;
            if (_problem is not null)
            {
                batch.Refuse(Stopped());
                continue;
            }

            try
            {
                _bodies.Add(batch.Bodies);
                await _staged.Writer.WriteAsync(batch);
            }
            catch (Exception e)
            {
                Stop(e);
                batch.Refuse(Stopped(e));
            }
        }

        _staged.Writer.TryComplete();
    }

    [SuppressMessage("Design", "CA1031", Justification = "As above.")]
    private async Task CommitAsync()
    {
        await foreach (var batch in _staged.Reader.ReadAllAsync())
        {
            try
            {
                await AppendAsync(batch);
            }
            catch (Exception e)
            {
                Stop(e);
                _staged.Writer.TryComplete();
                batch.Refuse(Stopped(e));
            }
        }
    }

    private Batch TakeBatch(long next)
    {
        // Half of what waits: so that the other half is staged while this one is committed, and neither stage stands idle.
        var most = Math.Clamp(_queue.Reader.Count / 2, LeastFullBatch, MostInBatch);
        var batch = new Batch();
        while (batch.Entries.Count < most && _queue.Reader.TryRead(out var waiting))
        {
            batch.Waiting.Add(waiting);
            foreach (var draft in waiting.Drafts)
            {
                var entry = Enter(draft, next + batch.Entries.Count);
                batch.Entries.Add(entry);
                batch.Bodies.Add(new NewBody(_member, entry.Index, entry.Header.Id, draft.Kind.Name, entry.Salt, draft.Body));
                batch.Leaves.Add(entry.Header.ToCanonicalBytes());
            }
        }

        return batch;
    }

    private async Task AppendAsync(Batch batch)
    {
        var first = await _log.AppendAsync(batch.Leaves, CancellationToken.None);
        if (first != batch.Entries[0].Index)
        {
            throw new InvalidOperationException(
                $"The log put entries at {first} whose bodies were stored for {batch.Entries[0].Index}: an append before them failed, or somebody else writes to it.");
        }

        JournalMetrics.Appended(batch.Entries.Count);
        Appended?.Invoke(batch.Entries);
        batch.Tell();
    }

    private JournalEntry Enter(EntryDraft draft, long index)
    {
        var salt = RandomNumberGenerator.GetBytes(Commitment.SaltLength);
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        Interlocked.Exchange(ref _newestTime, Math.Max(_newestTime, now));
        return new JournalEntry(
            index,
            new EntryHeader
            {
                Id = EntryId.Fresh(),
                Kind = draft.Kind.Name,
                Time = now,
                Audience = draft.Kind.Audience,
                Purpose = draft.Purpose,
                Size = SizeBucket.For(draft.Body.Length),
                Commitment = Commitment.Compute(draft.Kind.Name, salt, draft.Body.Span),
            },
            salt);
    }

    private void Stop(Exception cause)
    {
        _queue.Writer.TryComplete();
        if (_problem is not null)
        {
            return;
        }

        _problem = "A write failed, and nothing more is appended. Mend the disk, then restart the node; it recovers by itself.";
        WriteFailed(_logger, _log.Size, cause);
    }

    private JournalStoppedException Stopped(Exception? cause = null) => new(_problem ?? "The journal is closed: the node is stopping.", cause);

    [LoggerMessage(1001, LogLevel.Critical, "The journal stopped at entry {Size}: a write failed. Nothing more is appended until the node is restarted.")]
    private static partial void WriteFailed(ILogger logger, long size, Exception cause);

    [LoggerMessage(1002, LogLevel.Warning, "Removed {Count} staged bodies at and beyond entry {Size}: their leaves never reached the log, and nobody was told otherwise.")]
    private static partial void OrphansRemoved(ILogger logger, int count, long size);

    private sealed class Batch
    {
        public List<Waiting> Waiting { get; } = [];

        public List<JournalEntry> Entries { get; } = [];

        public List<NewBody> Bodies { get; } = [];

        public List<ReadOnlyMemory<byte>> Leaves { get; } = [];

        public void Tell()
        {
            var told = 0;
            foreach (var waiting in Waiting)
            {
                waiting.Done.TrySetResult(Entries.GetRange(told, waiting.Drafts.Count));
                told += waiting.Drafts.Count;
            }
        }

        public void Refuse(Exception why) => Waiting.ForEach(waiting => waiting.Done.TrySetException(why));
    }

    private sealed record Waiting(IReadOnlyList<EntryDraft> Drafts, TaskCompletionSource<IReadOnlyList<JournalEntry>> Done);
}
