using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Palladium.Log;

/// <summary>One record of the journal. Integers are little-endian; a record fills whole blocks so that no later write touches it.</summary>
internal sealed record JournalRecord
{
    /// <summary>Unit in which records are placed: a torn write damages only blocks of its own record.</summary>
    public const int Block = 4096;

    private const uint Magic = 0x314a4c50; // "PLJ1"
    private const int Header = 24;
    private const int Fixed = 8 + 4 + 32 + 8 + 32 + 4;

    /// <summary>True for the first record of a file.</summary>
    public bool IsBase { get; init; }

    /// <summary>Round of the journal that the record belongs to.</summary>
    public ulong Generation { get; init; }

    /// <summary>Size before the batch.</summary>
    public long First { get; init; }

    /// <summary>Root before the batch: the value that the head must still have when it is swapped.</summary>
    public TreeHash PreviousRoot { get; init; }

    /// <summary>Size after the batch.</summary>
    public long Size { get; init; }

    /// <summary>Root after the batch.</summary>
    public TreeHash Root { get; init; }

    /// <summary>A signed note that goes with the head (mirrors), or empty.</summary>
    public ReadOnlyMemory<byte> Note { get; init; }

    /// <summary>The leaves of the batch.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Leaves { get; init; } = [];

    /// <summary>Bytes of the payload.</summary>
    public int PayloadLength => PayloadOf(Leaves, Note.Length);

    /// <summary>Bytes that a batch takes without header and padding.</summary>
    public static int PayloadOf(IReadOnlyList<ReadOnlyMemory<byte>> leaves, int note)
    {
        var length = Fixed + note;
        foreach (var leaf in leaves)
        {
            length += 2 + leaf.Length;
        }

        return length;
    }

    /// <summary>Bytes that a record with this payload takes in the file.</summary>
    public static int Padded(int payload) => (Header + payload + Block - 1) / Block * Block;

    /// <summary>Reads the record at the start of the bytes, or null if there is no whole, undamaged one.</summary>
    public static JournalRecord? Read(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < Header || BinaryPrimitives.ReadUInt32LittleEndian(span) != Magic)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(span[16..]);
        if (length < Fixed || length > span.Length - Header
            || BinaryPrimitives.ReadUInt32LittleEndian(span[20..]) != Checksum(span[..20], span.Slice(Header, length)))
        {
            return null;
        }

        var payload = bytes.Slice(Header, length);
        var p = payload.Span;
        var count = BinaryPrimitives.ReadInt32LittleEndian(p[8..]);
        var note = BinaryPrimitives.ReadInt32LittleEndian(p[84..]);
        if (count < 0 || note < 0 || note > length - Fixed
            || EntryBundle.Read(payload[(Fixed + note)..], count) is not { } leaves)
        {
            return null;
        }

        return new JournalRecord
        {
            IsBase = span[4] == 1,
            Generation = BinaryPrimitives.ReadUInt64LittleEndian(span[8..]),
            First = BinaryPrimitives.ReadInt64LittleEndian(p),
            PreviousRoot = new TreeHash(p.Slice(12, 32)),
            Size = BinaryPrimitives.ReadInt64LittleEndian(p[44..]),
            Root = new TreeHash(p.Slice(52, 32)),
            Note = payload.Slice(Fixed, note),
            Leaves = leaves,
        };
    }

    /// <summary>The record with its padding, in a buffer that is written anew.</summary>
    public ReadOnlyMemory<byte> ToBytes(ArrayBufferWriter<byte>? buffer = null)
    {
        var length = PayloadLength;
        var writer = buffer ?? new ArrayBufferWriter<byte>(Padded(length));
        writer.ResetWrittenCount();
        var head = writer.GetSpan(Header + Fixed)[..(Header + Fixed)];
        head.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        head[4] = IsBase ? (byte)1 : (byte)2;
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], Generation);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], length);
        var p = head[Header..];
        BinaryPrimitives.WriteInt64LittleEndian(p, First);
        BinaryPrimitives.WriteInt32LittleEndian(p[8..], Leaves.Count);
        PreviousRoot.CopyTo(p[12..]);
        BinaryPrimitives.WriteInt64LittleEndian(p[44..], Size);
        Root.CopyTo(p[52..]);
        BinaryPrimitives.WriteInt32LittleEndian(p[84..], Note.Length);
        writer.Advance(head.Length);
        writer.Write(Note.Span);
        foreach (var leaf in Leaves)
        {
            EntryBundle.Write(writer, leaf.Span);
        }

        var padding = Padded(length) - writer.WrittenCount;
        writer.GetSpan(padding)[..padding].Clear();
        writer.Advance(padding);
        var bytes = MemoryMarshal.AsMemory(writer.WrittenMemory);
        BinaryPrimitives.WriteUInt32LittleEndian(
            bytes.Span[20..], Checksum(bytes.Span[..20], bytes.Span.Slice(Header, length)));
        return bytes;
    }

    private static uint Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        Crc(Crc(uint.MaxValue, head), payload) ^ uint.MaxValue;

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var single in bytes[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return crc;
    }
}
