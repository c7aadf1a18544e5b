using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Force;

/// <summary>The body of an <see cref="EntryKinds.EmergencyAccess"/> entry: one person alone opened what otherwise takes more.</summary>
public sealed record EmergencyBody
{
    /// <summary>Id of this opening.</summary>
    public required EntryId Emergency { get; init; }

    /// <summary>The account's id, at the author.</summary>
    public required string Who { get; init; }

    /// <summary>The doctrine's action.</summary>
    public required string Action { get; init; }

    /// <summary>Type and id of what was opened, as the doctrine names it.</summary>
    public required (string Type, string Id) Resource { get; init; }

    /// <summary>The incident that is its purpose; null for none.</summary>
    public EntryId? Incident { get; init; }

    /// <summary>Why, at most 500 characters.</summary>
    public required string Words { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Until when it must be reviewed.</summary>
    public required DateTimeOffset ReviewBy { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes()
    {
        var json = new JsonObject
        {
            ["emergency"] = Emergency.Hex,
            ["who"] = Who,
            ["action"] = Action,
            ["resource"] = new JsonObject { ["type"] = Resource.Type, ["id"] = Resource.Id },
            ["words"] = Words,
            ["at"] = BodyTime.Write(At),
            ["reviewBy"] = BodyTime.Write(ReviewBy),
            ["v"] = 1,
        };
        if (Incident is { } incident)
        {
            json["incident"] = incident.Hex;
        }

        return CanonicalJson.Write(json);
    }

    /// <summary>Reads a body.</summary>
    public static Outcome<EmergencyBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("emergency", 32)).Accepted(out var id, out refusal)
            || !IncidentIn(read).Accepted(out var incident, out refusal))
        {
            return refusal;
        }

        var resource = read.Object("resource");
        if (resource is null)
        {
            read.Refuse("resource", "body.object", "is an object with type and id");
        }

        var result = new EmergencyBody
        {
            Emergency = id,
            Who = read.Text("who", 64),
            Action = read.Text("action", 64),
            Resource = (resource?.Text("type", 128) ?? "", resource?.Text("id", 256) ?? ""),
            Incident = incident.Id,
            Words = read.Text("words", 500),
            At = read.Time("at"),
            ReviewBy = read.Time("reviewBy"),
        };
        read.Integer("v", 1, 1);
        read.Adopt(resource?.Refusal);
        return read.Refusal is { } wrong ? wrong : result;
    }

    /// <summary>The member <c>incident</c>, which may be left out.</summary>
    internal static Outcome<NamedIncident> IncidentIn(BodyReader read) =>
        read.OptionalText("incident", 32) is not { } text ? new NamedIncident(null)
        : EntryId.Parse(text).Accepted(out var id, out var refusal) ? new NamedIncident(id)
        : refusal;

    internal sealed record NamedIncident(EntryId? Id);
}
