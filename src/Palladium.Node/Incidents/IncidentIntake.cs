using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>
/// Takes in what other members released about incidents, already verified and held. A member's own node may say anything, so what
/// only a leader may do is checked here against the claims that were accepted.
/// </summary>
internal sealed class IncidentIntake(IncidentBook book, IncidentPlans plans, IncidentEntries entries, LeadClaims claims)
{
    /// <summary>Whether a kind of entry is about incidents.</summary>
    public static bool Takes(string kind) => kind == EntryKinds.Incident.Name || kind == EntryKinds.Lead.Name
        || kind == EntryKinds.LeadAttested.Name || kind == EntryKinds.PublicMessage.Name;

    /// <summary>Takes one entry in. Null when it is shown, also when it is older than what is known.</summary>
    public async Task<Refusal?> TakeAsync(
        string kind, EntryPlace place, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var taken = kind == EntryKinds.Incident.Name ? Revision(place, body.Span)
            : kind == EntryKinds.Lead.Name ? await ClaimAsync(place, body, cancellation)
            : kind == EntryKinds.LeadAttested.Name ? Attestation(place, salt, body)
            : Message(place, body.Span);
        if (taken.Accepted(out var state, out var refusal))
        {
            entries.Touch(state);
        }

        return refusal;
    }

    private Outcome<IncidentState> Revision(EntryPlace place, ReadOnlySpan<byte> body)
    {
        if (!IncidentBody.Parse(body).Accepted(out var incident, out var refusal))
        {
            return refusal;
        }

        return book.Find(incident.Incident) is { Current: { } current } state
            && current.Entry.Author != place.Author && !state.IsLedBy(place.Author, incident.Term)
            ? new Refusal("incident", "incident.not-leader", "An incident is revised by the member that opened it or leads it.")
            : book.Apply(new Recorded<IncidentBody>(incident, place));
    }

    private async Task<Outcome<IncidentState>> ClaimAsync(EntryPlace place, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (!LeadClaim.Parse(body.Span).Accepted(out var claim, out var refusal))
        {
            return refusal;
        }

        return await claims.CheckAsync(claim, place.Author, cancellation) is { } wrong
            ? wrong
            : book.Apply(new Recorded<LeadClaim>(claim, place));
    }

    private Outcome<IncidentState> Attestation(EntryPlace place, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> body) =>
        LeadAttestation.Parse(body.Span).Accepted(out var attestation, out var refusal)
            ? book.Apply(attestation, new CarriedAttestation(place.Author, place.Index, salt, body))
            : refusal;

    private Outcome<IncidentState> Message(EntryPlace place, ReadOnlySpan<byte> body)
    {
        if (!PublicMessageBody.Parse(body).Accepted(out var message, out var refusal))
        {
            return refusal;
        }

        if (message.Sender != place.Author)
        {
            return new Refusal("sender", "message.sender", "A public message is sent in the author's own name.");
        }

        // Messages go to all members, claims to those that take part: whoever knows no claim knows only who may come to lead.
        var maySpeak = book.Find(message.Incident) is { Claims.Count: > 0 } state
            ? state.IsLedBy(message.Sender, message.Term)
            : plans.IsInSomeLine(message.Sender);
        return maySpeak
            ? book.Apply(new Recorded<PublicMessageBody>(message, place))
            : new Refusal("term", "message.not-leader", "Only the member that leads an incident speaks to the public about it, in the term in which it leads.");
    }
}
