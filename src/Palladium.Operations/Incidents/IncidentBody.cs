using System.Text.Json.Nodes;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Incidents;

/// <summary>
/// The body of an <see cref="EntryKinds.Incident"/> entry: what is being handled, under which plan. Written by whoever
/// leads under the stated term; the highest term, then the highest revision, holds.
/// </summary>
public sealed record IncidentBody
{
    /// <summary>The incident's id over all its revisions.</summary>
    public required EntryId Incident { get; init; }

    /// <summary>From 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The term under which this revision was written.</summary>
    public required int Term { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>Whether it is over.</summary>
    public required bool Closed { get; init; }

    /// <summary>Actual or a drill.</summary>
    public required AlertStatus Status { get; init; }

    /// <summary>The plan of the doctrine that says who leads next.</summary>
    public required string Plan { get; init; }

    /// <summary>Alerts it came from.</summary>
    public required IReadOnlyList<string> Alerts { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset Opened { get; init; }

    /// <summary>When this revision was written.</summary>
    public required DateTimeOffset Sent { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["incident"] = Incident.Hex,
        ["revision"] = Revision,
        ["term"] = Term,
        ["title"] = Title,
        ["closed"] = Closed,
        ["status"] = Status.ToString(),
        ["plan"] = Plan,
        ["alerts"] = new JsonArray([.. Alerts.Select(id => (JsonNode)id)]),
        ["opened"] = BodyTime.Write(Opened),
        ["sent"] = BodyTime.Write(Sent),
    });

    /// <summary>Reads a body.</summary>
    public static Outcome<IncidentBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("incident", 32)).Accepted(out var incident, out refusal))
        {
            return refusal;
        }

        var result = new IncidentBody
        {
            Incident = incident,
            Revision = (int)read.Integer("revision", 1, 1_000_000),
            Term = (int)read.Integer("term", 1, 1_000_000),
            Title = read.Text("title", 256),
            Closed = read.Truth("closed"),
            Status = read.Word<AlertStatus>("status"),
            Plan = read.Text("plan", 64),
            Alerts = read.Texts("alerts"),
            Opened = read.Time("opened"),
            Sent = read.Time("sent"),
        };
        return read.Refusal is { } wrong ? wrong : result;
    }
}
