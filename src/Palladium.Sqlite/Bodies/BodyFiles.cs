namespace Palladium.Sqlite.Bodies;

/// <summary>
/// <c>bodies.log</c>, its keys and its index, as one. Knows boxes and no plain text. Appends of one caller at a time; reading is free for all.
/// </summary>
/// <remarks>
/// Records and keys are synced at the same time, each in its own file, before an append returns. Opening reads what the index lacks
/// (<see cref="BodyScan"/>).
/// </remarks>
internal sealed class BodyFiles : IDisposable
{
    private readonly AppendedFile _records;
    private readonly BodyKeys _keys;
    private readonly BodyIndex _index;
    private readonly BodyTail _tail;
    private readonly string? _damage;
    private volatile string? _unreadable;
    private uint _batch;
    private bool _failed;

    /// <summary>Opens or makes the three files.</summary>
    public BodyFiles(IStoreFile records, IStoreFile keys, BodyIndex index)
    {
        _index = index;
        _tail = new BodyTail(index);
        var upTo = index.UpTo;
        _keys = BodyKeys.Open(keys, upTo.Slots);
        if (records.Length < upTo.Position)
        {
            // What comes goes behind where the file had been, so that nothing is ever taken for something else.
            _damage = $"bodies.log was cut: it has {records.Length} bytes of at least {upTo.Position}. Bodies are missing; see docs/operations.md.";
        }
        else
        {
            var scan = new BodyScan(records, _keys, upTo.Position, upTo.Batch);
            _damage = scan.Damaged is { } at ? $"bodies.log is damaged at byte {at}. Bodies are missing; see docs/operations.md." : null;
            if (scan.Found is [.., var last])
            {
                upTo = new IndexedUpTo(last.End, last.Record.KeySlot + 1, last.Record.Batch);
                index.Add([.. scan.Found.Select(body => body.Place)], upTo);
            }
        }

        _batch = upTo.Batch;
        _records = new AppendedFile(records, upTo.Position);
        _records.CutAt(upTo.Position);
    }

    /// <summary>What is wrong with the files, in a sentence; null when nothing is.</summary>
    public string? Problem => _damage ?? _unreadable ?? _records.Problem ?? _keys.Problem ?? _tail.Problem;

    /// <summary>Number of the next append.</summary>
    public uint NextBatch => _batch + 1;

    /// <summary>The slot that the first key of the next append gets.</summary>
    public long NextSlot => _keys.Next;

    /// <summary>
    /// Appends records, whose boxes stand in <paramref name="bytes"/> already, with the slots of their keys; all durable when this returns.
    /// </summary>
    /// <exception cref="IOException">The disk failed, now or before: the files must be opened again.</exception>
    public void Append(IReadOnlyList<BodyRecord> records, Memory<byte> bytes, ReadOnlyMemory<byte> slots)
    {
        if (_failed)
        {
            throw new IOException("A write of the bodies failed before. Start the node again.");
        }

        var places = new BodyPlace[records.Count];
        var at = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var record = records[i];
            record.Complete(bytes.Span.Slice(at, record.Length));
            places[i] = new BodyPlace(record.Author, record.Index, record.Id, record.Kind, _records.End + at);
            at += record.Length;
        }

        _failed = true;
        var keys = Task.Run(() => _keys.Append(slots.Span));
        try
        {
            _records.Append(bytes.Span);
        }
        finally
        {
            // The buffers are the caller's: both must be done with them whatever one of them met.
            _ = Task.WaitAny(keys);
        }

        keys.GetAwaiter().GetResult();
        _failed = false;
        _batch++;
        _tail.Add(places, new IndexedUpTo(_records.End, _keys.Next, _batch));
    }

    public BodyPlace? Find(string author, long index) => _tail.Find(author, index) ?? _index.Find(author, index);

    public BodyPlace? Find(string author, byte[] id) => _tail.Find(author, id) ?? _index.Find(author, id);

    public IReadOnlyList<BodyPlace> List(string author, string kind, long from, int most, bool newestFirst)
    {
        _tail.Settle();
        return _index.List(author, kind, from, most, newestFirst);
    }

    /// <summary>Largest index of an author; null when there is none.</summary>
    public long? Last(string author)
    {
        _tail.Settle();
        return _index.Last(author);
    }

    /// <summary>The box of a body with that of its key; null when either is gone.</summary>
    public (byte[] Box, byte[] Key)? Read(BodyPlace place)
    {
        if (Head(place) is not { Erased: false } record || _keys.IsEmpty(record.KeySlot))
        {
            return null;
        }

        var box = new byte[record.BoxLength];
        if (_records.Read(place.At + record.BoxAt, box) == box.Length && record.BoxIsWhole(box) && _keys.Read(record.KeySlot) is { } key)
        {
            return (box, key);
        }

        _unreadable = $"The body of entry {place.Index} of {place.Author} is damaged, or its key. See docs/operations.md.";
        return null;
    }

    public bool HasKey(BodyPlace place) => Head(place) is { } record && !_keys.IsEmpty(record.KeySlot);

    /// <summary>Destroys keys, then boxes; durable when this returns. Returns how many had a key.</summary>
    public int Erase(IReadOnlyCollection<BodyPlace> places)
    {
        _tail.Settle();
        var records = places.Select(place => (place.At, Record: Head(place))).Where(one => one.Record is not null).ToList();
        var held = _keys.Destroy([.. records.Select(one => one.Record!.KeySlot)]);
        foreach (var (at, record) in records)
        {
            _records.Overwrite(at + BodyRecord.FlagsAt, [BodyRecord.ErasedFlag]);
            _records.Overwrite(at + record!.BoxAt, new byte[record.BoxLength]);
        }

        _records.Sync();
        return held;
    }

    /// <summary>Erases the bodies of an author from an index on, and forgets that they were there. Returns how many.</summary>
    public int RemoveFrom(string author, long index)
    {
        _tail.Settle();
        var places = _index.From(author, index);
        if (places.Count > 0)
        {
            Erase([.. places]);
            _index.RemoveFrom(author, index);
        }

        return places.Count;
    }

    /// <summary>Waits until the index has everything, for queries of one's own.</summary>
    public void Settle() => _tail.Settle();

    public void Dispose()
    {
        if (_tail.Problem is null)
        {
            _tail.Settle();
        }

        _records.Dispose();
        _keys.Dispose();
    }

    private BodyRecord? Head(BodyPlace place)
    {
        Span<byte> head = stackalloc byte[BodyRecord.LongestHead];
        return BodyRecord.Read(head[.._records.Read(place.At, head)]) is { } record && record.Index == place.Index && record.Author == place.Author
            ? record
            : null;
    }
}
