using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Scene;
using Palladium.Records.Sealing;
using Palladium.Sqlite.Bodies;

namespace Palladium.Sqlite.Segments;

/// <summary>
/// Readings and positions. They are acknowledged when their frame is synced to the open segment's file (many callers
/// share one sync); a segment that is old or large enough is closed: its content becomes the body of a <c>segment</c>
/// entry, then its file and key are destroyed. After a crash the left-over file is closed the same way.
/// </summary>
/// <remarks>Safe for many threads. Everything handed out is sealed.</remarks>
public sealed class SegmentStore : IAsyncDisposable
{
    private const int MostInFrame = 20_000;
    private const int MostWaiting = 200_000;

    private readonly string _folder;
    private readonly BodyStore _bodies;
    private readonly IJournal _journal;
    private readonly MemberId _member;
    private readonly SegmentOptions _options;
    private readonly TimeProvider _time;
    private readonly SegmentCatalogue _catalogue;
    private readonly ConcurrentDictionary<string, RecentReadings> _recent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UnitPosition> _positions = new(StringComparer.Ordinal);
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private Task _pump = Task.CompletedTask;
    private volatile string? _problem;

    private SegmentStore(string folder, BodyStore bodies, IJournal journal, MemberId member, SegmentOptions options, TimeProvider time)
    {
        _folder = folder;
        _bodies = bodies;
        _journal = journal;
        _member = member;
        _options = options;
        _time = time;
        _catalogue = new SegmentCatalogue(bodies, member);
    }

    /// <summary>What is wrong, for readiness; null when all is well. A restart mends it.</summary>
    public string? Problem => _problem;

    /// <summary>Opens the store: closes what a crash left open, and brings the newest readings back into memory.</summary>
    /// <exception cref="JournalStoppedException">A left-over segment could not be entered into the log.</exception>
    public static async Task<SegmentStore> OpenAsync(
        string dataFolder, BodyStore bodies, IJournal journal, MemberId member, SegmentOptions options, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = new SegmentStore(Path.Combine(dataFolder, "segments"), bodies, journal, member, options, time);
        Directory.CreateDirectory(store._folder);
        foreach (var file in Directory.EnumerateFiles(store._folder, "*" + SegmentFile.Extension).Order(StringComparer.Ordinal))
        {
            await store.CloseFileAsync(Path.GetFileNameWithoutExtension(file), cancellation);
        }

        store.Warm();
        store._pump = Task.Run(store.PumpAsync, CancellationToken.None);
        return store;
    }

    /// <summary>Stores one reading; durable when the task completes.</summary>
    public Task AddAsync(Observation reading, CancellationToken cancellation) => AddAsync([reading], [], cancellation);

    /// <summary>Stores readings, all in one frame; durable when the task completes.</summary>
    public Task AddAsync(IReadOnlyList<Observation> readings, CancellationToken cancellation) => AddAsync(readings, [], cancellation);

    /// <summary>Stores positions; durable when the task completes.</summary>
    public Task AddAsync(IReadOnlyList<UnitPosition> positions, CancellationToken cancellation) => AddAsync([], positions, cancellation);

    /// <summary>The newest reading of a source, sealed; null when none is in memory.</summary>
    public Sealed<Observation>? Latest(string source) =>
        _recent.TryGetValue(source, out var recent) && recent.Latest() is { } reading ? Seal.Of(reading) : null;

    /// <summary>Where each unit was last seen, sealed one by one so that each can be filtered by its own permit.</summary>
    public IReadOnlyDictionary<string, Sealed<UnitPosition>> LatestPositions() =>
        _positions.ToDictionary(pair => pair.Key, pair => Seal.Of(pair.Value), StringComparer.Ordinal);

    /// <summary>
    /// Readings of a source taken in from a time on, oldest first, at most the newest <paramref name="most"/>: from memory,
    /// and from closed segments where memory does not reach back far enough.
    /// </summary>
    public Task<Sealed<IReadOnlyList<Observation>>> ReadAsync(string source, DateTimeOffset from, int most, CancellationToken cancellation) =>
        Task.Run(() => Seal.Of<IReadOnlyList<Observation>>(Read(source, from, most, cancellation)), cancellation);

