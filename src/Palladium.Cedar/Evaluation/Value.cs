namespace Palladium.Cedar.Evaluation;

/// <summary>The kind of a value that is a number; there is one object for each.</summary>
internal sealed class NumberKind(string typeName)
{
    public static readonly NumberKind Bool = new("bool");
    public static readonly NumberKind Long = new("long");
    public static readonly NumberKind Decimal = new("decimal");
    public static readonly NumberKind Datetime = new("datetime");
    public static readonly NumberKind Duration = new("duration");

    public string TypeName { get; } = typeName;
}

/// <summary>
/// A value while it is computed with, which allocates nothing: a <see cref="NumberKind"/> with the number; an object of
/// <see cref="CedarValue"/>; a set or record that the frame lends out; or, without anything, an error that the frame has.
/// </summary>
internal readonly struct Value(object? reference, long number)
{
    public readonly object? Reference = reference;
    public readonly long Number = number;

    public static Value Error => default;

    public bool IsError => Reference is null;

    public string TypeName => Reference switch
    {
        NumberKind kind => kind.TypeName,
        CedarValue value => value.TypeName,
        ScratchSet => "set",
        _ => "record",
    };

    public static Value Of(bool value) => new(NumberKind.Bool, value ? 1 : 0);

    public static Value Long(long value) => new(NumberKind.Long, value);

    public bool Is(NumberKind kind) => ReferenceEquals(Reference, kind);

    /// <summary>Equality as <c>==</c> in a policy: values of different types are never equal.</summary>
    public static bool AreEqual(in Value a, in Value b)
    {
        if (ReferenceEquals(a.Reference, b.Reference))
        {
            return a.Number == b.Number;
        }

        return (a.Reference, b.Reference) switch
        {
            (CedarString x, CedarString y) => x.Value == y.Value,
            (CedarEntity x, CedarEntity y) => x.Uid.Equals(y.Uid),
            (CedarIp x, CedarIp y) => x.Range == y.Range,
            (CedarSet or ScratchSet, CedarSet or ScratchSet) => SetView.Of(a).Equals(SetView.Of(b)),
            (CedarRecord or ScratchRecord, CedarRecord or ScratchRecord) => RecordView.Of(a).Equals(RecordView.Of(b)),
            _ => false,
        };
    }

    /// <summary>The value as an object that may be kept.</summary>
    /// <exception cref="ArgumentException">It nests deeper than <see cref="CedarValue.MaxDepth"/>.</exception>
    public CedarValue Keep()
    {
        switch (Reference)
        {
            case NumberKind kind when kind == NumberKind.Bool:
                return CedarBool.Of(Number != 0);
            case NumberKind kind when kind == NumberKind.Long:
                return CedarLong.Of(Number);
            case NumberKind kind when kind == NumberKind.Decimal:
                return new CedarDecimal(Number);
            case NumberKind kind when kind == NumberKind.Datetime:
                return new CedarDatetime(Number);
            case NumberKind:
                return new CedarDuration(Number);
            case CedarIp ip:
                return new CedarIp(ip.Range);
            case CedarValue value:
                return value;
            case ScratchSet set:
                return new CedarSet(set.Items.ToArray().Select(item => item.Keep()));
            default:
                var record = (ScratchRecord)Reference!;
                return new CedarRecord(record.Names.Zip(record.Values.ToArray(), (name, value) => KeyValuePair.Create(name.Text, value.Keep())));
        }
    }
}
