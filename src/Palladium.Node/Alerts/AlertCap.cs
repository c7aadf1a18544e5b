using System.Globalization;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Standards.Cap;

namespace Palladium.Node.Alerts;

/// <summary>
/// Alerts and public messages as CAP 1.2. A revision is a message of its own: its identifier is the alert's id, a dot and
/// the revision, and an update or a cancel refers to all messages before it, as the standard asks.
/// </summary>
internal sealed class AlertCap(string network, Func<MemberId, string> nameOf)
{
    /// <summary>The latest revision of an alert.</summary>
    public CapAlert Of(AlertState alert)
    {
        var body = alert.Latest.Body;
        return new CapAlert(
            Identifier(body.Alert.Hex, body.Revision), Sender(alert.Author), body.Sent,
            Enum.Parse<CapStatus>(body.Status.ToString()), Enum.Parse<CapMessageType>(body.MessageType.ToString()),
            body.Public ? CapScope.Public : CapScope.Restricted)
        {
            Restriction = body.Public ? null : "For members of the network that its doctrine entitles.",
            Note = body.Status == AlertStatus.Exercise ? "This is an exercise." : null,
            References = [.. alert.Revisions.SkipLast(1).Select(earlier =>
                new CapReference(Sender(alert.Author), Identifier(body.Alert.Hex, earlier.Body.Revision), Whole(earlier.Body.Sent)))],
            Infos =
            [
                new CapInfo(
                    [Word(body.Category, CapCategory.Other)], body.Event, Word(body.Urgency, CapUrgency.Unknown),
                    Word(body.Severity.ToString(), CapSeverity.Unknown), Word(body.Certainty, CapCertainty.Unknown))
                {
                    SenderName = nameOf(alert.Author),
                    Onset = Whole(body.Onset),
                    Headline = body.Headline,
                    Description = OrNull(body.Description),
                    Instruction = OrNull(body.Instruction),
                    Parameters =
                    [
                        new CapNamedValue("feed", body.Feed.ToString().ToLowerInvariant()),
                        new CapNamedValue("rule", body.Rule),
                        .. body.Evidence is { } evidence
                            ? new[]
                            {
                                new CapNamedValue("value", evidence.Value.ToString("R", CultureInfo.InvariantCulture)),
                                new CapNamedValue("threshold", evidence.Threshold.ToString("R", CultureInfo.InvariantCulture)),
                                new CapNamedValue("unit", evidence.Unit),
                            }
                            : [],
                    ],
                    Areas = [Area(body.Area, body.Place)],
                },
            ],
        };
    }

    /// <summary>The latest public message of an incident, with references to those before it.</summary>
    public CapAlert Of(IReadOnlyList<PublicMessageBody> messages)
    {
        var latest = messages[^1];
        return new CapAlert(
            Identifier(latest.Message.Hex, latest.Revision), Sender(latest.Sender), latest.Sent,
            Enum.Parse<CapStatus>(latest.Status.ToString()), Enum.Parse<CapMessageType>(latest.MessageType.ToString()), CapScope.Public)
        {
            Note = latest.Status == AlertStatus.Exercise ? "This is an exercise." : null,
            References = [.. messages.SkipLast(1).Select(earlier =>
                new CapReference(Sender(earlier.Sender), Identifier(earlier.Message.Hex, earlier.Revision), Whole(earlier.Sent)))],
            Infos =
            [
                new CapInfo(
                    [CapCategory.Safety], latest.Headline, CapUrgency.Immediate,
                    Word(latest.Severity.ToString(), CapSeverity.Unknown), CapCertainty.Observed)
                {
                    SenderName = nameOf(latest.Sender),
                    Headline = latest.Headline,
                    Description = OrNull(latest.Text),
                    Instruction = OrNull(latest.Instruction),
                    Parameters = [new CapNamedValue("term", latest.Term.ToString(CultureInfo.InvariantCulture))],
                    Areas = [Area(latest.Area, null)],
                },
            ],
        };
    }

    private string Sender(MemberId member) => $"{member}@{network}.palladium.invalid";

    private static string Identifier(string id, int revision) => $"{id}.{revision.ToString(CultureInfo.InvariantCulture)}";

    private static CapArea Area(string words, GeoPoint? place) => new(words.Length > 0 ? words : "Not stated")
    {
        Circles = place is { } point ? [new CapCircle(point, 0.2)] : [],
    };

    private static T Word<T>(string word, T otherwise)
        where T : struct, Enum => Enum.TryParse<T>(word, out var value) ? value : otherwise;

    private static string? OrNull(string text) => text.Length > 0 ? text : null;

    // CAP times have whole seconds.
    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