    /// <summary>Drops from memory what was taken in before a time: what was erased on disk is not to be shown from here.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var (source, recent) in _recent)
        {
            if (recent.Forget(before))
            {
                _recent.TryRemove(source, out _);
            }
        }

        foreach (var pair in _positions.Where(pair => pair.Value.Time < before))
        {
            _positions.TryRemove(pair);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _pump;
    }

    private async Task AddAsync(IReadOnlyList<Observation> readings, IReadOnlyList<UnitPosition> positions, CancellationToken cancellation)
    {
        if (readings.Count + positions.Count is 0 or > MostInFrame)
        {
            throw new ArgumentException($"A call stores 1 to {MostInFrame} records.", nameof(readings));
        }

        var waiting = new Waiting(readings, positions, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _queue.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw Stopped(null);
        }

        await waiting.Done.Task.WaitAsync(cancellation);
    }

    private List<Observation> Read(string source, DateTimeOffset from, int most, CancellationToken cancellation)
    {
        var recent = _recent.TryGetValue(source, out var ring) ? ring.All() : [];
        // Memory holds an unbroken tail by arrival; what is older comes from the segments.
        var before = recent.Count > 0 ? recent[0].Received : DateTimeOffset.MaxValue;
        var older = new List<IEnumerable<Observation>>();
        var needed = most - recent.Count;
        if (before > from)
        {
            foreach (var index in _catalogue.NewestFirst(from, before))
            {
                cancellation.ThrowIfCancellationRequested();
                if (needed <= 0)
                {
                    break;
                }

                var part = new List<Observation>();
                Decode(index, reading =>
                {
                    if (reading.Source == source && reading.Received >= from && reading.Received < before)
                    {
                        part.Add(reading);
                    }
                }, _ => { });
                older.Add(part);
                needed -= part.Count;
            }
        }

        older.Reverse();
        var all = older.SelectMany(part => part).Concat(recent.Where(reading => reading.Received >= from)).ToList();
        return all.Count <= most ? all : all.GetRange(all.Count - most, most);
    }

    private void Warm()
    {
        foreach (var index in _catalogue.NewestFirst(_time.GetUtcNow() - TimeSpan.FromMinutes(15), DateTimeOffset.MaxValue).Take(100).Reverse())
        {
            Decode(index, Remember, Remember);
        }
    }

    private void Remember(Observation reading) =>
        _recent.GetOrAdd(reading.Source, static (source, limit) => new RecentReadings(source, limit), _options.Recent).Add(reading);

    private void Remember(UnitPosition position) =>
        _positions.AddOrUpdate(position.Unit, position, (_, known) => known.Time > position.Time ? known : position);

