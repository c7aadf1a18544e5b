namespace Palladium.Log;

/// <summary>The state of one verification.</summary>
internal sealed class VerificationRun
{
    private readonly ILogSource _source;
    private readonly Action<long, ReadOnlyMemory<byte>>? _onLeaf;
    private readonly List<LogFailure> _failures = [];
    private readonly CompactTree _tree = new();
    private readonly Window<TreeHash>[] _levels = [.. Enumerable.Range(0, TilePath.Levels).Select(_ => new Window<TreeHash>())];
    private long _tiles;
    private int _partial;
    private long _bytes;

    public VerificationRun(ILogSource source, Action<long, ReadOnlyMemory<byte>>? onLeaf)
    {
        _source = source;
        _onLeaf = onLeaf;
        _tree.Completed = (level, hash) =>
        {
            if ((level & 7) == 0)
            {
                _levels[level >> 3].Add(hash);
            }
        };
    }

    public void Fail(string place, string reason) => _failures.Add(new LogFailure(place, reason));

    public LogReport Report(string origin, SignedCheckpoint? checkpoint, IReadOnlyList<Cosignature> cosignatures) => new()
    {
        Origin = origin,
        Checkpoint = checkpoint,
        Entries = _tree.Size,
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

    public async Task EntriesAsync(Checkpoint head, int ahead, CancellationToken cancellation)
    {
        var bundles = (head.Size + TilePath.FullWidth - 1) / TilePath.FullWidth;
        var waiting = new Queue<(TilePath Bundle, Task<byte[]?> Entries, Task<byte[]?> Hashes)>();
        for (long next = 0, at = 0; at < bundles; at++)
        {
            for (; next < bundles && waiting.Count < ahead; next++)
            {
                var width = (int)Math.Min(TilePath.FullWidth, head.Size - (next * TilePath.FullWidth));
                var bundle = new TilePath(TilePath.Entries, next, width);
                waiting.Enqueue((bundle, TileAsync(bundle, cancellation), TileAsync(bundle with { Level = 0 }, cancellation)));
            }

            var (path, entries, hashes) = waiting.Dequeue();
            var good = Bundle(path, await entries, await hashes);
            await UpperAsync(false, cancellation);
            if (!good || _failures.Count >= LogVerifier.MaximumFailures)
            {
                // Without the entries of one bundle nothing to the right of it can be related to the root.
                await Task.WhenAll(waiting.SelectMany(w => new[] { w.Entries, w.Hashes }));
                return;
            }
        }

        await UpperAsync(true, cancellation);
        if (_tree.Root() != head.Root)
        {
            Fail("checkpoint", $"the {head.Size} entries do not lead to its root");
        }
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

    private bool Bundle(TilePath path, byte[]? bytes, byte[]? hashes)
    {
        if (bytes is null)
        {
            Fail(path.ToString(), "is missing");
            return false;
        }

        var exact = EntryBundle.Read(bytes, path.Width);
        var prefix = exact is null ? EntryBundle.PrefixLength(bytes, path.Width) : null;
        var entries = exact ?? (prefix is { } length && !path.IsFull ? EntryBundle.Read(bytes.AsMemory(0, length), path.Width) : null);
        if (entries is null)
        {
            Fail(path.ToString(), $"does not hold {path.Width} entries");
            return false;
        }

        var tile = path with { Level = 0 };
        var hasTile = CheckLength(tile, hashes);
        for (var i = 0; i < entries.Count; i++)
        {
            var hash = MerkleTree.Leaf(entries[i].Span);
            if (hasTile && hash != new TreeHash(hashes.AsSpan(i * TreeHash.Size, TreeHash.Size)))
            {
                Fail(path.ToString(), $"entry {_tree.Size} does not have the hash in {tile}");
            }

            _onLeaf?.Invoke(_tree.Size, entries[i]);
            _tree.Append(hash);
        }

        _levels[0].TrimTo(_levels[0].End);
        return true;
    }

    private bool CheckLength(TilePath tile, byte[]? bytes)
    {
        if (bytes is null)
        {
            Fail(tile.ToString(), "is missing");
            return false;
        }

        var wanted = tile.Width * TreeHash.Size;
        if (bytes.Length == wanted || (!tile.IsFull && bytes.Length == TilePath.FullWidth * TreeHash.Size))
        {
            return true;
        }

        Fail(tile.ToString(), $"has {bytes.Length} bytes instead of {wanted}");
        return false;
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
            for (var i = 0; CheckLengthOnce(tile, bytes, i) && i < window.Count; i++)
            {
                if (window.Items[i] != new TreeHash(bytes.AsSpan(i * TreeHash.Size, TreeHash.Size)))
                {
                    Fail(tile.ToString(), $"hash {i} is not that of the tile below");
                }
            }

            _levels[level].TrimTo(window.End);
        }
    }

    private bool CheckLengthOnce(TilePath tile, byte[]? bytes, int i) => i > 0 || CheckLength(tile, bytes);
}
