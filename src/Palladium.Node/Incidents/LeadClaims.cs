using Palladium.Node.Network;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>Holds a claim against the plan's rule, with what this node has mirrored of the logs of those that attested.</summary>
internal sealed class LeadClaims(IncidentBook book, IncidentPlans plans, IPeerWatch peers, TimeProvider clock)
{
    private static readonly TimeSpan MirrorWait = TimeSpan.FromSeconds(3);

    /// <summary>Why a claim is not obeyed; null when it is.</summary>
    public async Task<Refusal?> CheckAsync(LeadClaim claim, MemberId author, CancellationToken cancellation)
    {
        if (book.Find(claim.Incident) is not { Current: { } current } || plans.PlanOf(current.Body.Plan) is not { } plan)
        {
            return new Refusal("incident", "lead.incident-unknown", "The incident or its plan is not known here.");
        }

        if (claim.Term == 1 && current.Body.Term == 1 && current.Entry.Author != author)
        {
            return new Refusal("term", "lead.not-opener", "The first term belongs to the member that opened the incident.");
        }

        // Looked up before the rule runs, because the rule itself waits for nothing.
        var standing = new HashSet<CarriedAttestation>();
        foreach (var carried in claim.Attestations)
        {
            var header = await MirroredSoonAsync(carried, cancellation);
            if (header?.Kind == EntryKinds.LeadAttested.Name && Commitment.Opens(header, carried.Salt.Span, carried.Body.Span))
            {
                standing.Add(carried);
            }
        }

        return Succession.Check(claim, author, plans.RulesOf(plan), standing.Contains);
    }

    // The claim may be faster than the attesting member's own push; its entry is a moment away.
    private async Task<EntryHeader?> MirroredSoonAsync(CarriedAttestation carried, CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            if (await peers.MirroredAsync(carried.Member, carried.Index, cancellation) is { } header)
            {
                return header;
            }

            if (clock.GetElapsedTime(since) > MirrorWait)
            {
                return null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation);
        }
    }
}
