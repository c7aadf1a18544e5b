namespace Palladium.Cedar.Evaluation;

/// <summary>A set, whoever made it.</summary>
internal readonly ref struct SetView
{
    private readonly CedarSet? _kept;
    private readonly ReadOnlySpan<Value> _scratch;

    private SetView(object set)
    {
        _kept = set as CedarSet;
        _scratch = _kept is null ? ((ScratchSet)set).Items : default;
    }

    /// <summary>How many elements there are, those that occur twice counted twice.</summary>
    public int Count => _kept?.Count ?? _scratch.Length;

    public Value this[int index] => _kept is null ? _scratch[index] : _kept.Items[index].Packed;

    public static bool IsSet(in Value value) => value.Reference is CedarSet or ScratchSet;

    public static SetView Of(in Value value) => new(value.Reference!);

    public bool Contains(in Value value)
    {
        if (_kept is not null)
        {
            return _kept.Contains(value);
        }

        foreach (ref readonly var item in _scratch)
        {
            if (Value.AreEqual(item, value))
            {
                return true;
            }
        }

        return false;
    }

    public bool ContainsAll(SetView other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            if (!Contains(other[i]))
            {
                return false;
            }
        }

        return true;
    }

    public bool ContainsAny(SetView other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            if (Contains(other[i]))
            {
                return true;
            }
        }

        return false;
    }

    public bool Equals(SetView other) => _kept is not null && other._kept is not null
        ? _kept.Equals(other._kept)
        : ContainsAll(other) && other.ContainsAll(this);
}

/// <summary>A record, whoever made it.</summary>
internal readonly ref struct RecordView
{
    private readonly CedarRecord? _kept;
    private readonly ScratchRecord? _scratch;

    private RecordView(object record)
    {
        _kept = record as CedarRecord;
        _scratch = record as ScratchRecord;
    }

    private int Count => _kept?.Count ?? _scratch!.Names.Length;

    public static RecordView Of(in Value value) => new(value.Reference!);

    /// <summary>The attribute's value, or <see cref="Value.Error"/> where there is none.</summary>
    public Value Find(in AttributeName name)
    {
        if (_kept is not null)
        {
            return _kept.Find(name.Text, name.Hash) is { } found ? found.Packed : Value.Error;
        }

        for (var i = 0; i < _scratch!.Names.Length; i++)
        {
            if (_scratch.Names[i].Hash == name.Hash && _scratch.Names[i].Text == name.Text)
            {
                return _scratch.Values[i];
            }
        }

        return Value.Error;
    }

    public bool Equals(RecordView other)
    {
        if (_kept is not null && other._kept is not null)
        {
            return _kept.Equals(other._kept);
        }

        if (Count != other.Count)
        {
            return false;
        }

        if (_scratch is not { } scratch)
        {
            return other.Equals(this);
        }

        for (var i = 0; i < scratch.Names.Length; i++)
        {
            var their = other.Find(scratch.Names[i]);
            if (their.IsError || !Value.AreEqual(scratch.Values[i], their))
            {
                return false;
            }
        }

        return true;
    }
}
