using System.Buffers.Binary;
using System.Text;

namespace Palladium.Sqlite.Bodies;

/// <summary>
/// One record of <c>bodies.log</c>: what is known of a body without its key, then its ciphertext. Integers are little-endian.
/// </summary>
/// <remarks>
/// <code>
///  0  magic "PLB1"      4 flags: 1 erased    8 CRC-32C of the bytes from 16 up to the box   12 CRC-32C of the box
/// 16  length of the box                     20 number of the append that wrote it           24 index
/// 32  id, 16 bytes     48 key slot          56 length of the author's name, 57 of the kind's
/// 58  zeros            60 number of records that follow in the same append
/// 64  author, kind, box, zeros to a multiple of 8
/// </code>
/// Flags and box are changed when a body is erased, and nothing else ever.
/// </remarks>
internal sealed record BodyRecord(string Author, string Kind, long Index, byte[] Id, long KeySlot, int BoxLength, uint Batch, int Following)
{
    /// <summary>Records begin at multiples of this.</summary>
    public const int Alignment = 8;

    /// <summary>Bytes that hold every head.</summary>
    public const int LongestHead = Fixed + (2 * byte.MaxValue);

    /// <summary>Position of the flags.</summary>
    public const int FlagsAt = 4;

    /// <summary>The flags of an erased body.</summary>
    public const byte ErasedFlag = 1;

    private const int Fixed = 64;

    /// <summary>The first bytes of each record.</summary>
    public static ReadOnlySpan<byte> Magic => "PLB1"u8;

    /// <summary>True when the body was erased.</summary>
    public bool Erased { get; private init; }

    private uint BoxSum { get; init; }

    /// <summary>Where the box begins, from the beginning of the record.</summary>
    public int BoxAt => Fixed + Author.Length + Kind.Length;

    /// <summary>Length of the whole record.</summary>
    public int Length => (BoxAt + BoxLength + Alignment - 1) & -Alignment;

    /// <summary>Writes the head before a box that stands at its place already; the target is zeroed memory of <see cref="Length"/>.</summary>
    public void Complete(Span<byte> target)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], BoxLength);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], Batch);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Index);
        Id.CopyTo(target[32..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], KeySlot);
        target[56] = (byte)Author.Length;
        target[57] = (byte)Kind.Length;
        BinaryPrimitives.WriteInt32LittleEndian(target[60..], Following);
        Encoding.ASCII.GetBytes(Author, target[Fixed..]);
        Encoding.ASCII.GetBytes(Kind, target[(Fixed + Author.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Crc32.Of(target[16..BoxAt]));
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], Crc32.Of(target.Slice(BoxAt, BoxLength)));
    }

    /// <summary>Reads the head of a record; null when there is no undamaged one.</summary>
    public static BodyRecord? Read(ReadOnlySpan<byte> head)
    {
        if (head.Length < Fixed || !head.StartsWith(Magic) || head.Length < Fixed + head[56] + head[57]
            || BinaryPrimitives.ReadUInt32LittleEndian(head[8..]) != Crc32.Of(head[16..(Fixed + head[56] + head[57])]))
        {
            return null;
        }

        return new BodyRecord(
            Encoding.ASCII.GetString(head.Slice(Fixed, head[56])),
            Encoding.ASCII.GetString(head.Slice(Fixed + head[56], head[57])),
            BinaryPrimitives.ReadInt64LittleEndian(head[24..]),
            head.Slice(32, 16).ToArray(),
            BinaryPrimitives.ReadInt64LittleEndian(head[48..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(head[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[60..]))
        {
            Erased = (head[FlagsAt] & ErasedFlag) != 0,
            BoxSum = BinaryPrimitives.ReadUInt32LittleEndian(head[12..]),
        };
    }

    /// <summary>True when a box is the one that was written after this head.</summary>
    public bool BoxIsWhole(ReadOnlySpan<byte> box) => BoxSum == Crc32.Of(box);
}
