using System.Buffers;

namespace Palladium.Log;

/// <summary>
/// Two files of fixed length, used in turn. Each begins with a base record: everything below its size is in tiles. Batches
/// follow, each synced before the next is written. Not safe for several threads.
/// </summary>
/// <remarks>
/// A base goes to the file that is not in use and takes effect when it is durable; until then the other file is whole. What was appended
/// while the tiles of the base were being written goes with it, so no file ever needs the other. A
/// record counts when its checksum is right and it belongs to the generation of the base before it, so what an earlier
/// round left behind is never read as new.
/// </remarks>
internal sealed class Journal : IDisposable
{
    private readonly IDiskFile[] _files;
    private int _active;
    private int _at;
    private ulong _generation;
    private ulong _newest;

    // One for all appends: a batch is large, and they come many times a second.
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public Journal(IDisk disk, int length)
    {
        _files = [disk.OpenFixed("journal/0", length), disk.OpenFixed("journal/1", length)];
    }

    /// <summary>Largest payload of a batch that fits an otherwise empty file.</summary>
    public int LargestPayload => _files.Min(f => f.Length) - (3 * JournalRecord.Block);

    /// <summary>
    /// What a crash left: the base, and the batches after it in order. Null when nothing was ever written.
    /// </summary>
    public (JournalRecord Base, List<JournalRecord> Batches)? Load()
    {
        var found = new List<(int File, List<JournalRecord> Records, int End)>();
        for (var i = 0; i < _files.Length; i++)
        {
            var (records, end) = ReadFile(i);
            if (records.Count > 0)
            {
                found.Add((i, records, end));
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        // The newer base counts, unless its file ends before the other: then it was cut short while it was begun, and the other is still whole.
        found.Sort((a, b) => a.Records[0].Generation.CompareTo(b.Records[0].Generation));
        _newest = found[^1].Records[0].Generation;
        var chosen = found.MaxBy(file => (file.Records[^1].Size, file.Records[0].Generation));
        _active = chosen.File;
        _at = chosen.End;
        _generation = chosen.Records[0].Generation;
        foreach (var file in _files)
        {
            // What was read may so far be only in memory; nothing may be built on it before it is durable.
            file.Sync();
        }

        return (chosen.Records[0], chosen.Records[1..]);
    }

    /// <summary>True when a batch with this payload fits behind the last one.</summary>
    public bool Fits(int payload) => _at + JournalRecord.Padded(payload) <= _files[_active].Length;

    /// <summary>Appends a batch; durable once this returns.</summary>
    public void Append(JournalRecord batch)
    {
        var bytes = (batch with { Generation = _generation }).ToBytes(_buffer);
        _files[_active].Write(_at, bytes.Span);
        _files[_active].Sync();
        _at += bytes.Length;
    }

    /// <summary>
    /// Starts the other file from a new base, whose tiles are durable, with what was appended after that base. Durable once this returns. When it
    /// throws the file in use stays in use.
    /// </summary>
    public void Rebase(JournalRecord start, JournalRecord? since)
    {
        // Each try has a number of its own: what a failed one left is not read as part of the next.
        var (other, generation) = (1 - _active, ++_newest);
        var bytes = (start with { Generation = generation }).ToBytes(_buffer);
        _files[other].Write(0, bytes.Span);
        _files[other].Sync();
        var end = bytes.Length;
        if (since is not null)
        {
            // Only now: beside the old base a torn record would look like damage to what the file held before.
            bytes = (since with { Generation = generation }).ToBytes(_buffer);
            _files[other].Write(end, bytes.Span);
            _files[other].Sync();
            end += bytes.Length;
        }

        _generation = generation;
        _active = other;
        _at = end;
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private (List<JournalRecord> Records, int End) ReadFile(int number)
    {
        var bytes = _files[number].ReadAll();
        var records = new List<JournalRecord>();
        var at = 0;
        while (JournalRecord.Read(bytes.AsMemory(at)) is { } record
            && (records.Count == 0 ? record.IsBase : !record.IsBase && record.Generation == records[0].Generation))
        {
            records.Add(record);
            at += JournalRecord.Padded(record.PayloadLength);
        }

        if (records.Count > 0)
        {
            RefuseHole(number, bytes, at, records[0].Generation);
        }

        return (records, at);
    }

    // A crash tears the last record only. A good record behind a bad one means that something acknowledged was damaged.
    private static void RefuseHole(int number, byte[] bytes, int from, ulong generation)
    {
        for (var at = from + JournalRecord.Block; at < bytes.Length; at += JournalRecord.Block)
        {
            if (JournalRecord.Read(bytes.AsMemory(at)) is { IsBase: false } later && later.Generation == generation)
            {
                throw new LogDamagedException($"journal/{number}", $"the record at byte {from} is damaged but not the last");
            }
        }
    }
}
