using System.Text.Json.Nodes;
using Palladium.Doctrine.Thresholds;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;
using Palladium.Records.Scene;

namespace Palladium.Operations.Alerts;

/// <summary>The readings that made an alert: enough for a reader to see why, and never more than that.</summary>
/// <param name="Value">The value that crossed the threshold.</param>
/// <param name="Threshold">The threshold of the rule.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="CausedBy">Time of the reading on which the rule fired, by the source's clock.</param>
/// <param name="Readings">Times and values around it, oldest first, at most 240.</param>
public sealed record AlertEvidence(
    double Value, double Threshold, string Unit, DateTimeOffset CausedBy, IReadOnlyList<(DateTimeOffset Time, double Value)> Readings);

/// <summary>
/// The body of an <see cref="EntryKinds.Alert"/> entry: one revision of one alert. <c>docs/spec/bodies.md</c> is its
/// specification.
/// </summary>
public sealed record AlertBody
{
    /// <summary>The alert's id, the same over all revisions; only its first author revises it.</summary>
    public required EntryId Alert { get; init; }

    /// <summary>From 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Actual or a drill.</summary>
    public required AlertStatus Status { get; init; }

    /// <summary>First, update or end.</summary>
    public required AlertMessageType MessageType { get; init; }

    /// <summary>The doctrine's rule that fired, or <c>cap</c> for an alert that came in as CAP.</summary>
    public required string Rule { get; init; }

    /// <summary>The source, within the author's node.</summary>
    public required string Source { get; init; }

    /// <summary>The kind of that source, for the doctrine's rules; empty for an alert that came in as CAP.</summary>
    public required string SourceKind { get; init; }

    /// <summary>Whether the rule means it for the public too.</summary>
    public required bool Public { get; init; }

    /// <summary>The site it concerns.</summary>
    public required string Site { get; init; }

    /// <summary>What the data behind it are.</summary>
    public required Feed Feed { get; init; }

    /// <summary>CAP severity.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>CAP urgency, as the doctrine words it.</summary>
    public required string Urgency { get; init; }

    /// <summary>CAP certainty.</summary>
    public required string Certainty { get; init; }

    /// <summary>CAP category.</summary>
    public required string Category { get; init; }

    /// <summary>CAP event: the kind of thing that happens, in words.</summary>
    public required string Event { get; init; }

    /// <summary>One line.</summary>
    public required string Headline { get; init; }

    /// <summary>What happened, in sentences.</summary>
    public required string Description { get; init; }

    /// <summary>What to do.</summary>
    public required string Instruction { get; init; }

    /// <summary>The area in words.</summary>
    public required string Area { get; init; }

    /// <summary>A place, when there is one.</summary>
    public GeoPoint? Place { get; init; }

    /// <summary>When the cause began.</summary>
    public required DateTimeOffset Onset { get; init; }

    /// <summary>When this revision was written.</summary>
    public required DateTimeOffset Sent { get; init; }

    /// <summary>Kinds of members that the rule says must know.</summary>
    public required IReadOnlyList<string> MustKnow { get; init; }

    /// <summary>The readings behind it; none for an alert that came in as CAP.</summary>
    public AlertEvidence? Evidence { get; init; }

