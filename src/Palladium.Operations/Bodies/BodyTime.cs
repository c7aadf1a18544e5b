using System.Globalization;

namespace Palladium.Operations.Bodies;

/// <summary>Times in bodies: RFC 3339 in UTC with exactly three decimals, so that one instant has one spelling.</summary>
public static class BodyTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes an instant, truncated to the millisecond.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>An instant as a body can say it: what is shown at once and what is read from the log later are then the same.</summary>
    public static DateTimeOffset Sayable(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Reads exactly what <see cref="Write"/> writes.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
