using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>Opens incidents of this member, and tells the public about those that it leads.</summary>
internal sealed class IncidentDesk(
    NetworkDirectory network, IncidentBook book, IncidentPlans plans, IncidentEntries entries, PublicVoice voice, Gate gate, IPeerWatch peers,
    TimeProvider clock)
{
    /// <summary>Opens an incident under a plan of the doctrine; this member leads it as its first term.</summary>
    public async Task<Outcome<IncidentState>> OpenAsync(
        Asking asking, string planId, string title, string? alert, AlertStatus status, CancellationToken cancellation)
    {
        if (plans.PlanOf(planId) is not { } plan)
        {
            return new Refusal("plan", "incident.plan", "The doctrine has no plan of that name.");
        }

        if (string.IsNullOrWhiteSpace(title) || title.Length > 200)
        {
            return new Refusal("title", "incident.title", "An incident has a title of 1 to 200 characters.");
        }

        var rules = plans.RulesOf(plan);
        var position = rules.PositionOf(network.Self.Id);
        if (position < 0)
        {
            return new Refusal("plan", "incident.not-in-line", $"{network.Self.Name} is not in the line of the plan '{plan.Name}' and cannot lead it.");
        }

        var id = EntryId.Fresh();
        if (Denied(asking, "openIncident", IncidentPlans.EntityOf(id, network.Self.Id, plan, status), StandingPurpose.Watch) is { } denied)
        {
            return denied;
        }

        var now = BodyTime.Sayable(clock.GetUtcNow());
        var incident = new IncidentBody
        {
            Incident = id,
            Revision = 1,
            Term = 1,
            Title = title.Trim(),
            Closed = false,
            Status = status,
            Plan = plan.Id,
            Alerts = alert is null ? [] : [alert],
            Opened = now,
            Sent = now,
        };
        await entries.WriteAsync(EntryKinds.Incident, incident.ToCanonicalBytes(), incident, (place, _) => book.Apply(new Recorded<IncidentBody>(incident, place)), cancellation);
        var claim = new LeadClaim
        {
            Incident = id,
            Term = 1,
            Position = position,
            Leader = network.Self.Id,
            Before = network.Self.Id,
            Claimed = now,
            Attestations = [],
        };
        await entries.WriteAsync(EntryKinds.Lead, claim.ToCanonicalBytes(), incident, (place, _) => book.Apply(new Recorded<LeadClaim>(claim, place)), cancellation);
        return book.Find(id)!;
    }

    /// <summary>Sends the next public message of an incident that this member leads.</summary>
    public async Task<Outcome<PublicMessageBody>> SendAsync(
        Asking asking, EntryId incident, string headline, string text, string instruction, CancellationToken cancellation)
    {
        if (book.Find(incident) is not { Current: { } current } state)
        {
            return new Refusal("incident", "incident.unknown", "This node knows no such incident.");
        }

        if (WhyNotLead(state) is { } why)
        {
            return why;
        }

        var plan = plans.PlanOf(current.Body.Plan);
        var entity = DoctrineEntities.PublicMessage(
            incident.Hex, network.Self.Id, incident.Hex, plan is null ? [] : plan.Line, current.Body.Status == AlertStatus.Exercise);
        var purpose = new GatePurpose(current.Body.Status == AlertStatus.Exercise ? PurposeClass.Exercise : PurposeClass.Incident, incident.Hex);
        if (Denied(asking, "sendPublicMessage", entity, purpose) is { } denied)
        {
            return denied;
        }

        if (string.IsNullOrWhiteSpace(headline) || headline.Length > 160 || text.Length > 4000)
        {
            return new Refusal("headline", "message.headline", "A public message has a headline of 1 to 160 characters and a text of at most 4,000.");
        }

        return await voice.PublishAsync(state, headline.Trim(), text, instruction, cancellation);
    }

    /// <summary>Why this member may not act as leader now; null when it may.</summary>
    public Refusal? WhyNotLead(IncidentState state)
    {
        if (state.Current is not { Body: var body } || state.Lead is not { } lead)
        {
            return new Refusal("incident", "lead.unknown", "Who leads this incident is not known here yet.");
        }

        if (body.Closed)
        {
            return new Refusal("incident", "incident.closed", "This incident is closed.");
        }

        if (lead.Body.Leader != network.Self.Id)
        {
            return new Refusal("incident", "lead.other", $"{network.NameOf(lead.Body.Leader)} leads this incident since term {lead.Body.Term}.");
        }

        if (plans.PlanOf(body.Plan) is { } plan && plans.RulesOf(plan) is var rules)
        {
            var others = rules.Line.Where(member => member != network.Self.Id).ToArray();
            var heard = others.Count(peers.HeardSinceStart);
            if (heard * 2 < others.Length)
            {
                return new Refusal(
                    "incident", "lead.not-heard",
                    "This node has not yet heard from most of the plan's line since it was started; somebody else may lead by now.");
            }
        }

        return null;
    }

    private Refusal? Denied(Asking asking, string action, CedarEntityData resource, GatePurpose purpose)
    {
        var decision = gate.Decide(new GateRequest
        {
            Principal = asking.Uid,
            Action = action,
            Resource = resource.Uid,
            Entities = asking.Entities.With(resource),
            Purpose = purpose,
        });
        return decision.Permitted ? null : new Refusal(action, decision.Rule, decision.Words);
    }
}
