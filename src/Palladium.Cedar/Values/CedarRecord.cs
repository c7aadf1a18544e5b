using System.Diagnostics.CodeAnalysis;

namespace Palladium.Cedar;

/// <summary>A record: named attributes, in no order.</summary>
public sealed class CedarRecord : CedarValue
{
    private const int ScanUpTo = 10;
    private readonly Dictionary<string, CedarValue> _attributes;
    private readonly (int Hash, string Name, CedarValue Value)[]? _few;

    /// <summary>Makes a record.</summary>
    /// <param name="attributes">The attributes; a name given twice takes the last value.</param>
    /// <exception cref="ArgumentException">The result would nest deeper than <see cref="CedarValue.MaxDepth"/>.</exception>
    public CedarRecord(IEnumerable<KeyValuePair<string, CedarValue>> attributes)
        : this(Collect(attributes))
    {
    }

    /// <summary>Makes a record of pairs, for use in code.</summary>
    /// <param name="attributes">Names and values.</param>
    public CedarRecord(params (string Name, CedarValue Value)[] attributes)
        : this(attributes.Select(a => KeyValuePair.Create(a.Name, a.Value)))
    {
    }

    private CedarRecord(Dictionary<string, CedarValue> attributes)
        : base(DepthOver(attributes.Values))
    {
        _attributes = attributes;
        if (attributes.Count <= ScanUpTo)
        {
            _few = [.. attributes.Select(a => (a.Key.GetHashCode(StringComparison.Ordinal), a.Key, a.Value))];
        }
    }

    /// <summary>The record with no attributes.</summary>
    public static CedarRecord Empty { get; } = new CedarRecord(new Dictionary<string, CedarValue>());

    /// <summary>How many attributes there are.</summary>
    public int Count => _attributes.Count;

    /// <inheritdoc/>
    public override string TypeName => "record";

    /// <summary>The attributes by name.</summary>
    public IReadOnlyDictionary<string, CedarValue> Attributes => _attributes;

    /// <summary>Looks an attribute up.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CedarValue? value) => _attributes.TryGetValue(name, out value);

    /// <summary>Looks an attribute up by its name and the name's hash: in a record of few, comparing hashes is the fastest.</summary>
    internal CedarValue? Find(string name, int hash)
    {
        if (_few is null)
        {
            return _attributes.GetValueOrDefault(name);
        }

        foreach (ref readonly var attribute in _few.AsSpan())
        {
            if (attribute.Hash == hash && attribute.Name == name)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    /// <summary>Whether there is an attribute of this name.</summary>
    public bool Has(string name) => _attributes.ContainsKey(name);

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other)
    {
        if (other is not CedarRecord that || that.Count != Count)
        {
            return false;
        }

        if (ReferenceEquals(this, that))
        {
            return true;
        }

        foreach (var (name, value) in _attributes)
        {
            if (!that._attributes.TryGetValue(name, out var theirs) || !value.Equals(theirs))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = ~Count;
        foreach (var (name, value) in _attributes)
        {
            hash = unchecked(hash + HashCode.Combine(name, value.GetHashCode()));
        }

        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => "{" + string.Join(
        ", ",
        _attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{Syntax.CedarText.Quote(a.Key)}: {a.Value}")) + "}";

    private static Dictionary<string, CedarValue> Collect(IEnumerable<KeyValuePair<string, CedarValue>> attributes)
    {
        var collected = new Dictionary<string, CedarValue>(StringComparer.Ordinal);
        foreach (var (name, value) in attributes)
        {
            collected[name] = value;
        }

        return collected;
    }
}
