using System.Globalization;

namespace Palladium.Web.Words;

/// <summary>Words for times and sizes. The relative ones follow the same table as <c>wwwroot/js/time.js</c>, which ages them in place.</summary>
public static class Relative
{
    /// <summary>"now", "12 s ago", "3 min ago", "in 2 h".</summary>
    public static string Of(DateTimeOffset then, DateTimeOffset now)
    {
        // Halves away from zero downwards, as JavaScript's Math.round does.
        var seconds = (long)Math.Floor(((now - then).TotalMilliseconds / 1000) + 0.5);
        var s = Math.Abs(seconds);
        if (s < 5)
        {
            return "now";
        }

        var words = Length(s);
        return seconds >= 0 ? $"{words} ago" : $"in {words}";
    }

    /// <summary>A length of time by its largest unit: "90 s" is "1 min".</summary>
    public static string Length(long seconds) => seconds switch
    {
        < 60 => $"{seconds} s",
        < 3_600 => $"{seconds / 60} min",
        < 86_400 => $"{seconds / 3_600} h",
        _ => $"{seconds / 86_400} d",
    };

    /// <summary>A count with thin grouping: 18,204.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A measured value: at most four significant digits, no trailing zeros.</summary>
    public static string Value(double value) => Math.Abs(value) switch
    {
        >= 1_000_000 => $"{(value / 1_000_000).ToString("0.##", CultureInfo.InvariantCulture)} M",
        >= 10_000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>A length of time in whole milliseconds; a shorter one is told as such.</summary>
    public static string Milliseconds(double value) => value < 1 ? "under 1 ms" : $"{value.ToString("N0", CultureInfo.InvariantCulture)} ms";

    /// <summary>A share in whole percent; what is more than nothing is at least 1 %.</summary>
    public static string Percent(double value) => $"{Math.Ceiling(value).ToString("0", CultureInfo.InvariantCulture)} %";

    /// <summary>Bytes in the unit that keeps it short.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_024 => $"{bytes} B",
        < 1_048_576 => $"{bytes / 1_024} KB",
        < 1_073_741_824 => $"{bytes / 1_048_576} MB",
        _ => $"{(bytes / 1_073_741_824.0).ToString("0.#", CultureInfo.InvariantCulture)} GB",
    };
}
