using System.Buffers.Binary;

namespace Palladium.Log;

/// <summary>A round of writing tiles.</summary>
/// <param name="Head">The head that they are of.</param>
/// <param name="Note">The note that went with it.</param>
/// <param name="Files">What to write.</param>
/// <param name="Partials">The partial tiles of that head, written now or before.</param>
internal sealed record TileFlush(LogHead Head, ReadOnlyMemory<byte> Note, IReadOnlyList<DiskWrite> Files, HashSet<TilePath> Partials);

/// <summary>Which tile files a head needs that are not there yet.</summary>
internal static class TileWriting
{
    public static TileFlush Plan(LogSnapshot head, HashSet<TilePath> present, ReadOnlyMemory<byte> note)
    {
        var files = new List<DiskWrite>();
        var partials = new HashSet<TilePath>();
        // Entries first, then the hashes over them, upwards: what stands is never above what it stands on.
        Add(TilePath.Entries, head.Leaves, Bundle, present, files, partials);
        for (var level = 0; level < head.Levels.Length; level++)
        {
            Add(level, head.Levels[level], Hashes, present, files, partials);
        }

        return new TileFlush(head.Head, note, files, partials);
    }

    private static void Add<T>(
        int level,
        WindowSlice<T> window,
        Func<ReadOnlyMemory<T>, byte[]> encode,
        HashSet<TilePath> present,
        List<DiskWrite> files,
        HashSet<TilePath> partials)
    {
        for (var at = window.Start; at < window.End; at += TilePath.FullWidth)
        {
            var width = (int)Math.Min(TilePath.FullWidth, window.End - at);
            var path = new TilePath(level, at / TilePath.FullWidth, width);
            if (!path.IsFull)
            {
                partials.Add(path);
            }

            if (!present.Contains(path))
            {
                var items = window.Items.AsMemory((int)(at - window.Start), width);
                files.Add(new DiskWrite(path.ToString(), encode(items)));
            }
        }
    }

    public static byte[] Hashes(ReadOnlyMemory<TreeHash> hashes)
    {
        var bytes = new byte[hashes.Length * TreeHash.Size];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes.Span[i].CopyTo(bytes.AsSpan(i * TreeHash.Size));
        }

        return bytes;
    }

    public static byte[] Bundle(ReadOnlyMemory<ReadOnlyMemory<byte>> leaves)
    {
        var length = 0;
        foreach (var leaf in leaves.Span)
        {
            length += 2 + leaf.Length;
        }

        var bundle = new byte[length];
        var rest = bundle.AsSpan();
        foreach (var leaf in leaves.Span)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)leaf.Length);
            leaf.Span.CopyTo(rest[2..]);
            rest = rest[(2 + leaf.Length)..];
        }

        return bundle;
    }
}