    private void Decode(long index, Action<Observation> reading, Action<UnitPosition> position)
    {
        if (_bodies.Open(_member, index) is { } body)
        {
            SegmentBody.Read(body.Body.Span, out var records);
            new SegmentReader(records, _member).ReadAll(reading, position);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a write fails with stops the store; readiness shows it and every caller gets it.")]
    private async Task PumpAsync()
    {
        OpenSegment? open = null;
        var batch = new List<Waiting>();
        try
        {
            while (true)
            {
                if (open is not null && (open.File.Length >= _options.Bytes || _time.GetUtcNow() - open.Opened >= _options.Age))
                {
                    open = await CloseAsync(open);
                }

                if (!await WaitAsync(open))
                {
                    break;
                }

                Drain(batch);
                if (batch.Count > 0)
                {
                    open ??= Open();
                    open.Buffer.ResetWrittenCount();
                    foreach (var waiting in batch)
                    {
                        Encode(open, waiting);
                    }

                    open.File.Append(open.Buffer.WrittenSpan);
                    Acknowledge(batch);
                }
            }

            if (open is not null)
            {
                await CloseAsync(open);
            }
        }
        catch (Exception e)
        {
            _problem = $"Readings and positions are not stored: {e.Message}";
            _queue.Writer.TryComplete();
            open?.File.Dispose();
            while (batch.Count > 0 || _queue.Reader.TryPeek(out _))
            {
                batch.ForEach(waiting => waiting.Done.TrySetException(Stopped(e)));
                Drain(batch);
            }
        }
    }

    // True when there is something to do: a record came, or it is time to close. False when the store is being closed.
    private async Task<bool> WaitAsync(OpenSegment? open)
    {
        if (open is null)
        {
            return await _queue.Reader.WaitToReadAsync();
        }

        var left = open.Opened + _options.Age - _time.GetUtcNow();
        using var timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
        try
        {
            return await _queue.Reader.WaitToReadAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void Drain(List<Waiting> batch)
    {
        batch.Clear();
        var records = 0;
        while (records < MostInFrame && _queue.Reader.TryRead(out var waiting))
        {
            batch.Add(waiting);
            records += waiting.Readings.Count + waiting.Positions.Count;
        }
    }

    private void Acknowledge(List<Waiting> batch)
    {
        foreach (var waiting in batch)
        {
            foreach (var reading in waiting.Readings)
            {
                Remember(reading);
            }

            foreach (var position in waiting.Positions)
            {
                Remember(position);
            }

            waiting.Done.TrySetResult();
        }

        batch.Clear();
    }

    private static void Encode(OpenSegment open, Waiting waiting)
    {
        foreach (var reading in waiting.Readings)
        {
            open.Writer.Write(open.Buffer, reading);
        }

        foreach (var position in waiting.Positions)
        {
            open.Writer.Write(open.Buffer, position);
        }
    }

    private OpenSegment Open()
    {
        var name = EntryId.Fresh().Hex;
        return new OpenSegment(name, new SegmentFile(_folder, name, _bodies.SegmentKey(name)), _time.GetUtcNow());
    }

    private async Task<OpenSegment?> CloseAsync(OpenSegment open)
    {
        open.File.Dispose();
        await CloseFileAsync(open.Name, CancellationToken.None);
        return null;
    }

    // The same for a segment that is full and for one that a crash left behind.
    private async Task CloseFileAsync(string name, CancellationToken cancellation)
    {
        var file = Path.Combine(_folder, name + SegmentFile.Extension);
        // After a crash in the middle of this method the entry may be there already, and the key gone.
        if (!_catalogue.Holds(name) && SegmentFile.ReadRecords(file, name, _bodies.SegmentKey(name)) is { Length: > 0 } records)
        {
            var body = Describe(name, records);
            var entry = await _journal.AppendAsync(
                new EntryDraft(EntryKinds.Segment, PurposeClass.Plan, body.Write(records)), cancellation);
            _catalogue.Add(entry.Index, body);
        }

        _bodies.DestroySegmentKey(name);
        File.Delete(file);
    }

    private SegmentBody Describe(string name, byte[] records)
    {
        long readings = 0, positions = 0;
        var (from, to) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        new SegmentReader(records, _member).ReadAll(
            reading =>
            {
                readings++;
                from = reading.Received < from ? reading.Received : from;
                to = reading.Received > to ? reading.Received : to;
            },
            position =>
            {
                positions++;
                from = position.Time < from ? position.Time : from;
                to = position.Time > to ? position.Time : to;
            });
        return new SegmentBody(name, from, to, readings, positions);
    }

    private JournalStoppedException Stopped(Exception? cause) => new(_problem ?? "The store of readings is closed: the node is stopping.", cause);

    private sealed record Waiting(IReadOnlyList<Observation> Readings, IReadOnlyList<UnitPosition> Positions, TaskCompletionSource Done);

    private sealed record OpenSegment(string Name, SegmentFile File, DateTimeOffset Opened)
    {
        public SegmentWriter Writer { get; } = new();

        public ArrayBufferWriter<byte> Buffer { get; } = new();
    }
}
