namespace Palladium.Cedar.Evaluation;

/// <summary>A set made while a policy is evaluated; may hold an element twice. Lent out by its frame, which uses it again.</summary>
internal sealed class ScratchSet
{
    private Value[] _items = [];
    private int _count;

    public Span<Value> Items => _items.AsSpan(0, _count);

    public void Resize(int count)
    {
        if (_items.Length < count)
        {
            _items = new Value[count];
        }

        _count = count;
    }

    public void Clear()
    {
        Items.Clear();
        _count = 0;
    }
}

/// <summary>A record made while a policy is evaluated. Lent out by its frame, which uses it again.</summary>
internal sealed class ScratchRecord
{
    private readonly ScratchSet _values = new();

    public AttributeName[] Names { get; private set; } = [];

    public Span<Value> Values => _values.Items;

    public void Reset(AttributeName[] names)
    {
        Names = names;
        _values.Resize(names.Length);
    }

    public void Clear() => _values.Clear();
}

/// <summary>The name of an attribute with its hash, worked out once.</summary>
internal readonly struct AttributeName(string text)
{
    public string Text { get; } = text;

    public int Hash { get; } = text.GetHashCode(StringComparison.Ordinal);
}
