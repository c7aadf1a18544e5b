using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Palladium.Records;

namespace Palladium.Standards.Observations;

/// <summary>The form of one reading.</summary>
internal static partial class ObservationForm
{
    private const double Largest = 1L << 53;

    private static readonly string[] TimeForms =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static Outcome<ObservationReading> Read(
        JsonElement item, string at, string? known, DateTimeOffset now, ObservationLimits limits)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return new Refusal(at, "observation.object", "A reading is a JSON object with value, and time where the sender has a clock.");
        }

        if (!Source(item, at, known).Accepted(out var source, out var refusal)
            || !Value(item, at).Accepted(out var value, out refusal)
            || !Time(item, at, now, limits).Accepted(out var time, out refusal))
        {
            return refusal;
        }

        var hasUnit = item.TryGetProperty("unit", out var unit);
        if (hasUnit && (Text(unit) is not { Length: <= 32 } text || text.Any(char.IsControl)))
        {
            return new Refusal($"{at}/unit", "unit.form", "unit is a UCUM code of at most 32 characters.");
        }

        return new ObservationReading(source, time, value, hasUnit ? Text(unit) : null);
    }

    private static Outcome<string> Source(JsonElement item, string at, string? known)
    {
        if (!item.TryGetProperty("source", out var source))
        {
            return known ?? (Outcome<string>)new Refusal($"{at}/source", "source.missing", "source is required.");
        }

        return Text(source) is { } id && SourceForm().IsMatch(id)
            ? known is null || known == id
                ? id
                : new Refusal($"{at}/source", "source.differs", "source is not the one this message came in for.")
            : new Refusal($"{at}/source", "source.form", "source has 1 to 64 of a-z, 0-9, '-', '.', '_' and '/'.");
    }

    private static Outcome<double> Value(JsonElement item, string at)
    {
        if (!item.TryGetProperty("value", out var value))
        {
            return new Refusal($"{at}/value", "value.missing", "value is required.");
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            return new Refusal($"{at}/value", "value.not-a-number", "value is a JSON number.");
        }

        if (!value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            return new Refusal($"{at}/value", "value.not-finite", "value must be finite.");
        }

        // What is beyond could not stand in the canonical JSON of an alert's evidence.
        return Math.Abs(number) <= Largest
            ? number
            : new Refusal($"{at}/value", "value.range", "value lies between -2^53 and 2^53: choose a larger unit.");
    }

    private static Outcome<DateTimeOffset?> Time(JsonElement item, string at, DateTimeOffset now, ObservationLimits limits)
    {
        if (!item.TryGetProperty("time", out var time))
        {
            return (DateTimeOffset?)null;
        }

        if (Text(time) is not { Length: <= 40 } text || !Zoned().IsMatch(text) || !DateTimeOffset.TryParseExact(
            text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var parsed))
        {
            return new Refusal($"{at}/time", "time.form", "time is RFC 3339 with an offset, such as 2026-11-23T17:00:00Z.");
        }

        if (parsed - now > limits.MaxAhead)
        {
            return new Refusal($"{at}/time", "time.future", "time is ahead of the node's clock: mend the source's clock.");
        }

        return now - parsed > limits.MaxAge
            ? new Refusal($"{at}/time", "time.too-old", "time is too long ago.")
            : (DateTimeOffset?)parsed;
    }

    // GetString throws on text that is not valid Unicode (a lone surrogate as an escape); such text has no right form.
    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[a-z0-9\-._/]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SourceForm();

    [GeneratedRegex(@"(Z|[-+][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Zoned();
}
