namespace Palladium.Log;

/// <summary>The state of one verification.</summary>
internal sealed class VerificationRun
{
    private readonly ILogSource _source;
    private readonly Action<long, ReadOnlyMemory<byte>>? _onLeaf;
    private readonly List<LogFailure> _failures = [];
    private readonly Window<TreeHash>[] _levels = [.. Enumerable.Range(0, TilePath.Levels).Select(_ => new Window<TreeHash>())];
    private CompactTree _tree = new();
    private long _first;
    private long _tiles;
    private int _partial;
    private long _bytes;

    public VerificationRun(ILogSource source, Action<long, ReadOnlyMemory<byte>>? onLeaf)
    {
        _source = source;
        _onLeaf = onLeaf;
    }

    public void Fail(string place, string reason) => _failures.Add(new LogFailure(place, reason));

    public LogReport Report(string origin, SignedCheckpoint? checkpoint, IReadOnlyList<Cosignature> cosignatures) => new()
    {
        Origin = origin,
        Checkpoint = checkpoint,
        FirstEntry = _first,
        Entries = _tree.Size - _first,
        Tiles = _tiles,
        PartialTiles = _partial,
        Bytes = _bytes,
        Cosignatures = cosignatures,
        Failures = [.. _failures.Take(LogVerifier.MaximumFailures)],
    };

    /// <summary>A file of the log; null with a failure noted when it cannot be read, null alone when absent.</summary>
    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            var bytes = await _source.ReadAsync(path, cancellation);
            Interlocked.Add(ref _bytes, bytes?.Length ?? 0);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or UnauthorizedAccessException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            lock (_failures)
            {
                Fail(path, $"cannot be read: {failure.Message}");
            }

            return null;
        }
    }

    /// <summary>Verifies the entries from an index on, rounded down to its bundle, and all tiles over them.</summary>
    public async Task EntriesAsync(Checkpoint head, long minimumIndex, int ahead, CancellationToken cancellation)
    {
        if (!await StartAsync(head, minimumIndex, cancellation))
        {
            return;
        }

        var waiting = new Queue<Task<BundleCheck>>();
        for (long next = _first, at = _first; at < head.Size; at += TilePath.FullWidth)
        {
            for (; next < head.Size && waiting.Count < ahead; next += TilePath.FullWidth)
            {
                var bundle = new TilePath(
                    TilePath.Entries, next / TilePath.FullWidth, (int)Math.Min(TilePath.FullWidth, head.Size - next));
                waiting.Enqueue(Task.Run(() => CheckAsync(bundle, cancellation), cancellation));
            }

            var check = await waiting.Dequeue();
            Take(check);
            await UpperAsync(false, cancellation);
            if (check.Entries is null || _failures.Count >= LogVerifier.MaximumFailures)
            {
                // Without the entries of one bundle nothing to the right of it can be related to the root.
                await Task.WhenAll(waiting);
                return;
            }
        }

        await UpperAsync(true, cancellation);
        if (_tree.Root() != head.Root)
        {
            Fail("checkpoint", $"the {head.Size} entries do not lead to its root");
        }
    }

    // What a pruned log still has stands for the entries before the first one; that it is right shows in the root at the end.
    private async Task<bool> StartAsync(Checkpoint head, long minimumIndex, CancellationToken cancellation)
    {
        _first = Math.Clamp(minimumIndex, 0, head.Size) & -TilePath.FullWidth;
        try
        {
            var hashes = new SourceTreeHashes(_source, head.Size);
            _tree = await TreeProofs.EdgeAsync(hashes, _first, cancellation);
            for (var level = 0; level < _levels.Length; level++)
            {
                var end = _first >> (8 * level);
                _levels[level].StartAt(end & -TilePath.FullWidth);
                while (_levels[level].End < end)
                {
                    _levels[level].Add(await hashes.ReadAsync(8 * level, _levels[level].End, cancellation));
                }
            }
        }
        catch (Exception failure) when (failure is LogDamagedException or IOException or HttpRequestException)
        {
            _first = 0;
            _tree = new CompactTree();
            Fail((failure as LogDamagedException)?.Place ?? "tile", failure.Message);
            return false;
        }

        _tree.Completed = (level, hash) =>
        {
            if ((level & 7) == 0 && level > 0)
            {
                _levels[level >> 3].Add(hash);
            }
        };
        return true;
    }

    private async Task<BundleCheck> CheckAsync(TilePath bundle, CancellationToken cancellation)
    {
        var hashes = TileAsync(bundle with { Level = 0 }, cancellation);
        return BundleCheck.Of(bundle, await TileAsync(bundle, cancellation), await hashes);
    }

    // A partial tile may be gone once the full one is there (tlog-tiles, Partial Tiles).
    private async Task<byte[]?> TileAsync(TilePath tile, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _tiles);
        if (!tile.IsFull)
        {
            Interlocked.Increment(ref _partial);
        }

        return await ReadAsync(tile.ToString(), cancellation)
            ?? (tile.IsFull ? null : await ReadAsync(tile.Full.ToString(), cancellation));
    }

    private void Take(BundleCheck check)
    {
        lock (_failures)
        {
            _failures.AddRange(check.Failures);
        }

        for (var i = 0; i < check.Hashes.Length; i++)
        {
            _onLeaf?.Invoke(_tree.Size + (check.Path.IsFull ? i : 0), check.Entries![i]);
            if (!check.Path.IsFull)
            {
                _tree.Append(check.Hashes[i]);
            }
        }

        if (check.Path.IsFull && check.Entries is not null)
        {
            _tree.Push(8, check.Root);
        }
    }

    private async Task UpperAsync(bool atEnd, CancellationToken cancellation)
    {
        for (var level = 1; level < _levels.Length; level++)
        {
            var window = _levels[level].Slice();
            if (window.Count == 0 || (window.Count < TilePath.FullWidth && !atEnd))
            {
                continue;
            }

            var tile = new TilePath(level, window.Start / TilePath.FullWidth, window.Count);
            var bytes = await TileAsync(tile, cancellation);
            if (BundleCheck.LengthFailure(tile, bytes) is { } failure)
            {
                Fail(tile.ToString(), failure);
            }

            for (var i = 0; i < window.Count && bytes?.Length >= (i + 1) * TreeHash.Size; i++)
            {
                if (window.Items[i] != new TreeHash(bytes.AsSpan(i * TreeHash.Size, TreeHash.Size)))
                {
                    Fail(tile.ToString(), $"hash {i} is not that of the tile below");
                }
            }

            _levels[level].TrimTo(window.End);
        }
    }
}
