using System.Globalization;
using Palladium.Records;

namespace Palladium.Doctrine.Entities;

/// <summary>
/// When somebody is on duty, by the clock on the wall of a time zone: an hour that the zone skips is skipped here too, and
/// one that it repeats counts twice. Immutable.
/// </summary>
/// <remarks>
/// Written as <c>always</c>; as one period, <c>2026-11-23T08:00/2026-11-23T16:00 America/Montevideo</c>; or as hours of days of the week,
/// <c>mon-fri 22:00-06:00 America/Montevideo</c> or <c>mon,wed 08:00-16:00 UTC</c>. Hours that end before they begin belong to the day on which they begin.
/// The end itself is no longer duty.
/// </remarks>
public sealed class DutyTime
{
    private const string PeriodFormat = "yyyy-MM-dd'T'HH:mm";
    private static readonly string[] DayWords = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly string _text;
    private readonly TimeZoneInfo _zone;
    private readonly Func<DateTime, bool> _covers;

    private DutyTime(string text, TimeZoneInfo zone, Func<DateTime, bool> covers) => (_text, _zone, _covers) = (text, zone, covers);

    /// <summary>Day and night.</summary>
    public static DutyTime Always { get; } = new("always", TimeZoneInfo.Utc, _ => true);

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    public static Outcome<DutyTime> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["always"])
        {
            return Always;
        }

        if (parts.Length < 2 || !TimeZoneInfo.TryFindSystemTimeZoneById(parts[^1], out var zone))
        {
            return Refused("It ends with a time zone, for example America/Montevideo.");
        }

        return parts switch
        {
            [var period, _] when Period(period) is { } covers => new DutyTime(string.Join(' ', parts), zone, covers),
            [var days, var hours, _] when Days(days) is { } on && Hours(hours) is var (from, until) =>
                new DutyTime(string.Join(' ', parts), zone, Weekly(on, from, until)),
            _ => Refused("Expected 'always', 'mon-fri 08:00-16:00 ZONE' or '2026-11-23T08:00/2026-11-23T16:00 ZONE'."),
        };
    }

    /// <summary>Whether it is duty at an instant.</summary>
    public bool Covers(DateTimeOffset instant) => _covers(TimeZoneInfo.ConvertTime(instant, _zone).DateTime);

    /// <inheritdoc />
    public override string ToString() => _text;

    private static Refusal Refused(string words) => new("duty", "duty.form", words);

    private static Func<DateTime, bool> Weekly(bool[] on, TimeOnly from, TimeOnly until) => local =>
    {
        var time = TimeOnly.FromDateTime(local);
        var today = on[(int)local.DayOfWeek];
        return from < until
            ? today && from <= time && time < until
            : (today && from <= time) || (on[((int)local.DayOfWeek + 6) % 7] && time < until);
    };

    private static Func<DateTime, bool>? Period(string text) =>
        text.Split('/') is [var first, var last] && Moment(first) is { } from && Moment(last) is { } until && from < until
            ? local => from <= local && local < until
            : null;

    private static DateTime? Moment(string text) =>
        DateTime.TryParseExact(text, PeriodFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;

    private static (TimeOnly From, TimeOnly Until)? Hours(string text) =>
        text.Split('-') is [var first, var last]
        && TimeOnly.TryParseExact(first, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
        && TimeOnly.TryParseExact(last, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
        && from != until
            ? (from, until)
            : null;

    private static bool[]? Days(string text)
    {
        var on = new bool[7];
        foreach (var range in text.Split(','))
        {
            var ends = range.Split('-');
            var (first, last) = (Array.IndexOf(DayWords, ends[0]), Array.IndexOf(DayWords, ends[^1]));
            if (ends.Length > 2 || first < 0 || last < 0)
            {
                return null;
            }

            for (var day = first; ; day = (day + 1) % 7)
            {
                on[day] = true;
                if (day == last)
                {
                    break;
                }
            }
        }

        return on;
    }
}
