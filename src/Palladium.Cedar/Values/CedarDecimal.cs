using System.Globalization;

namespace Palladium.Cedar;

/// <summary>A fixed-point number with four digits after the point, from -922337203685477.5808 to 922337203685477.5807.</summary>
/// <param name="tenThousandths">The number times 10,000.</param>
public sealed class CedarDecimal(long tenThousandths) : CedarValue
{
    /// <summary>The number times 10,000.</summary>
    public long TenThousandths { get; } = tenThousandths;

    /// <inheritdoc/>
    public override string TypeName => "decimal";

    internal override Evaluation.Value Packed => new(Evaluation.NumberKind.Decimal, TenThousandths);

    /// <summary>The number as <see cref="Parse"/> reads it.</summary>
    internal string Text
    {
        get
        {
            var magnitude = Int128.Abs(TenThousandths);
            var sign = TenThousandths < 0 ? "-" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{magnitude / 10000}.{(int)(magnitude % 10000):0000}");
        }
    }

    /// <summary>Reads digits, a point and one to four digits, with an optional minus in front.</summary>
    /// <returns>Null when the text has another form or the number does not fit.</returns>
    public static CedarDecimal? Parse(string text) => TryParse(text, out var tenThousandths) ? new CedarDecimal(tenThousandths) : null;

    internal static bool TryParse(string text, out long tenThousandths)
    {
        tenThousandths = 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var negative = text.StartsWith('-');
        var start = negative ? 1 : 0;
        var fraction = text.Length - point - 1;
        if (point <= start || fraction is < 1 or > 4)
        {
            return false;
        }

        Int128 value = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (i == point)
            {
                continue;
            }

            if (!char.IsAsciiDigit(text[i]) || value > long.MaxValue)
            {
                return false;
            }

            value = (value * 10) + (text[i] - '0');
        }

        for (; fraction < 4; fraction++)
        {
            value *= 10;
        }

        value = negative ? -value : value;
        if (value < long.MinValue || value > long.MaxValue)
        {
            return false;
        }

        tenThousandths = (long)value;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is CedarDecimal that && that.TenThousandths == TenThousandths;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(1, TenThousandths);

    /// <inheritdoc/>
    public override string ToString() => $"decimal(\"{Text}\")";
}
