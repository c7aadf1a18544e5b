using System.Text.Json.Nodes;
using Palladium.Doctrine.Force;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Force;

/// <summary>The body of an <see cref="EntryKinds.Force"/> entry. What happened is recorded also when it was not permitted; it is then marked.</summary>
public sealed record ForceBody
{
    /// <summary>Id of this use.</summary>
    public required EntryId Force { get; init; }

    /// <summary>The account's id, at the author.</summary>
    public required string Who { get; init; }

    /// <summary>0 to 5.</summary>
    public required int Degree { get; init; }

    /// <summary>The word of the place; empty for none.</summary>
    public required string Place { get; init; }

    /// <summary>The threat level in force there, as the author knew it.</summary>
    public required int Threat { get; init; }

    /// <summary>The incident; null for none.</summary>
    public EntryId? Incident { get; init; }

    /// <summary>What happened, at most 2,000 characters.</summary>
    public required string Words { get; init; }

    /// <summary>When it was used.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>Whether the gate permitted that degree.</summary>
    public required bool Permitted { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string Rule { get; init; }

    /// <summary>Until when it must be reviewed.</summary>
    public required DateTimeOffset ReviewBy { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes()
    {
        var json = new JsonObject
        {
            ["force"] = Force.Hex,
            ["who"] = Who,
            ["degree"] = Degree,
            ["place"] = Place,
            ["threat"] = Threat,
            ["words"] = Words,
            ["at"] = BodyTime.Write(At),
            ["recorded"] = BodyTime.Write(Recorded),
            ["permitted"] = Permitted,
            ["rule"] = Rule,
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
    public static Outcome<ForceBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("force", 32)).Accepted(out var id, out refusal)
            || !EmergencyBody.IncidentIn(read).Accepted(out var incident, out refusal))
        {
            return refusal;
        }

        var result = new ForceBody
        {
            Force = id,
            Who = read.Text("who", 64),
            Degree = (int)read.Integer("degree", 0, ForceTable.MostDegree),
            Place = read.Text("place", 64),
            Threat = (int)read.Integer("threat", 1, ForceTable.MostThreat),
            Incident = incident.Id,
            Words = read.Text("words", 2_000),
            At = read.Time("at"),
            Recorded = read.Time("recorded"),
            Permitted = read.Truth("permitted"),
            Rule = read.Text("rule", 128),
            ReviewBy = read.Time("reviewBy"),
        };
        read.Integer("v", 1, 1);
        return read.Refusal is { } wrong ? wrong : result;
    }
}
