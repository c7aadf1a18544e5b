using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Palladium.Sqlite.Bodies;

namespace Palladium.Sqlite.Segments;

/// <summary>
/// The open segment on disk: frames that are only ever appended. A frame is its length and CRC-32C (each 4 bytes, little
/// endian) and an AES-GCM box bound to the segment's name and the frame's number. A frame that is torn was never
/// acknowledged; reading stops there.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    public const string Extension = ".open";
    private const int Head = 8;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _key;
    private readonly string _name;
    private long _frames;

    public SegmentFile(string folder, string name, byte[] key)
    {
        _key = key;
        _name = name;
        _handle = File.OpenHandle(Path.Combine(folder, name + Extension), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Appends a frame and returns once it is on the disk.</summary>
    public void Append(ReadOnlySpan<byte> records)
    {
        var box = BodyCipher.Encrypt(_key, records, Context(_name, _frames));
        Span<byte> head = stackalloc byte[Head];
        BinaryPrimitives.WriteInt32LittleEndian(head, box.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Crc(box));
        var frame = new byte[Head + box.Length];
        head.CopyTo(frame);
        box.CopyTo(frame.AsSpan(Head));
        RandomAccess.Write(_handle, frame, Length);
        RandomAccess.FlushToDisk(_handle);
        Length += frame.Length;
        _frames++;
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>All records of the intact frames of a segment's file.</summary>
    public static byte[] ReadRecords(string file, string name, byte[] key)
    {
        var bytes = File.ReadAllBytes(file);
        using var records = new MemoryStream(bytes.Length);
        var at = 0;
        for (long number = 0; at + Head <= bytes.Length; number++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            var crc = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4));
            if (length <= 0 || length > bytes.Length - at - Head)
            {
                break;
            }

            var box = bytes.AsSpan(at + Head, length);
            if (Crc(box) != crc)
            {
                break;
            }

            records.Write(BodyCipher.Decrypt(key, box, Context(name, number)));
            at += Head + length;
        }

        return records.ToArray();
    }

    private static byte[] Context(string name, long frame)
    {
        var context = new byte[name.Length + 8];
        Encoding.ASCII.GetBytes(name, context);
        BinaryPrimitives.WriteInt64LittleEndian(context.AsSpan(name.Length), frame);
        return context;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
