using System.IO.Compression;

namespace Palladium.City.Tiles;

/// <summary>One line of a PMTiles directory. A run length of 0 points to a leaf directory instead of a tile.</summary>
internal readonly record struct PmTilesEntry(ulong TileId, ulong Offset, uint Length, uint RunLength);

/// <summary>The directory coding of PMTiles v3: columns of varints, gzip over all.</summary>
internal static class PmTilesDirectory
{
    public static byte[] Encode(ReadOnlySpan<PmTilesEntry> entries)
    {
        using var raw = new MemoryStream();
        WriteVarint(raw, (ulong)entries.Length);
        ulong last = 0;
        foreach (var entry in entries)
        {
            WriteVarint(raw, entry.TileId - last);
            last = entry.TileId;
        }

        foreach (var entry in entries)
        {
            WriteVarint(raw, entry.RunLength);
        }

        foreach (var entry in entries)
        {
            WriteVarint(raw, entry.Length);
        }

        for (var i = 0; i < entries.Length; i++)
        {
            var follows = i > 0 && entries[i].Offset == entries[i - 1].Offset + entries[i - 1].Length;
            WriteVarint(raw, follows ? 0 : entries[i].Offset + 1);
        }

        return Gzip(raw.ToArray());
    }

    /// <exception cref="InvalidDataException">It is not a directory.</exception>
    public static PmTilesEntry[] Decode(byte[] compressed)
    {
        using var raw = new BufferedStream(new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress));
        var count = ReadVarint(raw);
        if (count > 10_000_000)
        {
            throw new InvalidDataException("The directory claims more than ten million entries.");
        }

        var ids = Column(raw, count);
        var runs = Column(raw, count);
        var lengths = Column(raw, count);
        var entries = new PmTilesEntry[count];
        ulong id = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            id += ids[i];
            var offset = ReadVarint(raw);
            if (offset == 0 && i == 0)
            {
                throw new InvalidDataException("The first entry of a directory has no offset.");
            }

            var start = offset == 0 ? entries[i - 1].Offset + entries[i - 1].Length : offset - 1;
            entries[i] = new PmTilesEntry(id, start, checked((uint)lengths[i]), checked((uint)runs[i]));
        }

        return entries;
    }

    public static byte[] Gzip(ReadOnlySpan<byte> data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(data);
        }

        return packed.ToArray();
    }

    private static ulong[] Column(Stream raw, ulong count)
    {
        var column = new ulong[count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = ReadVarint(raw);
        }

        return column;
    }

    private static void WriteVarint(Stream target, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            target.WriteByte((byte)(value | 0x80));
        }

        target.WriteByte((byte)value);
    }

    private static ulong ReadVarint(Stream source)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = source.ReadByte();
            if (b < 0)
            {
                throw new InvalidDataException("The directory ends in the middle.");
            }

            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number of the directory is too long.");
    }
}
