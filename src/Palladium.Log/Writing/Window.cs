namespace Palladium.Log;

/// <summary>
/// The end of a long row that is still in memory: positions from <see cref="Start"/> on. One thread adds; slices already
/// given out stay right, because what they show is never written again.
/// </summary>
internal sealed class Window<T>
{
    private T[] _items = new T[16];
    private int _count;

    public long Start { get; private set; }

    public long End => Start + _count;

    public void Add(T item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = item;
    }

    public WindowSlice<T> Slice() => new(Start, _items, _count);

    /// <summary>Begins at a position before anything was added.</summary>
    public void StartAt(long start) => Start = start;

    /// <summary>Forgets what lies before a position.</summary>
    public void TrimTo(long start)
    {
        if (start <= Start)
        {
            return;
        }

        var gone = (int)(start - Start);
        var kept = new T[Math.Max(16, _count - gone)];
        Array.Copy(_items, gone, kept, 0, _count - gone);
        (_items, _count, Start) = (kept, _count - gone, start);
    }
}

/// <summary>What a window showed at one moment.</summary>
internal readonly record struct WindowSlice<T>(long Start, T[] Items, int Count)
{
    public long End => Start + Count;

    public ReadOnlySpan<T> From(long position, int count) => Items.AsSpan(0, Count).Slice((int)(position - Start), count);
}
