namespace Palladium.Log;

/// <summary>
/// A log on disk: journal, tiles and the durable head. <see cref="Commit"/> and <see cref="Flush"/> are for one thread at a
/// time; reading is free for all. It knows nothing of keys: writer and mirror decide what may be committed and published.
/// </summary>
internal sealed class LogStore : IDisposable
{
    private readonly IDisk _disk;
    private readonly IDisposable _lock;
    private readonly Journal _journal;
    private readonly CompactTree _tree = new();
    private readonly Window<TreeHash>[] _levels = [.. Enumerable.Range(0, TilePath.Levels).Select(_ => new Window<TreeHash>())];
    private readonly Window<ReadOnlyMemory<byte>> _leaves = new();
    private readonly HashSet<TilePath> _partials = [];
    private LogSnapshot _current;

    private LogStore(IDisk disk, int journalLength)
    {
        _disk = disk;
        Tiles = new TileStore(disk);
        _lock = disk.Lock("lock");
        try
        {
            _journal = new Journal(disk, journalLength);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        _current = Snapshot();
    }

    /// <summary>The durable head.</summary>
    public LogSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Tiles on disk.</summary>
    public TileStore Tiles { get; }

    /// <summary>Size up to which tiles are durable.</summary>
    public long Tiled { get; private set; } = -1;

    /// <summary>The last note committed with leaves; empty if none.</summary>
    public ReadOnlyMemory<byte> Note { get; private set; }

    /// <summary>Largest payload of one batch in bytes; see <see cref="JournalRecord.PayloadOf"/>.</summary>
    public int LargestPayload => _journal.LargestPayload;

    /// <summary>
    /// Opens or creates a log and brings back every durable batch, through the same code that took them in.
    /// </summary>
    /// <exception cref="LogDamagedException">Something acknowledged is missing or damaged; nothing was changed.</exception>
    /// <exception cref="IOException">The disk failed, or another process has the log.</exception>
    public static LogStore Open(IDisk disk, int journalLength)
    {
        var store = new LogStore(disk, journalLength);
        try
        {
            store.Recover();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes leaves durable and swaps the head, in this order. Hashes may be given when the caller has them. When this
    /// throws, the store must not be used for writing again.
    /// </summary>
    public LogHead Commit(IReadOnlyList<ReadOnlyMemory<byte>> leaves, IReadOnlyList<TreeHash>? hashes, ReadOnlyMemory<byte> note)
    {
        var before = Current;
        Apply(leaves, hashes);
        var after = Snapshot();
        var record = new JournalRecord
        {
            First = before.Head.Size,
            PreviousRoot = before.Head.Root,
            Size = after.Head.Size,
            Root = after.Head.Root,
            Note = note,
            Leaves = leaves,
        };
        _journal.Append(record);
        Swap(before, after);
        Note = note.IsEmpty ? Note : note;
        return after.Head;
    }

    /// <summary>True when the next batch needs a <see cref="Flush"/> first.</summary>
    public bool MustFlush(int payload) => !_journal.Fits(payload);

    /// <summary>
    /// Writes the tiles of the head, then starts the journal anew from it. May be tried again after it threw. Does nothing
    /// when the tiles are there, unless room in the journal is wanted.
    /// </summary>
    public void Flush(bool forRoom = false)
    {
        if (PlanFlush(forRoom) is { } flush)
        {
            _disk.Write(flush.Files);
            CompleteFlush(flush);
        }
    }

    /// <summary>The first half of <see cref="Flush"/>: which files to write. They may be written while further batches are committed.</summary>
    public TileFlush? PlanFlush(bool forRoom = false) =>
        Current is var head && head.Head.Size == Tiled && !forRoom ? null : TileWriting.Plan(head, _partials, Note);

    /// <summary>The second half: once the files are durable the journal begins anew from the head that was planned, with the batches that came since.</summary>
    public void CompleteFlush(TileFlush flush)
    {
        var (head, partials) = (flush.Head, flush.Partials);
        _journal.Rebase(new JournalRecord
        {
            IsBase = true,
            First = head.Size,
            Size = head.Size,
            PreviousRoot = head.Root,
            Root = head.Root,
            Note = flush.Note,
        }, Since(head));
        Tiled = head.Size;
        var completed = _partials.Where(p => !partials.Contains(p) && partials.All(q => q.Full != p.Full)).ToList();
        _partials.Clear();
        _partials.UnionWith(partials);
        Trim(head.Size);
        foreach (var partial in completed)
        {
            // The full tile is durable, so its partial forms may go.
            _disk.DeleteDirectory(partial.Full + ".p");
        }
    }

    /// <summary>
    /// Writes the partial tiles of a size that lies below the head, for a checkpoint of that size. They stay until the full tile
    /// that ends them is flushed.
    /// </summary>
    public void WritePartials(long size)
    {
        var head = Current;
        var hashes = new SnapshotHashes(head, Tiles);
        var files = new List<DiskWrite>();
        foreach (var tile in TilePath.Partials(size))
        {
            if (tile.Level == TilePath.Entries)
            {
                var from = tile.Index * TilePath.FullWidth;
                var leaves = from >= head.Leaves.Start
                    ? head.Leaves.Items.AsMemory((int)(from - head.Leaves.Start), tile.Width)
                    : Tiles.Entries(tile).ToArray();
                files.Add(new DiskWrite(tile.ToString(), TileWriting.Bundle(leaves)));
            }
            else
            {
                var row = Enumerable.Range(0, tile.Width).Select(i => hashes.Read(8 * tile.Level, (tile.Index * TilePath.FullWidth) + i));
                files.Add(new DiskWrite(tile.ToString(), TileWriting.Hashes(row.ToArray())));
            }

            _partials.Add(tile);
        }

        _disk.Write(files);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _lock.Dispose();
    }

    private void Recover()
    {
        var loaded = _journal.Load();
        if (loaded is null)
        {
            if (_disk.Read("checkpoint") is not null)
            {
                throw new LogDamagedException("journal", "there is a checkpoint but no journal");
            }

            Flush();
            return;
        }

        var (start, batches) = loaded.Value;
        LoadTiles(start);
        Note = start.Note;
        foreach (var batch in batches)
        {
            var before = Current;
            if (batch.First != before.Head.Size || batch.PreviousRoot != before.Head.Root)
            {
                throw new LogDamagedException("journal", $"the batch at {batch.First} does not follow the head {before.Head.Size}");
            }

            Apply(batch.Leaves, null);
            var after = Snapshot();
            if (after.Head != new LogHead(batch.Size, batch.Root))
            {
                throw new LogDamagedException("journal", $"the batch at {batch.First} does not lead to its root");
            }

            Swap(before, after);
            Note = batch.Note.IsEmpty ? Note : batch.Note;
        }

        Tiled = start.Size;
        Flush();
    }

    private void LoadTiles(JournalRecord start)
    {
        for (var level = TilePath.Levels - 1; level >= 0; level--)
        {
            var full = TilePath.FullTiles(level, start.Size);
            _levels[level].StartAt(full * TilePath.FullWidth);
            var width = TilePath.PartialWidth(level, start.Size);
            if (width == 0)
            {
                continue;
            }

            var tile = new TilePath(level, full, width);
            _partials.Add(tile);
            foreach (var hash in Tiles.Hashes(tile))
            {
                _levels[level].Add(hash);
                _tree.Push(8 * level, hash);
            }
        }

        var bundles = TilePath.FullTiles(TilePath.Entries, start.Size);
        _leaves.StartAt(bundles * TilePath.FullWidth);
        if (TilePath.PartialWidth(TilePath.Entries, start.Size) is > 0 and var count)
        {
            var bundle = new TilePath(TilePath.Entries, bundles, count);
            _partials.Add(bundle);
            foreach (var leaf in Tiles.Entries(bundle))
            {
                if (MerkleTree.Leaf(leaf.Span) != _levels[0].Slice().From(_leaves.End, 1)[0])
                {
                    throw new LogDamagedException(bundle.ToString(), $"entry {_leaves.End} does not have its hash");
                }

                _leaves.Add(leaf);
            }
        }

        _current = Snapshot();
        if (_current.Head != new LogHead(start.Size, start.Root))
        {
            throw new LogDamagedException("tile", $"the tiles do not lead to the root of size {start.Size}");
        }

        _tree.Completed = Complete;
    }

    private void Apply(IReadOnlyList<ReadOnlyMemory<byte>> leaves, IReadOnlyList<TreeHash>? hashes)
    {
        _tree.Completed = Complete;
        for (var i = 0; i < leaves.Count; i++)
        {
            _leaves.Add(leaves[i]);
            _tree.Append(hashes is null ? MerkleTree.Leaf(leaves[i].Span) : hashes[i]);
        }
    }

    private void Complete(int level, TreeHash hash)
    {
        if ((level & 7) == 0)
        {
            _levels[level >> 3].Add(hash);
        }
    }

    private void Swap(LogSnapshot expected, LogSnapshot next)
    {
        if (Interlocked.CompareExchange(ref _current, next, expected) != expected)
        {
            throw new InvalidOperationException("Two writers met in one log.");
        }
    }

    // The batches after a head as one: their leaves are all in memory until the tiles that hold them are written.
    private JournalRecord? Since(LogHead head)
    {
        var now = Current;
        return now.Head.Size == head.Size ? null : new JournalRecord
        {
            First = head.Size,
            PreviousRoot = head.Root,
            Size = now.Head.Size,
            Root = now.Head.Root,
            Note = Note,
            Leaves = now.Leaves.From(head.Size, (int)(now.Head.Size - head.Size)).ToArray(),
        };
    }

    private void Trim(long size)
    {
        _leaves.TrimTo(size & ~0xffL);
        for (var level = 0; level < _levels.Length; level++)
        {
            _levels[level].TrimTo((size >> (8 * level)) & ~0xffL);
        }

        Swap(Current, Snapshot());
    }

    private LogSnapshot Snapshot() => new(
        new LogHead(_tree.Size, _tree.Root()), [.. _levels.Select(l => l.Slice())], _leaves.Slice());
}
