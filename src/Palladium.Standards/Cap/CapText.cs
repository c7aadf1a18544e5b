using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Palladium.Records.Scene;

namespace Palladium.Standards.Cap;

/// <summary>The small formats inside CAP's text elements, both ways.</summary>
internal static partial class CapText
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    /// <summary>CAP 1.2, 3.3.2: <c>2002-05-24T16:49:00-07:00</c>, never <c>Z</c>.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        var trimmed = text.Trim(Blanks);
        return TimeForm().IsMatch(trimmed) && DateTimeOffset.TryParseExact(
            trimmed, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>CAP 1.2, 3.3.2: UTC is written <c>-00:00</c>.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
        + (time.Offset == TimeSpan.Zero ? "-00:00" : time.ToString("zzz", CultureInfo.InvariantCulture));

    /// <summary>Case matters, and a number is not a name.</summary>
    public static bool TryCode<T>(string text, out T code)
        where T : struct, Enum
    {
        code = default;
        return Array.IndexOf(Enum.GetNames<T>(), text) >= 0 && Enum.TryParse(text, out code);
    }

    /// <summary>Identifier and sender: no spaces, commas or restricted characters (CAP 1.2, 3.2.1).</summary>
    public static bool IsName(string text) => text.Length > 0 && text.AsSpan().IndexOfAny(" ,<&\t\r\n") < 0;

    public static bool IsLanguage(string text) => LanguageForm().IsMatch(text);

    public static bool TryPoint(string text, out GeoPoint point)
    {
        point = default;
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !TryNumber(text[..comma], out var latitude) || !TryNumber(text[(comma + 1)..], out var longitude))
        {
            return false;
        }

        point = new GeoPoint(latitude, longitude);
        return point.IsValid;
    }

    public static bool TryRing(string text, out IReadOnlyList<GeoPoint> ring)
    {
        var points = new List<GeoPoint>();
        ring = points;
        foreach (var pair in text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryPoint(pair, out var point))
            {
                return false;
            }

            points.Add(point);
        }

        return IsRing(points);
    }

    /// <summary>CAP 1.2, 3.2.4: at least four points, the first and the last the same.</summary>
    public static bool IsRing(IReadOnlyList<GeoPoint> ring) => ring.Count >= 4 && ring[0] == ring[^1];

    public static bool TryCircle(string text, out CapCircle circle)
    {
        circle = default;
        var parts = text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !TryPoint(parts[0], out var center) || !TryNumber(parts[1], out var radius) || radius < 0)
        {
            return false;
        }

        circle = new CapCircle(center, radius);
        return true;
    }

    public static string Point(GeoPoint point) => $"{Number(point.Latitude)},{Number(point.Longitude)}";

    public static string Number(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E', StringComparison.Ordinal)
            ? decimal.Round((decimal)value, 12).ToString(CultureInfo.InvariantCulture)
            : shortest;
    }

    /// <summary>A list in one element: separated by blanks, items with blanks in double quotes (<c>addresses</c>, <c>incidents</c>).</summary>
    public static IReadOnlyList<string> Words(string text) =>
        [.. WordForm().Matches(text).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)];

    public static string Join(IEnumerable<string> words)
    {
        var text = new StringBuilder();
        foreach (var word in words)
        {
            text.Append(text.Length == 0 ? "" : " ");
            text.Append(word.AsSpan().IndexOfAny(Blanks) < 0 ? word : $"\"{word}\"");
        }

        return text.ToString();
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}:[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageForm();

    [GeneratedRegex("\"([^\"]*)\"|[^ \t\r\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordForm();
}
