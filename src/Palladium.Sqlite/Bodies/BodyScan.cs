using System.Buffers;

namespace Palladium.Sqlite.Bodies;

/// <summary>A record and where it begins.</summary>
internal readonly record struct FoundBody(BodyRecord Record, long At)
{
    public BodyPlace Place => new(Record.Author, Record.Index, Record.Id, Record.Kind, At);

    public long End => At + Record.Length;
}

/// <summary>Reads <c>bodies.log</c> from a position on, as it is found after a crash or when the index was lost.</summary>
/// <remarks>
/// A crash can tear only the last append, since each is synced before the next. So what is not whole in the last append is cut off; what is not whole
/// before it was acknowledged and has been damaged since: it is left alone and told.
/// </remarks>
internal sealed class BodyScan
{
    private readonly IStoreFile _file;
    private readonly BodyKeys _keys;
    private readonly List<FoundBody> _found = [];

    public BodyScan(IStoreFile file, BodyKeys keys, long from, uint before)
    {
        _file = file;
        _keys = keys;
        var batch = before + 1;
        for (var at = from; at < file.Length;)
        {
            if (Head(at) is { } record)
            {
                _found.Add(new FoundBody(record, at));
                // The number that a torn append would have here.
                (at, batch) = (_found[^1].End, record.Following == 0 ? record.Batch + 1 : record.Batch);
            }
            else if (NextAfterDamage(at, batch) is { } next)
            {
                Damaged = at;
                at = next;
            }
            else
            {
                break;
            }
        }

        CutTornAppend();
    }

    /// <summary>The whole records in order.</summary>
    public IReadOnlyList<FoundBody> Found => _found;

    /// <summary>Position of damage that no crash can have done; null when there is none.</summary>
    public long? Damaged { get; private set; }

    private BodyRecord? Head(long at)
    {
        Span<byte> head = stackalloc byte[BodyRecord.LongestHead];
        return BodyRecord.Read(head[.._file.Read(at, head)]);
    }

    // A record further on that is of a later append was written after what is unreadable here had been synced.
    private long? NextAfterDamage(long from, uint batch)
    {
        var buffer = new byte[1 << 20];
        for (var at = from; at < _file.Length; at += buffer.Length - BodyRecord.Alignment)
        {
            var window = buffer.AsSpan(0, _file.Read(at, buffer));
            for (int i = 0, hit; (hit = window[i..].IndexOf(BodyRecord.Magic)) >= 0; i += hit + 1)
            {
                var place = at + i + hit;
                if (place % BodyRecord.Alignment == 0 && Head(place) is { } record && record.Batch > batch)
                {
                    return place;
                }
            }
        }

        return null;
    }

    private void CutTornAppend()
    {
        if (_found.Count == 0)
        {
            return;
        }

        var last = _found[^1].Record.Batch;
        var first = _found.FindIndex(one => one.Record.Batch == last);
        var torn = _found.FindIndex(first, one => !one.Record.Erased && !IsWhole(one));
        if (torn >= 0)
        {
            _found.RemoveRange(torn, _found.Count - torn);
        }
    }

    private bool IsWhole(FoundBody body)
    {
        var length = body.Record.Length;
        if (body.End > _file.Length || _keys.Read(body.Record.KeySlot) is null)
        {
            return false;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return _file.Read(body.At, bytes.AsSpan(0, length)) == length
                && body.Record.BoxIsWhole(bytes.AsSpan(body.Record.BoxAt, body.Record.BoxLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
