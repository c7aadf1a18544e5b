using System.Globalization;

namespace Palladium.Log;

/// <summary>
/// Address of a tile (C2SP tlog-tiles): <see cref="Width"/> consecutive hashes of subtrees of 256^<see cref="Level"/> leaves,
/// or an entry bundle when the level is <see cref="Entries"/>.
/// </summary>
/// <param name="Level">0 to 7 for hashes, or <see cref="Entries"/>.</param>
/// <param name="Index">Number of the tile in its level, from 0.</param>
/// <param name="Width">1 to 256; below 256 the tile is partial.</param>
public readonly record struct TilePath(int Level, long Index, int Width)
{
    /// <summary>Hashes or entries in a full tile.</summary>
    public const int FullWidth = 256;

    /// <summary>The level that stands for entry bundles.</summary>
    public const int Entries = -1;

    // 256^8 leaves exceed a long, so no tile above level 7 can exist here although the specification allows 63.
    internal const int Levels = 8;

    /// <summary>True when the tile holds 256.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>The same tile when it is complete.</summary>
    public TilePath Full => this with { Width = FullWidth };

    /// <summary>Width of the last tile of a level in a tree of <paramref name="size"/> leaves; 0 when that tile is empty.</summary>
    public static int PartialWidth(int level, long size) => (int)((size >> (8 * Math.Max(level, 0))) & 0xff);

    /// <summary>Full tiles of a level in a tree of <paramref name="size"/> leaves.</summary>
    public static long FullTiles(int level, long size)
    {
        var shift = 8 * (Math.Max(level, 0) + 1);
        return shift > 62 ? 0 : size >> shift;
    }

    /// <summary>The partial tiles of a tree of <paramref name="size"/> leaves: the entry bundle first, then hashes upwards.</summary>
    public static IEnumerable<TilePath> Partials(long size)
    {
        for (var level = Entries; level < Levels; level++)
        {
            if (PartialWidth(level, size) is > 0 and var width)
            {
                yield return new TilePath(level, FullTiles(level, size), width);
            }
        }
    }

    /// <summary>The leaf after the last one that the full tile stands over (tlog-tiles, end index); <see cref="long.MaxValue"/> where that exceeds it.</summary>
    public long EndIndex
    {
        get
        {
            var shift = 8 * (Math.Max(Level, 0) + 1);
            return shift > 62 || Index + 1 > long.MaxValue >> shift ? long.MaxValue : (Index + 1) << shift;
        }
    }

    /// <summary>True when a log that publishes entries from <paramref name="minimumIndex"/> on need not serve this tile (tlog-tiles, Pruning).</summary>
    public bool MayBePruned(long minimumIndex) => EndIndex <= minimumIndex;

    /// <summary>The path below the log's prefix, such as <c>tile/0/x001/x234/067.p/5</c>.</summary>
    public override string ToString()
    {
        var number = (Index % 1000).ToString("d3", CultureInfo.InvariantCulture);
        for (var rest = Index / 1000; rest > 0; rest /= 1000)
        {
            number = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:d3}/{number}");
        }

        var level = Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
        return IsFull
            ? $"tile/{level}/{number}"
            : string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{number}.p/{Width}");
    }

    /// <summary>Reads a path in exactly the form that <see cref="ToString"/> writes; anything else is not a tile.</summary>
    public static bool TryParse(string? text, out TilePath path)
    {
        path = default;
        var parts = text is null || text.Length > 80 ? [] : text.Split('/');
        if (parts.Length < 3 || parts[0] != "tile")
        {
            return false;
        }

        var width = FullWidth;
        var end = parts.Length;
        var isPartial = parts.Length > 3 && parts[^2].EndsWith(".p", StringComparison.Ordinal);
        if (isPartial)
        {
            if (!TryNumber(parts[^1], out width))
            {
                return false;
            }

            end--;
            parts[end - 1] = parts[end - 1][..^2];
        }

        long index = 0;
        for (var i = 2; i < end; i++)
        {
            var digits = i == end - 1 ? parts[i] : parts[i].Length == 4 && parts[i][0] == 'x' ? parts[i][1..] : string.Empty;
            if (digits.Length != 3 || !TryNumber(digits, out var value) || index > (long.MaxValue / 1000) - 1)
            {
                return false;
            }

            index = (index * 1000) + value;
        }

        var level = Entries;
        if (parts[1] != "entries" && !TryNumber(parts[1], out level))
        {
            return false;
        }

        path = new TilePath(level, index, width);
        // Writing it again excludes leading zeros and every other second spelling of the same tile.
        return level < Levels && width is >= 1 and <= FullWidth && isPartial == (width < FullWidth)
            && path.ToString() == text;
    }

    private static bool TryNumber(string digits, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
