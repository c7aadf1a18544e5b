using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Incidents;

/// <summary>
/// The body of an <see cref="EntryKinds.LeadAttested"/> entry: a member of the plan states that it has not been able to
/// reach the one that leads since a time.
/// </summary>
/// <param name="Incident">The incident.</param>
/// <param name="Term">The term whose leader cannot be reached.</param>
/// <param name="Leader">That leader.</param>
/// <param name="Since">Since when, by the attesting node's clock.</param>
public sealed record LeadAttestation(EntryId Incident, int Term, MemberId Leader, DateTimeOffset Since)
{
    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["incident"] = Incident.Hex,
        ["term"] = Term,
        ["leader"] = Leader.Name,
        ["since"] = BodyTime.Write(Since),
    });

    /// <summary>Reads a body.</summary>
    public static Outcome<LeadAttestation> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("incident", 32)).Accepted(out var incident, out refusal))
        {
            return refusal;
        }

        var result = new LeadAttestation(
            incident, (int)read.Integer("term", 1, 1_000_000), read.Member("leader"), read.Time("since"));
        return read.Refusal is { } wrong ? wrong : result;
    }
}

/// <summary>
/// An attestation as a claim carries it: enough for every recipient to find the entry in its mirror of the attesting
/// member's log and to check that the commitment there opens to this body.
/// </summary>
/// <param name="Member">Whose log.</param>
/// <param name="Index">The entry's index in it.</param>
/// <param name="Salt">The commitment's salt.</param>
/// <param name="Body">The canonical bytes of a <see cref="LeadAttestation"/>.</param>
public sealed record CarriedAttestation(MemberId Member, long Index, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Body);
