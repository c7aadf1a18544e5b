namespace Palladium.Log;

/// <summary>
/// Rebuilds the tiles of a log or mirror from its entries. What the entries must be is said by the root in the journal: a bundle that is damaged is
/// taken from another copy or not at all, and unless everything leads to that root nothing is written. The journal is never changed. For
/// a log that nobody has open.
/// </summary>
public sealed class LogRepair
{
    private const int FilesAtOnce = 64;
    private readonly IDisk _disk;
    private readonly ILogSource? _other;
    private readonly List<DiskWrite> _writes = [];
    private readonly List<string> _rebuilt = [];
    private readonly List<string> _taken = [];
    private readonly List<LogFailure> _suspects = [];

    /// <summary>Prepares the repair of a log.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="other">Another copy, such as a mirror, for bundles that are damaged here; it is not trusted. Null when there is none.</param>
    public LogRepair(IDisk disk, ILogSource? other)
    {
        _disk = disk;
        _other = other;
    }

    /// <summary>Looks, and repairs unless told to look only.</summary>
    /// <exception cref="LogDamagedException">The journal is missing or damaged: nothing says what the log must be.</exception>
    /// <exception cref="IOException">The disk failed, or somebody has the log open.</exception>
    /// <exception cref="HttpRequestException">The other copy cannot be read now.</exception>
    public async Task<RepairReport> RunAsync(bool lookOnly, CancellationToken cancellation)
    {
        using var held = _disk.Lock("lock");
        using var journal = new Journal(_disk, 0);
        if (journal.Load() is not var (start, _))
        {
            throw new LogDamagedException("journal", "is missing or empty: nothing says which entries were acknowledged");
        }

        var useOther = false;
        if (await RootAsync(start.Size, false, cancellation) != start.Root)
        {
            useOther = true;
            if (_other is null || await RootAsync(start.Size, true, cancellation) != start.Root)
            {
                return Hopeless(start);
            }
        }

        await RebuildAsync(start.Size, useOther, lookOnly, cancellation);
        return new RepairReport { Entries = start.Size, Rebuilt = _rebuilt, Taken = _taken };
    }

    private RepairReport Hopeless(JournalRecord start)
    {
        var root = new LogFailure("tile/entries", _other is null
            ? $"the entries do not lead to the root of size {start.Size}: give another copy of this log"
            : $"the entries do not lead to the root of size {start.Size}, nor do those of the other copy");
        return new RepairReport { Entries = start.Size, Failures = [.. _suspects, root] };
    }

    private async Task<TreeHash?> RootAsync(long size, bool useOther, CancellationToken cancellation)
    {
        var tree = new CompactTree();
        var whole = true;
        foreach (var bundle in Bundles(size))
        {
            if (await EntriesAsync(bundle, useOther, cancellation) is not { } entries)
            {
                _suspects.Add(new LogFailure(bundle.ToString(), useOther ? "is at neither copy" : "is missing or damaged"));
                whole = false;
                continue;
            }

            foreach (var entry in entries)
            {
                tree.Append(MerkleTree.Leaf(entry.Span));
            }
        }

        return whole ? tree.Root() : null;
    }

    // The entries are known to be right by now; every file is compared with what follows from them.
    private async Task RebuildAsync(long size, bool useOther, bool lookOnly, CancellationToken cancellation)
    {
        var published = _disk.Read("checkpoint") is { } note && SignedNote.Parse(note).Value is { } parsed
            && Checkpoint.Parse(parsed.Text).Value is { } checkpoint && checkpoint.Size < size ? checkpoint.Size : size;
        var levels = Enumerable.Range(0, TilePath.Levels).Select(_ => new Window<TreeHash>()).ToArray();
        var tree = new CompactTree
        {
            Completed = (level, hash) =>
            {
                if ((level & 7) == 0)
                {
                    levels[level >> 3].Add(hash);
                }
            },
        };
        foreach (var bundle in Bundles(size))
        {
            var entries = (await EntriesAsync(bundle, useOther, cancellation))!;
            foreach (var entry in entries)
            {
                tree.Append(MerkleTree.Leaf(entry.Span));
            }

            foreach (var width in Widths(bundle, published))
            {
                Compare(bundle with { Width = width }, TileWriting.Bundle(entries.Take(width).ToArray()), useOther);
            }

            var atEnd = tree.Size == size;
            for (var level = 0; level < levels.Length; level++)
            {
                var row = levels[level].Slice();
                if (row.Count == TilePath.FullWidth || (atEnd && row.Count > 0))
                {
                    var tile = new TilePath(level, row.Start / TilePath.FullWidth, row.Count);
                    foreach (var width in Widths(tile, published))
                    {
                        Compare(tile with { Width = width }, TileWriting.Hashes(row.Items.AsMemory(0, width)), false);
                    }

                    levels[level].TrimTo(row.End & -TilePath.FullWidth);
                }
            }

            if (!lookOnly && (_writes.Count >= FilesAtOnce || atEnd))
            {
                _disk.Write(_writes);
                _writes.Clear();
            }
        }
    }

    // The tile itself, and its beginning when the published checkpoint ends inside it and it is not there in full.
    private static IEnumerable<int> Widths(TilePath tile, long published)
    {
        var partial = TilePath.PartialWidth(tile.Level, published);
        return !tile.IsFull && partial > 0 && partial < tile.Width && TilePath.FullTiles(tile.Level, published) == tile.Index
            ? [partial, tile.Width]
            : [tile.Width];
    }

    private void Compare(TilePath tile, byte[] right, bool isTaken)
    {
        var path = tile.ToString();
        if (_disk.Read(path) is { } bytes && bytes.AsSpan().SequenceEqual(right))
        {
            return;
        }

        _writes.Add(new DiskWrite(path, right));
        _rebuilt.Add(path);
        if (isTaken && tile.Level == TilePath.Entries)
        {
            _taken.Add(path);
        }
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> EntriesAsync(TilePath bundle, bool useOther, CancellationToken cancellation)
    {
        var here = Split(bundle, _disk.Read(bundle.ToString()) ?? _disk.Read(bundle.Full.ToString()));
        if (!useOther)
        {
            return here;
        }

        // Whatever the other copy has is taken first: which of two bundles is right, the root has told.
        return Split(bundle, await _other!.ReadAsync(bundle.Full.ToString(), cancellation))
            ?? Split(bundle, await _other.ReadAsync(bundle.ToString(), cancellation))
            ?? here;
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>>? Split(TilePath bundle, byte[]? bytes) =>
        bytes is not null && EntryBundle.PrefixLength(bytes, bundle.Width) is { } length ? EntryBundle.Read(bytes.AsMemory(0, length), bundle.Width) : null;

    private static IEnumerable<TilePath> Bundles(long size)
    {
        for (long at = 0; at < size; at += TilePath.FullWidth)
        {
            yield return new TilePath(TilePath.Entries, at / TilePath.FullWidth, (int)Math.Min(TilePath.FullWidth, size - at));
        }
    }
}
