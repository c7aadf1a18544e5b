using System.Globalization;
using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Sealing;

namespace Palladium.Node.Force;

/// <summary>Sets the threat level, for whom the doctrine permits it, and takes in what other members set.</summary>
internal sealed class ThreatDesk(ThreatBook book, Gate gate, NetworkDirectory network, IJournal journal, ReleaseDesk releases, TimeProvider clock)
{
    /// <summary>The doctrine's action.</summary>
    public const string Action = "setThreat";

    private static readonly TimeSpan AheadAtMost = TimeSpan.FromMinutes(5);

    /// <summary>Whether the doctrine permits somebody to set the level of an area.</summary>
    public bool MaySet(Asking asking, string area, int level) => gate.Decide(Request(asking.Uid, asking.Entities, area, level)).Permitted;

    /// <summary>Sets the level; who did it stands in the access entry, and in the setting only for which member and in which roles.</summary>
    public async Task<Outcome<ThreatBody>> SetAsync(
        Asking asking, IReadOnlyList<string> roles, string area, int level, DateTimeOffset until, CancellationToken cancellation)
    {
        var now = BodyTime.Sayable(clock.GetUtcNow());
        if (!ThreatBody.IsPlace(area))
        {
            return new Refusal("area", "threat.area", "An area is a word of a-z, 0-9, '-' and '.', or empty for the whole city.");
        }

        if (level is < 1 or > ForceTable.MostThreat)
        {
            return new Refusal("level", "threat.level", $"The threat level is from 1 to {ForceTable.MostThreat}.");
        }

        if (until <= now || until - now > ThreatBody.Longest)
        {
            return new Refusal("until", "threat.until", $"A level is set until a time to come, at most {ThreatBody.Longest.Days} days from now.");
        }

        var body = new ThreatBody
        {
            Threat = EntryId.Fresh(),
            Area = area,
            Level = level,
            Set = now,
            Until = BodyTime.Sayable(until),
            Setter = new Actor(network.Self.Id, roles),
        };
        var request = Request(asking.Uid, asking.Entities, area, level) with
        {
            Until = until,
            Extent = new JsonObject { ["threat"] = body.Threat.Hex, ["area"] = area, ["level"] = level },
        };
        var outcome = await gate.OpenAsync(Seal.Of(body.ToCanonicalBytes()), request, cancellation);
        if (!outcome.Opened(out var bytes))
        {
            return new Refusal(Action, outcome.Decision.Rule, outcome.Decision.Words);
        }

        var entry = await journal.AppendAsync(new EntryDraft(EntryKinds.Threat, PurposeClass.Plan, bytes), cancellation);
        book.Apply(new Recorded<ThreatBody>(body, new EntryPlace(network.Self.Id, entry.Index, entry.Header.Id)));
        await releases.ReleaseAsync(
            entry, bytes, "audit",
            DoctrineEntities.LogBody(entry.Header.Id, network.Self.Id, EntryKinds.Threat.Name, EntryKinds.Threat.Audience, exercise: false),
            StandingPurpose.Watch, null, cancellation);
        return body;
    }

    /// <summary>Takes in what another member set; null when it counts.</summary>
    public Refusal? Take(EntryPlace place, ReadOnlySpan<byte> bytes)
    {
        if (!ThreatBody.Parse(bytes).Accepted(out var body, out var refusal))
        {
            return refusal;
        }

        if (body.Setter.Member != place.Author)
        {
            return new Refusal("setter", "threat.setter", "A member sets a threat level in its own name only.");
        }

        if (body.Set > clock.GetUtcNow() + AheadAtMost)
        {
            return new Refusal("set", "threat.ahead", "The level was set at a time that is still to come.");
        }

        var decision = Decide(body, network.Find(place.Author)?.Kind ?? "");
        if (!decision.Permitted)
        {
            return new Refusal("setter", decision.Rule, string.Create(CultureInfo.InvariantCulture, $"The doctrine does not let this member set level {body.Level}: {decision.Words}"));
        }

        book.Apply(new Recorded<ThreatBody>(body, place));
        return null;
    }

    // The setter's own node knows duty and accreditation and asked its gate; what it says of the roles is checked here once more.
    private GateDecision Decide(ThreatBody body, string kind)
    {
        if (gate.Doctrine is not { } doctrine)
        {
            return new GateDecision(false, GateRules.NoDoctrine, "No doctrine is in force.", [], "");
        }

        var setter = DoctrineEntities.Person("setter", body.Setter.Member, kind, new PersonFacts { Roles = body.Setter.Roles, OnDuty = true }, doctrine.Schema);
        return gate.Decide(Request(setter.Uid, network.Entities.With(setter), body.Area, body.Level) with { IsSaidElsewhere = true });
    }

    private GateRequest Request(EntityUid who, EntitySlice entities, string area, int level)
    {
        var encounter = DoctrineEntities.Encounter("level", network.Self.Id, area, level, degree: 0);
        return new GateRequest
        {
            Principal = who,
            Action = Action,
            Resource = encounter.Uid,
            Entities = entities.With(encounter),
            Purpose = StandingPurpose.Watch,
        };
    }
}
