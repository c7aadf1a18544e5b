using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Operations.Bodies;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Force;

/// <summary>What somebody says about a use of force.</summary>
/// <param name="Who">The account's id.</param>
/// <param name="Degree">0 to 5.</param>
/// <param name="Place">The word of the place; empty for none.</param>
/// <param name="Incident">The incident; null for none.</param>
/// <param name="Words">What happened.</param>
/// <param name="At">When.</param>
internal sealed record ForceUsed(string Who, int Degree, string Place, EntryId? Incident, string Words, DateTimeOffset At);

/// <summary>
/// Records uses of force. What happened is entered whatever the rules say of it, since a use that cannot be recorded would be one that nobody reviews; where the
/// gate does not permit the degree, the entry says so.
/// </summary>
internal sealed class ForceDesk(UseBook book, UseEntries entries, Gate gate, ThreatLevels levels, NetworkDirectory network, TimeProvider clock)
{
    private const string Action = "useForce";
    private static readonly TimeSpan AheadAtMost = TimeSpan.FromMinutes(5);

    public async Task<Outcome<Use>> RecordAsync(Asking asking, ForceUsed used, CancellationToken cancellation)
    {
        var now = BodyTime.Sayable(clock.GetUtcNow());
        if (used.Degree is < 0 or > ForceTable.MostDegree)
        {
            return new Refusal("degree", "force.degree", $"A degree of force is from 0 to {ForceTable.MostDegree}.");
        }

        if (!ThreatBody.IsPlace(used.Place))
        {
            return new Refusal("place", "force.place", "A place is a word of a-z, 0-9, '-' and '.', or empty.");
        }

        if (string.IsNullOrWhiteSpace(used.Words) || used.Words.Length > 2_000)
        {
            return new Refusal("words", "force.words", "What happened is told in 1 to 2,000 characters.");
        }

        if (used.At > now + AheadAtMost)
        {
            return new Refusal("at", "force.at", "Force is recorded after it was used.");
        }

        var threat = levels.At(used.Place).Level;
        var encounter = DoctrineEntities.Encounter("used", network.Self.Id, used.Place, threat, used.Degree);
        var decision = gate.Decide(new GateRequest
        {
            Principal = asking.Uid,
            Action = Action,
            Resource = encounter.Uid,
            Entities = asking.Entities.With(encounter),
            Purpose = used.Incident is { } purpose ? new GatePurpose(PurposeClass.Incident, purpose.Hex) : StandingPurpose.Watch,
        });
        var body = new ForceBody
        {
            Force = EntryId.Fresh(),
            Who = used.Who,
            Degree = used.Degree,
            Place = used.Place,
            Threat = threat,
            Incident = used.Incident,
            Words = used.Words.Trim(),
            At = BodyTime.Sayable(used.At),
            Recorded = now,
            Permitted = decision.Permitted,
            Rule = decision.Rule,
            ReviewBy = now + (gate.Doctrine?.Force ?? ForceTable.Silent).ForceReview,
        };
        await entries.WriteAsync(
            EntryKinds.Force, used.Incident is null ? PurposeClass.Plan : PurposeClass.Incident, body.ToCanonicalBytes(),
            place => book.Apply(new Recorded<ForceBody>(body, place)), cancellation);
        return book.Find(network.Self.Id, body.Force)!;
    }
}
