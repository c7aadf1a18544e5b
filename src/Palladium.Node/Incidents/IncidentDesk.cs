using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Plans;
using Palladium.Node.Network;
using Palladium.Node.Picture;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Incidents;

/// <summary>
/// Opens and leads incidents of this member, takes in those of others, and carries the plan's succession out. What is
/// decided here is decided by <see cref="Succession"/>; this class appends, releases and shows.
/// </summary>
internal sealed class IncidentDesk(
    NetworkDirectory network, IJournal journal, IncidentBook book, AlertBook alerts, ReleaseDesk releases, Gate gate, IPeerWatch peers,
    PictureBoard board, CityMap city, TimeProvider clock)
{
    private const string ReadAction = "readIncident";
    private static readonly TimeSpan MirrorWait = TimeSpan.FromSeconds(3);

    /// <summary>Opens an incident under a plan of the doctrine; this member leads it as its first term.</summary>
    public async Task<Outcome<IncidentState>> OpenAsync(
        Asking asking, string planId, string title, string? alert, AlertStatus status, CancellationToken cancellation)
    {
        if (PlanOf(planId) is not { } plan)
        {
            return new Refusal("plan", "incident.plan", "The doctrine has no plan of that name.");
        }

        if (string.IsNullOrWhiteSpace(title) || title.Length > 200)
        {
            return new Refusal("title", "incident.title", "An incident has a title of 1 to 200 characters.");
        }

        var rules = Rules(plan);
        var position = rules.PositionOf(network.Self.Id);
        if (position < 0)
        {
            return new Refusal("plan", "incident.not-in-line", $"{network.Self.Name} is not in the line of the plan '{plan.Name}' and cannot lead it.");
        }

        var id = EntryId.Fresh();
        if (Denied(asking, "openIncident", Entity(id, network.Self.Id, plan, status), StandingPurpose.Watch) is { } denied)
        {
            return denied;
        }

        var now = clock.GetUtcNow();
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
        await WriteAsync(EntryKinds.Incident, incident.ToCanonicalBytes(), incident, place => book.Apply(new Recorded<IncidentBody>(incident, place)), cancellation);
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
        await WriteAsync(EntryKinds.Lead, claim.ToCanonicalBytes(), incident, place => book.Apply(new Recorded<LeadClaim>(claim, place)), cancellation);
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

        var plan = PlanOf(current.Body.Plan);
        var entity = DoctrineEntities.PublicMessage(
            incident.Hex, network.Self.Id, incident.Hex, plan is null ? [] : plan.Line, current.Body.Status == AlertStatus.Exercise);
        if (Denied(asking, "sendPublicMessage", entity, new GatePurpose(PurposeClass.Incident, incident.Hex)) is { } denied)
        {
            return denied;
        }

        if (string.IsNullOrWhiteSpace(headline) || headline.Length > 160 || text.Length > 4000)
        {
            return new Refusal("headline", "message.headline", "A public message has a headline of 1 to 160 characters and a text of at most 4,000.");
        }

        return await PublishAsync(state, headline.Trim(), text, instruction, cancellation);
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

        if (PlanOf(body.Plan) is { } plan && Rules(plan) is var rules)
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

    /// <summary>Takes in what another member released to this one, already verified and held.</summary>
    public async Task<Refusal?> TakeAsync(
        string kind, MemberId author, long index, EntryId id, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var place = new EntryPlace(author, index, id);
        Refusal? refusal;
        if (kind == EntryKinds.Incident.Name)
        {
            if (!IncidentBody.Parse(body.Span).Accepted(out var incident, out refusal))
            {
                return refusal;
            }

            Touch(book.Apply(new Recorded<IncidentBody>(incident, place)));
            return null;
        }

        if (kind == EntryKinds.Lead.Name)
        {
            if (!LeadClaim.Parse(body.Span).Accepted(out var claim, out refusal)
                || (refusal = await CheckAsync(claim, author, cancellation)) is not null)
            {
                return refusal;
            }

            Touch(book.Apply(new Recorded<LeadClaim>(claim, place)));
            return null;
        }

        if (kind == EntryKinds.LeadAttested.Name)
        {
            if (!LeadAttestation.Parse(body.Span).Accepted(out var attestation, out refusal))
            {
                return refusal;
            }

            Touch(book.Apply(attestation, new CarriedAttestation(author, index, salt, body)));
            return null;
        }

        if (!PublicMessageBody.Parse(body.Span).Accepted(out var message, out refusal))
        {
            return refusal;
        }

        if (message.Sender != author)
        {
            return new Refusal("sender", "message.sender", "A public message is sent in the author's own name.");
        }

        Touch(book.Apply(new Recorded<PublicMessageBody>(message, place)));
        return null;
    }

    /// <summary>Does what the succession calls for now, for every open incident.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        foreach (var state in book.All.ToArray())
        {
            if (state.Current is not { Body: { Closed: false } body } || PlanOf(body.Plan) is not { } plan)
            {
                continue;
            }

            var rules = Rules(plan);
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

    /// <summary>The plan's rules, resolved to the members of the network.</summary>
    public SuccessionRules Rules(Plan plan) => new(
        [.. plan.Line.Select(network.OfKind).OfType<MemberId>()], plan.Attestations, plan.LeadLostAfter);

    public Plan? PlanOf(string id) => gate.Doctrine?.FindPlan(id);

    /// <summary>The incident as the doctrine sees it.</summary>
    public CedarEntityData EntityOf(IncidentState state) => state.Current is { } current
        ? Entity(state.Id, current.Entry.Author, PlanOf(current.Body.Plan), current.Body.Status)
        : DoctrineEntities.Incident(state.Id.Hex, state.Claims.Count > 0 ? state.Claims[0].Entry.Author : network.Self.Id, "", [], [], false);

    private static CedarEntityData Entity(EntryId id, MemberId owner, Plan? plan, AlertStatus status) => DoctrineEntities.Incident(
        id.Hex, owner, plan?.Id ?? "", plan is null ? [] : plan.Line, plan is null ? [] : plan.Line, status == AlertStatus.Exercise);

    private async Task AttestAsync(IncidentState state, IncidentBody body, CancellationToken cancellation)
    {
        var lead = state.Lead!.Body;
        var attestation = new LeadAttestation(
            state.Id, lead.Term, lead.Leader, peers.UnreachableSince(lead.Leader) ?? clock.GetUtcNow());
        var bytes = attestation.ToCanonicalBytes();
        await WriteAsync(
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
        if (await CheckAsync(claim, network.Self.Id, cancellation) is not null)
        {
            return; // An attestation is not mirrored here yet; the next step tries again.
        }

        await WriteAsync(EntryKinds.Lead, claim.ToCanonicalBytes(), body, place => book.Apply(new Recorded<LeadClaim>(claim, place)), cancellation);
        var led = book.Find(state.Id)!;
        if (led.Leader == network.Self.Id)
        {
            await UpdatePublicAsync(led, body, plan, before.Leader, cancellation);
        }
    }

    // The plan's own words for a change of the lead; the public hears from the new leader at once.
    private async Task UpdatePublicAsync(IncidentState state, IncidentBody body, Plan plan, MemberId before, CancellationToken cancellation)
    {
        var template = plan.Messages.FirstOrDefault(message => message.Id == "update") ?? plan.Messages.FirstOrDefault();
        if (template is null)
        {
            return;
        }

        var (headline, text, instruction) = template.Fill(new Dictionary<string, string>
        {
            ["area"] = state.Messages.Count > 0 ? state.Messages[^1].Body.Area : AreaOf(body),
            ["event"] = plan.Name,
            ["member"] = network.Self.Name,
            ["time"] = clock.GetUtcNow().ToString("HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture),
            ["site"] = "",
        });
        var line = $"{network.Self.Name} leads the response now, in place of {network.NameOf(before)}.";
        await PublishAsync(state, headline, $"{text} {line}".Trim(), instruction, cancellation);
    }

    private async Task<PublicMessageBody> PublishAsync(
        IncidentState state, string headline, string text, string instruction, CancellationToken cancellation)
    {
        var body = state.Current!.Body;
        var latest = state.Messages.Count > 0 ? state.Messages[^1].Body : null;
        var message = new PublicMessageBody
        {
            Message = latest?.Message ?? EntryId.Fresh(),
            Incident = state.Id,
            Term = state.Term,
            Revision = (latest?.Revision ?? 0) + 1,
            Status = body.Status,
            MessageType = latest is null ? AlertMessageType.Alert : AlertMessageType.Update,
            Severity = latest?.Severity ?? PlanOf(body.Plan)?.Messages.FirstOrDefault()?.Severity ?? Doctrine.Thresholds.AlertSeverity.Unknown,
            Headline = headline,
            Text = text,
            Instruction = instruction,
            Area = AreaOf(body),
            Sender = network.Self.Id,
            Sent = clock.GetUtcNow(),
        };
        await WriteAsync(
            EntryKinds.PublicMessage, message.ToCanonicalBytes(), body,
            place => book.Apply(new Recorded<PublicMessageBody>(message, place)), cancellation);
        return message;
    }

    private string AreaOf(IncidentBody body)
    {
        var area = body.Alerts
            .Select(id => EntryId.Parse(id).Accepted(out var alert, out _) ? alerts.Find(alert)?.Latest.Body.Area : null)
            .FirstOrDefault(found => !string.IsNullOrEmpty(found));
        // Never the title: it is the members' own word for it, and not written for the public.
        return area ?? city.Info().Name;
    }

    private async Task<Refusal?> CheckAsync(LeadClaim claim, MemberId author, CancellationToken cancellation)
    {
        if (book.Find(claim.Incident) is not { Current: { } current } state || PlanOf(current.Body.Plan) is not { } plan)
        {
            return new Refusal("incident", "lead.incident-unknown", "The incident or its plan is not known here.");
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

        return Succession.Check(claim, author, Rules(plan), standing.Contains);
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

    private Task WriteAsync(
        EntryKind kind, byte[] bytes, IncidentBody incident, Func<EntryPlace, IncidentState> apply, CancellationToken cancellation) =>
        WriteAsync(kind, bytes, incident, (place, _) => apply(place), cancellation);

    private async Task WriteAsync(
        EntryKind kind, byte[] bytes, IncidentBody incident, Func<EntryPlace, ReadOnlyMemory<byte>, IncidentState> apply,
        CancellationToken cancellation)
    {
        var purpose = incident.Status == AlertStatus.Exercise ? PurposeClass.Exercise : PurposeClass.Incident;
        var entry = await journal.AppendAsync(new EntryDraft(kind, purpose, bytes), cancellation);
        var state = apply(new EntryPlace(network.Self.Id, entry.Index, entry.Header.Id), entry.Salt);
        Touch(state);
        var (action, resource) = kind == EntryKinds.PublicMessage
            ? ("audit", DoctrineEntities.LogBody(entry.Header.Id, network.Self.Id, kind.Name, kind.Audience, purpose == PurposeClass.Exercise))
            : (ReadAction, EntityOf(state));
        await releases.ReleaseAsync(entry, bytes, action, resource, StandingPurpose.Watch, null, cancellation);
    }

    private void Touch(IncidentState state) => board.Touch(new RowKey(RowKind.Incident, network.Self.Id, state.Id.Hex));
}