    /// <summary>The original CAP XML, for an alert that came in as CAP.</summary>
    public string? Cap { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes()
    {
        var json = new JsonObject
        {
            ["alert"] = Alert.Hex,
            ["revision"] = Revision,
            ["status"] = Status.ToString(),
            ["msgType"] = MessageType.ToString(),
            ["rule"] = Rule,
            ["source"] = Source,
            ["sourceKind"] = SourceKind,
            ["public"] = Public,
            ["site"] = Site,
            ["feed"] = Feed.ToString(),
            ["severity"] = Severity.ToString(),
            ["urgency"] = Urgency,
            ["certainty"] = Certainty,
            ["category"] = Category,
            ["event"] = Event,
            ["headline"] = Headline,
            ["description"] = Description,
            ["instruction"] = Instruction,
            ["area"] = Area,
            ["onset"] = BodyTime.Write(Onset),
            ["sent"] = BodyTime.Write(Sent),
            ["mustKnow"] = new JsonArray([.. MustKnow.Select(kind => (JsonNode)kind)]),
        };
        if (Place is { } place)
        {
            json["place"] = new JsonObject { ["lat"] = place.Latitude, ["lon"] = place.Longitude };
        }

        if (Evidence is { } evidence)
        {
            json["evidence"] = new JsonObject
            {
                ["value"] = evidence.Value,
                ["threshold"] = evidence.Threshold,
                ["unit"] = evidence.Unit,
                ["causedBy"] = BodyTime.Write(evidence.CausedBy),
                ["readings"] = new JsonArray(
                    [.. evidence.Readings.Select(reading => (JsonNode)new JsonArray(BodyTime.Write(reading.Time), reading.Value))]),
            };
        }

        if (Cap is { } cap)
        {
            json["cap"] = cap;
        }

        return CanonicalJson.Write(json);
    }

    /// <summary>Reads a body that this node or another wrote.</summary>
    public static Outcome<AlertBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal))
        {
            return refusal;
        }

        if (!EntryId.Parse(read.Text("alert", 32)).Accepted(out var alert, out refusal))
        {
            return refusal;
        }

        var result = new AlertBody
        {
            Alert = alert,
            Revision = (int)read.Integer("revision", 1, 1_000_000),
            Status = read.Word<AlertStatus>("status"),
            MessageType = read.Word<AlertMessageType>("msgType"),
            Rule = read.Text("rule", 128),
            Source = read.Text("source", 512),
            SourceKind = read.Text("sourceKind", 128),
            Public = read.Truth("public"),
            Site = read.Text("site", 256),
            Feed = read.Word<Feed>("feed"),
            Severity = read.Word<AlertSeverity>("severity"),
            Urgency = read.Text("urgency", 32),
            Certainty = read.Text("certainty", 32),
            Category = read.Text("category", 32),
            Event = read.Text("event", 256),
            Headline = read.Text("headline", 512),
            Description = read.Text("description", 32_768),
            Instruction = read.Text("instruction", 32_768),
            Area = read.Text("area", 1024),
            Place = ReadPlace(read),
            Onset = read.Time("onset"),
            Sent = read.Time("sent"),
            MustKnow = read.Texts("mustKnow", 64),
            Evidence = ReadEvidence(read),
            Cap = read.OptionalText("cap", 1_048_576),
        };
        return read.Refusal is { } wrong ? wrong : result;
    }

    private static GeoPoint? ReadPlace(BodyReader read)
    {
        if (read.Object("place") is not { } inner)
        {
            return null;
        }

        var place = new GeoPoint(inner.Number("lat"), inner.Number("lon"));
        read.Adopt(inner.Refusal);
        if (!place.IsValid)
        {
            read.Refuse("place", "body.place", "is a latitude and a longitude in degrees");
        }

        return place;
    }

    private static AlertEvidence? ReadEvidence(BodyReader read)
    {
        if (read.Object("evidence") is not { } inner)
        {
            return null;
        }

        var readings = new List<(DateTimeOffset, double)>();
        foreach (var item in inner.List("readings", 240))
        {
            if (item is JsonArray { Count: 2 } pair && pair[0] is JsonValue at && at.TryGetValue<string>(out var text)
                && BodyTime.TryParse(text, out var time) && pair[1] is JsonValue number && number.TryGetValue<double>(out var value))
            {
                readings.Add((time, value));
            }
            else
            {
                inner.Refuse("readings", "body.readings", "are pairs of a time and a number");
            }
        }

        var evidence = new AlertEvidence(
            inner.Number("value"), inner.Number("threshold"), inner.Text("unit", 32), inner.Time("causedBy"), readings);
        read.Adopt(inner.Refusal);
        return evidence;
    }
}
