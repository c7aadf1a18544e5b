using System.Collections;

namespace Palladium.Cedar;

/// <summary>A set: no order, no duplicates, any mixture of types.</summary>
public sealed class CedarSet : CedarValue, IReadOnlyCollection<CedarValue>
{
    private const int ScanUpTo = 8;
    private readonly CedarValue[] _items;
    private readonly HashSet<CedarValue>? _index;
    private readonly HashSet<(Evaluation.NumberKind, long)>? _numbers;

    /// <summary>Makes a set; duplicates are dropped.</summary>
    /// <param name="items">The elements.</param>
    /// <exception cref="ArgumentException">The result would nest deeper than <see cref="CedarValue.MaxDepth"/>.</exception>
    public CedarSet(IEnumerable<CedarValue> items)
        : this(Distinct(items))
    {
    }

    private CedarSet(CedarValue[] distinct)
        : base(DepthOver(distinct))
    {
        _items = distinct;
        if (distinct.Length > ScanUpTo)
        {
            _index = [.. distinct];
            _numbers = [.. distinct.Select(v => v.Packed).Where(v => v.Reference is Evaluation.NumberKind).Select(v => ((Evaluation.NumberKind)v.Reference!, v.Number))];
        }
    }

    /// <summary>The set with nothing in it.</summary>
    public static CedarSet Empty { get; } = new CedarSet([]);

    /// <summary>How many different elements there are.</summary>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public override string TypeName => "set";

    internal CedarValue[] Items => _items;

    /// <summary>Whether an element equal to the value is in the set.</summary>
    public bool Contains(CedarValue value)
    {
        if (_index is not null)
        {
            return _index.Contains(value);
        }

        foreach (var item in _items)
        {
            if (item.Equals(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc cref="Contains(CedarValue)"/>
    internal bool Contains(in Evaluation.Value value)
    {
        if (value.Reference is CedarValue kept)
        {
            return Contains(kept);
        }

        if (_numbers is not null && value.Reference is Evaluation.NumberKind kind)
        {
            return _numbers.Contains((kind, value.Number));
        }

        foreach (var item in _items)
        {
            if (Evaluation.Value.AreEqual(item.Packed, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether every element of the other set is in this one.</summary>
    public bool ContainsAll(CedarSet other)
    {
        foreach (var item in other._items)
        {
            if (!Contains(item))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether at least one element of the other set is in this one.</summary>
    public bool ContainsAny(CedarSet other)
    {
        foreach (var item in other._items)
        {
            if (Contains(item))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) =>
        other is CedarSet that && (ReferenceEquals(this, that) || (that.Count == Count && ContainsAll(that)));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var item in _items)
        {
            hash = unchecked(hash + item.GetHashCode());
        }

        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", _items.AsEnumerable()) + "]";

    /// <inheritdoc/>
    public IEnumerator<CedarValue> GetEnumerator() => ((IEnumerable<CedarValue>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static CedarValue[] Distinct(IEnumerable<CedarValue> items) => [.. items.Distinct()];
}
