using System.Globalization;

namespace Palladium.Cedar;

/// <summary>True or false; there are exactly two objects.</summary>
public sealed class CedarBool : CedarValue
{
    private CedarBool(bool value) => Value = value;

    /// <summary>True.</summary>
    public static CedarBool True { get; } = new(true);

    /// <summary>False.</summary>
    public static CedarBool False { get; } = new(false);

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override string TypeName => "bool";

    internal override Evaluation.Value Packed => Evaluation.Value.Of(Value);

    /// <summary>The object for a value.</summary>
    public static CedarBool Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value ? 1 : 2;

    /// <inheritdoc/>
    public override string ToString() => Value ? "true" : "false";
}

/// <summary>A 64-bit signed integer.</summary>
public sealed class CedarLong : CedarValue
{
    private static readonly CedarLong[] Small = [.. Enumerable.Range(-128, 1152).Select(i => new CedarLong(i))];

    private CedarLong(long value) => Value = value;

    /// <summary>The value.</summary>
    public long Value { get; }

    /// <inheritdoc/>
    public override string TypeName => "long";

    internal override Evaluation.Value Packed => Evaluation.Value.Long(Value);

    /// <summary>The object for a value; small ones are shared.</summary>
    public static CedarLong Of(long value) => value is >= -128 and < 1024 ? Small[value + 128] : new CedarLong(value);

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is CedarLong that && that.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Text, compared ordinally.</summary>
/// <param name="value">The text.</param>
public sealed class CedarString(string value) : CedarValue
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override string TypeName => "string";

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is CedarString that && that.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Syntax.CedarText.Quote(Value);
}

/// <summary>A reference to an entity, whether or not a store holds it.</summary>
/// <param name="uid">The entity's name.</param>
public sealed class CedarEntity(EntityUid uid) : CedarValue
{
    /// <summary>The entity's name.</summary>
    public EntityUid Uid { get; } = uid;

    /// <inheritdoc/>
    public override string TypeName => "entity";

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is CedarEntity that && that.Uid.Equals(Uid);

    /// <inheritdoc/>
    public override int GetHashCode() => Uid.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Uid.ToString();
}
