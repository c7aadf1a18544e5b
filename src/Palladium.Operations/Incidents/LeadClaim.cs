using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Incidents;

/// <summary>
/// The body of an <see cref="EntryKinds.Lead"/> entry: a member takes the lead of an incident under a term. Term 1 belongs
/// to whoever opened it; every later one carries the attestations of plan members that the leader before was out of reach.
/// </summary>
public sealed record LeadClaim
{
    /// <summary>The incident.</summary>
    public required EntryId Incident { get; init; }

    /// <summary>From 1; each succession adds one.</summary>
    public required int Term { get; init; }

    /// <summary>The claimant's position in the plan's line, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Who takes the lead.</summary>
    public required MemberId Leader { get; init; }

    /// <summary>Who had it before; the leader itself for term 1.</summary>
    public required MemberId Before { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Claimed { get; init; }

    /// <summary>The attestations; none for term 1.</summary>
    public required IReadOnlyList<CarriedAttestation> Attestations { get; init; }

    /// <summary>
    /// Whether an order under this claim stands above one under the other: the higher term, and at equal terms the earlier
    /// position in the line.
    /// </summary>
    public bool StandsAbove(LeadClaim other) =>
        Term != other.Term ? Term > other.Term : Position < other.Position;

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["incident"] = Incident.Hex,
        ["term"] = Term,
        ["position"] = Position,
        ["leader"] = Leader.Name,
        ["before"] = Before.Name,
        ["claimed"] = BodyTime.Write(Claimed),
        ["attestations"] = new JsonArray([.. Attestations.Select(a => (JsonNode)new JsonObject
        {
            ["member"] = a.Member.Name,
            ["index"] = a.Index,
            ["salt"] = Convert.ToBase64String(a.Salt.Span),
            ["body"] = Convert.ToBase64String(a.Body.Span),
        })]),
    });

    /// <summary>Reads a body.</summary>
    public static Outcome<LeadClaim> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("incident", 32)).Accepted(out var incident, out refusal))
        {
            return refusal;
        }

        var attestations = new List<CarriedAttestation>();
        foreach (var item in read.List("attestations", 64))
        {
            if (item is not JsonObject json)
            {
                read.Refuse("attestations", "body.attestations", "are objects");
                continue;
            }

            var inner = BodyReader.Of(json, "/attestations");
            attestations.Add(new CarriedAttestation(
                inner.Member("member"), inner.Integer("index", 0, long.MaxValue / 2), Bytes(inner, "salt"), Bytes(inner, "body")));
            read.Adopt(inner.Refusal);
        }

        var result = new LeadClaim
        {
            Incident = incident,
            Term = (int)read.Integer("term", 1, 1_000_000),
            Position = (int)read.Integer("position", 0, 1_000),
            Leader = read.Member("leader"),
            Before = read.Member("before"),
            Claimed = read.Time("claimed"),
            Attestations = attestations,
        };
        return read.Refusal is { } wrong ? wrong : result;
    }

    private static byte[] Bytes(BodyReader read, string name)
    {
        var text = read.Text(name, 8192);
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length))
        {
            return bytes[..length];
        }

        read.Refuse(name, "body.base64", "is base64");
        return [];
    }
}
