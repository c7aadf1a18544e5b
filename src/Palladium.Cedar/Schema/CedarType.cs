namespace Palladium.Cedar.Schema;

/// <summary>What the validator knows of a bool.</summary>
internal enum Truth
{
    Any,
    True,
    False,
}

/// <summary>A type of the validator. Types of a schema may share parts, so walks stop at identical objects.</summary>
internal abstract record CedarType
{
    public static readonly CedarType Bool = new BoolType(Truth.Any);
    public static readonly CedarType True = new BoolType(Truth.True);
    public static readonly CedarType False = new BoolType(Truth.False);
    public static readonly CedarType Long = new NamedType("Long");
    public static readonly CedarType String = new NamedType("String");
    public static readonly CedarType Decimal = new NamedType("decimal");
    public static readonly CedarType Ip = new NamedType("ipaddr");
    public static readonly CedarType Datetime = new NamedType("datetime");
    public static readonly CedarType Duration = new NamedType("duration");

    /// <summary>How deep sets and records are nested, and how many types are in it when written out; the resolver bounds both.</summary>
    public virtual int Depth => 1;

    /// <inheritdoc cref="Depth"/>
    public virtual long Size => 1;

    /// <summary>The types that need no declaration.</summary>
    public static CedarType? BuiltIn(string name) => name switch
    {
        "Bool" => Bool,
        "Long" => Long,
        "String" => String,
        "decimal" => Decimal,
        "ipaddr" => Ip,
        "datetime" => Datetime,
        "duration" => Duration,
        _ => null,
    };

    /// <summary>The least type that holds the values of both, or null: strict mode knows no unions.</summary>
    public static CedarType? Join(CedarType a, CedarType b)
    {
        if (ReferenceEquals(a, b))
        {
            return a;
        }

        switch (a, b)
        {
            case (BoolType x, BoolType y):
                return x.Value == y.Value ? x : Bool;
            case (SetType x, SetType y):
                return Join(x.Element, y.Element) is { } element ? new SetType(element) : null;
            case (RecordType x, RecordType y):
                return JoinRecords(x, y);
            case (NamedType x, NamedType y):
                return x.Name == y.Name ? x : null;
            case (EntityType x, EntityType y):
                return x.Name == y.Name ? x : null;
            default:
                return null;
        }
    }

    private static RecordType? JoinRecords(RecordType a, RecordType b)
    {
        if (a.Attributes.Count != b.Attributes.Count)
        {
            return null;
        }

        var joined = new Dictionary<string, AttributeType>(StringComparer.Ordinal);
        foreach (var (name, x) in a.Attributes)
        {
            if (!b.Attributes.TryGetValue(name, out var y) || x.IsRequired != y.IsRequired || Join(x.Type, y.Type) is not { } type)
            {
                return null;
            }

            joined[name] = new AttributeType(type, x.IsRequired);
        }

        return new RecordType(joined);
    }
}

internal sealed record BoolType(Truth Value) : CedarType
{
    public override string ToString() => "Bool";
}

/// <summary>Long, String or an extension type.</summary>
internal sealed record NamedType(string Name) : CedarType
{
    public override string ToString() => Name;
}

internal sealed record EntityType(string Name) : CedarType
{
    public override string ToString() => Name;
}

internal sealed record SetType(CedarType Element) : CedarType
{
    public override int Depth { get; } = Element.Depth + 1;

    public override long Size { get; } = Element.Size + 1;

    public override string ToString() => $"Set<{(Element is SetType or RecordType ? "..." : Element)}>";
}

internal sealed record AttributeType(CedarType Type, bool IsRequired);

internal sealed record RecordType(IReadOnlyDictionary<string, AttributeType> Attributes) : CedarType
{
    public static readonly RecordType Empty = new(new Dictionary<string, AttributeType>());

    public override int Depth { get; } = Attributes.Values.Select(a => a.Type.Depth).DefaultIfEmpty(0).Max() + 1;

    public override long Size { get; } = Attributes.Values.Sum(a => a.Type.Size) + 1;

    public override string ToString() => "{" + string.Join(", ", Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Take(5).Select(a => a.Value.IsRequired ? a.Key : a.Key + "?")) + "}";
}
