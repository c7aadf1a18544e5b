using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Thresholds;
using Palladium.Node.Alerts;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Scene;
using Palladium.Records.Sealing;

namespace Palladium.Node.Force;

/// <summary>What somebody says before opening something in an emergency.</summary>
/// <param name="Who">The account's id.</param>
/// <param name="Action">The doctrine's action.</param>
/// <param name="Resource">What is to be opened, as the doctrine sees it.</param>
/// <param name="LookBack">How far back.</param>
/// <param name="Incident">The incident; null for none.</param>
/// <param name="Words">Why.</param>
internal sealed record EmergencyClaim(string Who, string Action, CedarEntityData Resource, TimeSpan LookBack, EntryId? Incident, string Words);

/// <summary>
/// Opens at once, for one person alone, what the doctrine lets be opened so in an emergency. Before anything is opened the entry is durable, it is on its way to
/// whom the doctrine names, and those are alarmed.
/// </summary>
internal sealed class EmergencyDesk(UseBook book, UseEntries entries, AlertDesk alerts, Gate gate, NetworkDirectory network, TimeProvider clock)
{
    private const int ShortestReason = 10;

    /// <summary>Opens it, or says why not; a denial is recorded like every other.</summary>
    public async Task<Outcome<T>> OpenAsync<T>(Asking asking, EmergencyClaim claim, Sealed<T> data, CancellationToken cancellation)
        where T : class
    {
        var table = gate.Doctrine?.Force ?? ForceTable.Silent;
        if (!table.EmergencyActions.Contains(claim.Action))
        {
            return new Refusal("action", "emergency.action", $"The doctrine does not let '{claim.Action}' be opened in an emergency.");
        }

        if (claim.Words.Trim().Length < ShortestReason || claim.Words.Length > 500)
        {
            return new Refusal("words", "emergency.words", $"Say why, in {ShortestReason} to 500 characters.");
        }

        var request = new GateRequest
        {
            Principal = asking.Uid,
            Action = claim.Action,
            Resource = claim.Resource.Uid,
            Entities = asking.Entities.With(claim.Resource),
            Purpose = claim.Incident is { } purpose ? new GatePurpose(PurposeClass.Incident, purpose.Hex, "vital-interest") : StandingPurpose.Watch,
            LookBack = claim.LookBack,
            Emergency = true,
        };
        var emergency = EntryId.Fresh();
        if (gate.Decide(request).Permitted)
        {
            await TellAsync(emergency, claim, table, cancellation);
        }

        var outcome = await gate.OpenAsync(data, request with { Extent = new JsonObject { ["emergency"] = emergency.Hex } }, cancellation);
        return outcome.Opened(out var opened) ? opened : new Refusal("emergency", outcome.Decision.Rule, outcome.Decision.Words);
    }

    private async Task TellAsync(EntryId id, EmergencyClaim claim, ForceTable table, CancellationToken cancellation)
    {
        var now = BodyTime.Sayable(clock.GetUtcNow());
        var body = new EmergencyBody
        {
            Emergency = id,
            Who = claim.Who,
            Action = claim.Action,
            Resource = (claim.Resource.Uid.Type, claim.Resource.Uid.Id),
            Incident = claim.Incident,
            Words = claim.Words.Trim(),
            At = now,
            ReviewBy = now + table.EmergencyReview,
        };
        await entries.WriteAsync(
            EntryKinds.EmergencyAccess, claim.Incident is null ? PurposeClass.Plan : PurposeClass.Incident, body.ToCanonicalBytes(),
            place => book.Apply(new Recorded<EmergencyBody>(body, place)), cancellation);
        await alerts.IssueAsync(Alarm(body, now), cancellation);
    }

    // Loud: who must review it sees it like any other alert. What was opened and why stands in the entry, for those who may read it.
    private AlertBody Alarm(EmergencyBody body, DateTimeOffset now) => new()
    {
        Alert = EntryId.Fresh(),
        Revision = 1,
        Status = AlertStatus.Actual,
        MessageType = AlertMessageType.Alert,
        Rule = "emergency",
        Source = body.Emergency.Hex,
        SourceKind = "emergency",
        Public = false,
        Site = "",
        Feed = Feed.Live,
        Severity = AlertSeverity.Severe,
        Urgency = nameof(AlertUrgency.Immediate),
        Certainty = nameof(AlertCertainty.Observed),
        Category = nameof(AlertCategory.Security),
        Event = "Opened in an emergency",
        Headline = $"{network.Self.Name} opened protected data in an emergency",
        Description = "One person alone opened what otherwise takes more. Why, and what it was, is on the oversight page.",
        Instruction = "Review it in time.",
        Area = "",
        Onset = now,
        Sent = now,
        MustKnow = entries.WhoIsTold(EntryKinds.EmergencyAccess),
    };
}
