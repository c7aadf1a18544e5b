using Palladium.Doctrine.Plans;
using Palladium.Node.Network;
using Palladium.Operations.Incidents;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>Carries a plan's succession out. What is to be done is decided by <see cref="Succession"/>.</summary>
internal sealed class SuccessionDesk(
    NetworkDirectory network, IncidentBook book, IncidentPlans plans, IncidentEntries entries, LeadClaims claims, PublicVoice voice, IPeerWatch peers,
    TimeProvider clock)
{
    /// <summary>Does what the succession calls for now, for every open incident.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        foreach (var state in book.All.ToArray())
        {
            if (state.Current is not { Body: { Closed: false } body } || plans.PlanOf(body.Plan) is not { } plan)
            {
                continue;
            }

            var rules = plans.RulesOf(plan);
            if (state.Leader is { } leader && state.Attestations.ContainsKey(network.Self.Id) && peers.UnreachableSince(leader) is null)
            {
                book.ForgetAttestations(state.Id);
                continue;
            }

            switch (Succession.Next(network.Self.Id, state, rules, peers.UnreachableSince, clock.GetUtcNow()))
            {
                case SuccessionStep.Attest:
                    await AttestAsync(state, body, cancellation);
                    break;
                case SuccessionStep.Claim:
                    await ClaimAsync(state, body, plan, rules, cancellation);
                    break;
            }
        }
    }

    private async Task AttestAsync(IncidentState state, IncidentBody body, CancellationToken cancellation)
    {
        var lead = state.Lead!.Body;
        var attestation = new LeadAttestation(
            state.Id, lead.Term, lead.Leader, peers.UnreachableSince(lead.Leader) ?? clock.GetUtcNow());
        var bytes = attestation.ToCanonicalBytes();
        await entries.WriteAsync(
            EntryKinds.LeadAttested, bytes, body,
            (place, salt) => book.Apply(attestation, new CarriedAttestation(network.Self.Id, place.Index, salt, bytes)), cancellation);
    }

    private async Task ClaimAsync(IncidentState state, IncidentBody body, Plan plan, SuccessionRules rules, CancellationToken cancellation)
    {
        var before = state.Lead!.Body;
        var claim = new LeadClaim
        {
            Incident = state.Id,
            Term = before.Term + 1,
            Position = rules.PositionOf(network.Self.Id),
            Leader = network.Self.Id,
            Before = before.Leader,
            Claimed = clock.GetUtcNow(),
            Attestations = [.. state.Attestations.Values.Where(a => rules.PositionOf(a.Member) >= 0).OrderBy(a => a.Member)],
        };
        if (await claims.CheckAsync(claim, network.Self.Id, cancellation) is not null)
        {
            return; // An attestation is not mirrored here yet; the next step tries again.
        }

        await entries.WriteAsync(EntryKinds.Lead, claim.ToCanonicalBytes(), body, (place, _) => book.Apply(new Recorded<LeadClaim>(claim, place)), cancellation);
        var led = book.Find(state.Id)!;
        if (led.Leader == network.Self.Id)
        {
            await voice.TellOfLeadAsync(led, body, plan, before.Leader, cancellation);
        }
    }
}
