using Microsoft.Win32.SafeHandles;
using Palladium.Records;

namespace Palladium.City.Tiles;

/// <summary>Reads single tiles of a PMTiles v3 archive; keeps only its directory in memory. Safe for many threads.</summary>
internal sealed class PmTilesReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly ulong _dataAt;
    private readonly PmTilesEntry[] _entries;

    private PmTilesReader(SafeFileHandle file, ulong dataAt, PmTilesEntry[] entries)
    {
        _file = file;
        _dataAt = dataAt;
        _entries = entries;
    }

    public static Outcome<PmTilesReader> Open(string path)
    {
        if (!File.Exists(path))
        {
            return new Refusal(path, "city.no-file", "The city folder has no tiles.pmtiles; import the city again.");
        }

        var file = File.OpenHandle(path);
        try
        {
            if (PmTilesHeader.Decode(Bytes(file, 0, PmTilesHeader.Bytes)) is { } header)
            {
                return new PmTilesReader(file, header.Data.Offset, Entries(file, header));
            }
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException or EndOfStreamException)
        {
            file.Dispose();
            return new Refusal(path, "city.bad-tiles", $"The tile archive is damaged ({e.Message}); import the city again.");
        }

        file.Dispose();
        return new Refusal(path, "city.bad-tiles", "Not a PMTiles v3 archive of gzip vector tiles; import the city again.");
    }

    /// <summary>The tile as stored, gzip; null when there is none.</summary>
    public byte[]? Tile(int zoom, int x, int y)
    {
        if (zoom is < 0 or > 26 || x < 0 || y < 0 || x >= 1 << zoom || y >= 1 << zoom)
        {
            return null;
        }

        var id = TileId.Of(zoom, x, y);
        var at = Array.BinarySearch(_entries, new PmTilesEntry(id, 0, 0, 0), ById.Instance);
        at = at < 0 ? ~at - 1 : at;
        return at >= 0 && id < _entries[at].TileId + _entries[at].RunLength
            ? Bytes(_file, _dataAt + _entries[at].Offset, _entries[at].Length)
            : null;
    }

    public void Dispose() => _file.Dispose();

    private static PmTilesEntry[] Entries(SafeFileHandle file, PmTilesHeader header)
    {
        var root = PmTilesDirectory.Decode(Bytes(file, header.Root.Offset, header.Root.Length));
        return [.. root.SelectMany(e => e.RunLength > 0
            ? [e]
            : PmTilesDirectory.Decode(Bytes(file, header.Leaves.Offset + e.Offset, e.Length)))];
    }

    private static byte[] Bytes(SafeFileHandle file, ulong offset, ulong length)
    {
        if (length > 1 << 28 || offset + length > (ulong)RandomAccess.GetLength(file))
        {
            throw new EndOfStreamException("a part lies beyond the end of the file");
        }

        var bytes = new byte[length];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), (long)offset + done);
            done += read > 0 ? read : throw new EndOfStreamException("the file ends in the middle of a part");
        }

        return bytes;
    }

    private sealed class ById : IComparer<PmTilesEntry>
    {
        public static readonly ById Instance = new();

        public int Compare(PmTilesEntry x, PmTilesEntry y) => x.TileId.CompareTo(y.TileId);
    }
}
