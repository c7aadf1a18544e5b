using System.Buffers.Binary;

namespace Palladium.City.Tiles;

/// <summary>The 127 bytes at the start of a PMTiles v3 archive, as far as they vary here.</summary>
internal sealed record PmTilesHeader
{
    public const int Bytes = 127;
    private const byte GzipCompression = 2;
    private const byte VectorTiles = 1;

    public required (ulong Offset, ulong Length) Root { get; init; }

    public required (ulong Offset, ulong Length) Metadata { get; init; }

    public required (ulong Offset, ulong Length) Leaves { get; init; }

    public required (ulong Offset, ulong Length) Data { get; init; }

    public ulong TileCount { get; init; }

    public byte MinZoom { get; init; }

    public byte MaxZoom { get; init; }

    public GeoBounds Bounds { get; init; } = new(-180, -85, 180, 85);

    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        "PMTiles"u8.CopyTo(bytes);
        bytes[7] = 3;
        var at = 8;
        foreach (var (offset, length) in new[] { Root, Metadata, Leaves, Data })
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), offset);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at + 8), length);
            at += 16;
        }

        for (; at < 96; at += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), TileCount);
        }

        (bytes[96], bytes[97], bytes[98], bytes[99]) = (1, GzipCompression, GzipCompression, VectorTiles);
        (bytes[100], bytes[101]) = (MinZoom, MaxZoom);
        WritePlace(bytes.AsSpan(102), Bounds.West, Bounds.South);
        WritePlace(bytes.AsSpan(110), Bounds.East, Bounds.North);
        bytes[118] = MinZoom;
        WritePlace(bytes.AsSpan(119), (Bounds.West + Bounds.East) / 2, (Bounds.South + Bounds.North) / 2);
        return bytes;
    }

    /// <summary>Null when these are not the first bytes of a gzip vector PMTiles v3 archive.</summary>
    public static PmTilesHeader? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Bytes || !bytes.StartsWith("PMTiles"u8) || bytes[7] != 3
            || bytes[97] != GzipCompression || bytes[98] != GzipCompression || bytes[99] != VectorTiles)
        {
            return null;
        }

        return new PmTilesHeader
        {
            Root = Section(bytes[8..]),
            Metadata = Section(bytes[24..]),
            Leaves = Section(bytes[40..]),
            Data = Section(bytes[56..]),
            TileCount = BinaryPrimitives.ReadUInt64LittleEndian(bytes[72..]),
            MinZoom = bytes[100],
            MaxZoom = bytes[101],
        };
    }

    private static (ulong Offset, ulong Length) Section(ReadOnlySpan<byte> at) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(at), BinaryPrimitives.ReadUInt64LittleEndian(at[8..]));

    private static void WritePlace(Span<byte> at, double longitude, double latitude)
    {
        BinaryPrimitives.WriteInt32LittleEndian(at, (int)Math.Round(longitude * 1e7));
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], (int)Math.Round(latitude * 1e7));
    }
}
