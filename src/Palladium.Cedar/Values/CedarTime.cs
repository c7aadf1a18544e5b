using System.Globalization;

namespace Palladium.Cedar;

/// <summary>A moment: milliseconds since 1970-01-01T00:00:00Z, no leap seconds.</summary>
/// <param name="milliseconds">Milliseconds since the epoch; may be negative.</param>
public sealed class CedarDatetime(long milliseconds) : CedarValue
{
    private const long Day = 86_400_000;

    /// <summary>Milliseconds since the epoch.</summary>
    public long Milliseconds { get; } = milliseconds;

    /// <inheritdoc/>
    public override string TypeName => "datetime";

    internal override Evaluation.Value Packed => new(Evaluation.NumberKind.Datetime, Milliseconds);

    /// <summary>The moment as <see cref="Parse"/> reads it; null before the year 1 and after 9999.</summary>
    internal string? Text
    {
        get
        {
            const long first = -62_135_596_800_000, last = 253_402_300_799_999;
            return Milliseconds is >= first and <= last
                ? DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                : null;
        }
    }

    /// <summary>Reads <c>YYYY-MM-DD</c>, optionally with <c>Thh:mm:ss[.SSS](Z|+hhmm|-hhmm)</c>.</summary>
    /// <returns>Null when the text has another form or the day or time does not exist.</returns>
    public static CedarDatetime? Parse(string text) => TryParse(text, out var milliseconds) ? new CedarDatetime(milliseconds) : null;

    internal static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        var at = 0;
        if (!Number(text, ref at, 4, out var year) || !Mark(text, ref at, '-') || !Number(text, ref at, 2, out var month)
            || !Mark(text, ref at, '-') || !Number(text, ref at, 2, out var day)
            || month is < 1 or > 12 || day < 1 || day > DaysIn(year, month))
        {
            return false;
        }

        milliseconds = DaysFromEpoch(year, month, day) * Day;
        if (at == text.Length)
        {
            return true;
        }

        if (!Mark(text, ref at, 'T') || !Number(text, ref at, 2, out var hour) || !Mark(text, ref at, ':')
            || !Number(text, ref at, 2, out var minute) || !Mark(text, ref at, ':') || !Number(text, ref at, 2, out var second)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var milli = 0;
        if ((Mark(text, ref at, '.') && !Number(text, ref at, 3, out milli)) || Zone(text, at) is not { } zone)
        {
            return false;
        }

        milliseconds += (((((hour * 60L) + minute) * 60) + second) * 1000) + milli - zone;
        return true;
    }

    /// <summary>The start of the day (UTC) the moment is in; null when that cannot be represented.</summary>
    public CedarDatetime? ToDate() =>
        Milliseconds < long.MinValue + TimeOfDay(Milliseconds) ? null : new CedarDatetime(Milliseconds - TimeOfDay(Milliseconds));

    /// <summary>The moment a length of time later; null when that cannot be represented.</summary>
    public CedarDatetime? Offset(CedarDuration duration)
    {
        ArgumentNullException.ThrowIfNull(duration);
        var sum = (Int128)Milliseconds + duration.Milliseconds;
        return sum < long.MinValue || sum > long.MaxValue ? null : new CedarDatetime((long)sum);
    }

    /// <summary>The time from another moment to this one; null when that cannot be represented.</summary>
    public CedarDuration? Since(CedarDatetime other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var difference = (Int128)Milliseconds - other.Milliseconds;
        return difference < long.MinValue || difference > long.MaxValue ? null : new CedarDuration((long)difference);
    }

    /// <summary>The time passed since the start of the day (UTC).</summary>
    public CedarDuration ToTime() => new(TimeOfDay(Milliseconds));

    internal static long TimeOfDay(long milliseconds) => ((milliseconds % Day) + Day) % Day;

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is CedarDatetime that && that.Milliseconds == Milliseconds;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(3, Milliseconds);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"datetime(\"1970-01-01\").offset(duration(\"{Milliseconds}ms\"))");

    private static long? Zone(string text, int at)
    {
        if (text.AsSpan(at) is "Z")
        {
            return 0;
        }

        var ahead = Mark(text, ref at, '+');
        if ((!ahead && !Mark(text, ref at, '-')) || !Number(text, ref at, 2, out var hours) || !Number(text, ref at, 2, out var minutes)
            || at != text.Length || hours > 23 || minutes > 59)
        {
            return null;
        }

        var offset = ((hours * 60L) + minutes) * 60_000;
        return ahead ? offset : -offset;
    }

    private static bool Mark(string text, ref int at, char mark)
    {
        if (at >= text.Length || text[at] != mark)
        {
            return false;
        }

        at++;
        return true;
    }

    private static bool Number(string text, ref int at, int digits, out int value)
    {
        value = 0;
        if (text.Length - at < digits || text.AsSpan(at, digits).ContainsAnyExceptInRange('0', '9') || !int.TryParse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        at += digits;
        return true;
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static int DaysIn(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // .NET's calendar starts in year 1; Cedar's in year 0, which has the shape of year 400.
    private static long DaysFromEpoch(int year, int month, int day)
    {
        var shifted = new DateOnly(year == 0 ? 400 : year, month, day).DayNumber - (year == 0 ? 146_097 : 0);
        return shifted - new DateOnly(1970, 1, 1).DayNumber;
    }
}

/// <summary>A length of time in milliseconds.</summary>
/// <param name="milliseconds">The length; may be negative.</param>
public sealed class CedarDuration(long milliseconds) : CedarValue
{
    private static readonly (string Unit, long Factor)[] Units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>The length.</summary>
    public long Milliseconds { get; } = milliseconds;

    /// <inheritdoc/>
    public override string TypeName => "duration";

    internal override Evaluation.Value Packed => new(Evaluation.NumberKind.Duration, Milliseconds);

    /// <summary>The length as <see cref="Parse"/> reads it.</summary>
    internal string Text => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}ms");

    /// <summary>Reads quantities with the units d, h, m, s, ms in this order, each at most once, with an optional minus in front.</summary>
    /// <returns>Null when the text has another form or the sum does not fit.</returns>
    public static CedarDuration? Parse(string text) => TryParse(text, out var milliseconds) ? new CedarDuration(milliseconds) : null;

    internal static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        var negative = text.StartsWith('-');
        var at = negative ? 1 : 0;
        if (at == text.Length)
        {
            return false;
        }

        Int128 sum = 0;
        var nextUnit = 0;
        while (at < text.Length)
        {
            var end = at;
            Int128 quantity = 0;
            for (; end < text.Length && char.IsAsciiDigit(text[end]) && quantity <= long.MaxValue; end++)
            {
                quantity = (quantity * 10) + (text[end] - '0');
            }

            var unitEnd = end;
            while (unitEnd < text.Length && char.IsAsciiLetterLower(text[unitEnd]))
            {
                unitEnd++;
            }

            var unit = nextUnit;
            while (unit < Units.Length && !text.AsSpan(end, unitEnd - end).SequenceEqual(Units[unit].Unit))
            {
                unit++;
            }

            if (end == at || unit == Units.Length)
            {
                return false;
            }

            sum += quantity * Units[unit].Factor;
            nextUnit = unit + 1;
            at = unitEnd;
        }

        sum = negative ? -sum : sum;
        if (sum < long.MinValue || sum > long.MaxValue)
        {
            return false;
        }

        milliseconds = (long)sum;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is CedarDuration that && that.Milliseconds == Milliseconds;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(4, Milliseconds);

    /// <inheritdoc/>
    public override string ToString() => $"duration(\"{Text}\")";
}
