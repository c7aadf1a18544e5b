using Palladium.Doctrine.Gate;
using Palladium.Node.Incidents;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Sealing;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>Incidents as a session may see them.</summary>
internal sealed class IncidentViews(IncidentBook book, IncidentDesk desk, IncidentPlans plans, NetworkDirectory network, IPeerWatch peers, TimeProvider clock)
{
    private static readonly TimeSpan ShownAfterEnd = TimeSpan.FromDays(1);

    public IEnumerable<IncidentDto> All(GateSession session, bool openOnly) => book.All
        .Where(state => state.Current is { } current
            && (!current.Body.Closed || (!openOnly && clock.GetUtcNow() - current.Body.Sent < ShownAfterEnd)))
        .OrderBy(state => state.Current!.Body.Closed)
        .ThenByDescending(state => state.Current!.Body.Opened)
        .Select(state => Summary(session, state))
        .OfType<IncidentDto>();

    public IncidentState? Open(GateSession session, string id) =>
        EntryId.Parse(id).Accepted(out var incident, out _) && book.Find(incident) is { Current: not null, Lead: not null } state
            ? Opened(session, state)
            : null;

    public IncidentDto? Summary(GateSession session, IncidentState state) =>
        state is { Current: not null, Lead: not null } && Opened(session, state) is { } open ? Summary(open) : null;

    public IncidentDetailDto Detail(IncidentState state)
    {
        var plan = plans.PlanOf(state.Current!.Body.Plan);
        var rules = plan is null ? null : plans.RulesOf(plan);
        var why = desk.WhyNotLead(state);
        return new IncidentDetailDto(
            Summary(state),
            rules is null ? [] : [.. rules.Line.Select((member, i) => new SuccessorDto(
                i + 1, Ref(member), peers.UnreachableSince(member) is null, peers.UnreachableSince(member), state.Leader == member,
                state.Attestations.ContainsKey(member)))],
            (int)(rules?.LostAfter.TotalSeconds ?? 0),
            rules?.Attestations ?? 0,
            [.. state.Messages.Reverse().Select(Message)],
            [.. Events(state).OrderByDescending(item => item.Time)],
            plan is null ? [] : [.. plan.Messages.Select(m => new MessageTemplateDto(m.Id, m.Headline, m.Text))],
            why is null,
            why?.Message);
    }

    public PublicMessageDto Message(Recorded<PublicMessageBody> message) => new(
        message.Body.Message.Hex, Ref(message.Body.Sender), message.Body.Term, Terms.Of(message.Body.MessageType), message.Body.Headline,
        message.Body.Text, message.Body.Sent, Ref(message.Entry, EntryKinds.PublicMessage));

    /// <summary>A message that this member just sent.</summary>
    public PublicMessageDto Sent(PublicMessageBody body) => Message(book.Find(body.Incident)!.Messages.Last(m => m.Body == body));

    private IncidentState? Opened(GateSession session, IncidentState state)
    {
        var entity = plans.EntityOf(state);
        var outcome = session.Open(Seal.Of(state), new GateRow("readIncident", entity.Uid, session.Entities.With(entity)));
        return outcome.Opened(out var open) ? open : null;
    }

    private IncidentDto Summary(IncidentState state)
    {
        var (incident, lead) = (state.Current!.Body, state.Lead!.Body);
        return new IncidentDto(
            state.Id.Hex, incident.Title, incident.Closed ? OpenState.Closed : OpenState.Open, Terms.Of(incident.Status), incident.Plan,
            plans.PlanOf(incident.Plan)?.Name ?? incident.Plan, incident.Alerts.Count > 0 ? incident.Alerts[0] : null,
            Ref(state.Claims[0].Body.Leader), incident.Opened, Ref(lead.Leader), lead.Term, lead.Claimed,
            peers.UnreachableSince(lead.Leader) is null, state.Messages.Count);
    }

    private IEnumerable<IncidentEventDto> Events(IncidentState state)
    {
        var opener = state.Claims[0].Body.Leader;
        yield return new IncidentEventDto(
            state.Current!.Body.Opened, Ref(opener), "Opened the incident and leads it.", Ref(state.Claims[0].Entry, EntryKinds.Lead));
        foreach (var claim in state.Claims.Skip(1))
        {
            yield return new IncidentEventDto(
                claim.Body.Claimed, Ref(claim.Body.Leader),
                $"Took the lead as term {claim.Body.Term}: {network.NameOf(claim.Body.Before)} was out of reach, as "
                + $"{string.Join(", ", claim.Body.Attestations.Select(a => network.NameOf(a.Member)))} attest.",
                Ref(claim.Entry, EntryKinds.Lead));
        }

        foreach (var message in state.Messages)
        {
            yield return new IncidentEventDto(
                message.Body.Sent, Ref(message.Body.Sender), $"Told the public: {message.Body.Headline}", Ref(message.Entry, EntryKinds.PublicMessage));
        }
    }

    private MemberRefDto Ref(MemberId member) => new(member.Name, network.NameOf(member), network.Find(member)?.Kind ?? "");

    private static EntryRefDto Ref(EntryPlace place, EntryKind kind) => new(place.Author.Name, place.Index, kind.Name);
}
