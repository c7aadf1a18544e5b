using Palladium.Operations.Alerts;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Operations.Incidents;

/// <summary>A body and the entry it stands in.</summary>
/// <param name="Body">The body.</param>
/// <param name="Entry">Where it stands.</param>
public sealed record Recorded<T>(T Body, EntryPlace Entry);

/// <summary>An incident as this node knows it.</summary>
public sealed record IncidentState
{
    /// <summary>Its id.</summary>
    public required EntryId Id { get; init; }

    /// <summary>The revision in force: highest term, then highest revision; null while only a claim is known.</summary>
    public Recorded<IncidentBody>? Current { get; init; }

    /// <summary>The claim in force; null until one is known.</summary>
    public Recorded<LeadClaim>? Lead { get; init; }

    /// <summary>Every claim that was accepted, in the order this node learned of it.</summary>
    public IReadOnlyList<Recorded<LeadClaim>> Claims { get; init; } = [];

    /// <summary>Attestations against the leader of the current term, the latest by member.</summary>
    public IReadOnlyDictionary<MemberId, CarriedAttestation> Attestations { get; init; } =
        new Dictionary<MemberId, CarriedAttestation>();

    /// <summary>Public messages, oldest first.</summary>
    public IReadOnlyList<Recorded<PublicMessageBody>> Messages { get; init; } = [];

    /// <summary>Whether a member leads or led in a term by an accepted claim above which no other of that term stands.</summary>
    public bool IsLedBy(MemberId member, int term)
    {
        var claims = Claims.Where(claim => claim.Body.Term == term).ToArray();
        return claims.Any(claim => claim.Body.Leader == member && !claims.Any(other => other.Body.StandsAbove(claim.Body)));
    }

    /// <summary>Who leads, as this node knows it.</summary>
    public MemberId? Leader => Lead?.Body.Leader;

    /// <summary>The term in force; 0 when no claim is known.</summary>
    public int Term => Lead?.Body.Term ?? 0;
}
