using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Palladium.Records;

namespace Palladium.Standards.Cot;

/// <summary>Reads attributes as the types that the event schema gives them, and keeps the first thing that is wrong.</summary>
internal sealed partial class CotFields
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public Refusal? Refusal { get; private set; }

    public void Require(bool holds, string field, string rule, string message)
    {
        if (!holds)
        {
            Refusal ??= new Refusal(field, rule, message);
        }
    }

    public string? Text(XElement element, string path, string name, int maxLength, bool required)
    {
        var text = element.Attribute(name)?.Value;
        Require(text is not null || !required, $"{path}/@{name}", $"cot.{name}.missing", $"{name} is required.");
        Require(
            text is null || (text.Length <= maxLength && (text.Length > 0 || !required)), $"{path}/@{name}", $"cot.{name}.form",
            $"{name} has {(required ? 1 : 0)} to {maxLength} characters.");
        return string.IsNullOrEmpty(text) ? null : text;
    }

    public string? Content(XElement? element, string path, int maxLength)
    {
        var text = element?.Value;
        Require(text is null || text.Length <= maxLength, path, $"cot.{element?.Name.LocalName}.form", $"At most {maxLength} characters.");
        return string.IsNullOrEmpty(text) ? null : text;
    }

    public string Form(XElement element, string path, string name, Regex form, string words)
    {
        var text = Text(element, path, name, 128, required: true) ?? "";
        Require(form.IsMatch(text), $"{path}/@{name}", $"cot.{name}.form", $"{name} is {words}.");
        return text;
    }

    public DateTimeOffset Time(XElement element, string path, string name)
    {
        var text = Text(element, path, name, 40, required: true) ?? "";
        DateTimeOffset time = default;
        Require(
            Zoned().IsMatch(text) && DateTimeOffset.TryParseExact(
                text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time),
            $"{path}/@{name}", $"cot.{name}.form", $"{name} is a time with its zone, such as 2026-11-23T17:00:00.000Z.");
        return time;
    }

    public double? Number(XElement element, string path, string name, double low, double high, bool required)
    {
        if (Text(element, path, name, 64, required) is not { } text)
        {
            return null;
        }

        const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var parsed = double.TryParse(text, Form, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        Require(parsed, $"{path}/@{name}", $"cot.{name}.form", $"{name} is a finite number.");
        // TAK apps write 9999999.0 also for a course or a speed that they do not know.
        Require(
            !parsed || (!required && number == CotReader.NotKnown) || (number >= low && number <= high), $"{path}/@{name}", $"cot.{name}.range",
            string.Create(CultureInfo.InvariantCulture, $"{name} is from {low} to {high}."));
        return number;
    }

    public Palladium.Records.Scene.Feed? Feed(XElement element, string path)
    {
        var feed = Text(element, path, "feed", 16, required: true);
        Require(feed is "live" or "replay" or "exercise", $"{path}/@feed", "cot.feed.form", "feed is live, replay or exercise.");
        return feed switch
        {
            "live" => Palladium.Records.Scene.Feed.Live,
            "replay" => Palladium.Records.Scene.Feed.Replay,
            "exercise" => Palladium.Records.Scene.Feed.Exercise,
            _ => null,
        };
    }

    [GeneratedRegex(@"(Z|[-+][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Zoned();
}
