using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Records;

namespace Palladium.Doctrine.Rights;

/// <summary>
/// "What may I do here, now?": asks the gate everything that somebody may want to do at a place, under the rules that it decides by. It opens
/// nothing and records nothing.
/// </summary>
/// <param name="gate">The gate, with the doctrine in force.</param>
/// <param name="person">Who.</param>
/// <param name="members">All members, the person's own included: every decision looks at them.</param>
/// <param name="purpose">Why.</param>
public sealed class RightsQuery(Gate.Gate gate, CedarEntityData person, EntitySlice members, GatePurpose purpose)
{
    private readonly EntitySlice _entities = members.With(person);

    /// <summary>What may be asked about a place of whatever doctrine is in force: each degree of force, and what one does oneself.</summary>
    /// <param name="table">The doctrine's degrees of force.</param>
    /// <param name="member">The person's member.</param>
    /// <param name="place">The word of the place; empty for none.</param>
    /// <param name="line">The line of the plan under which an incident would be opened.</param>
    public static IEnumerable<RightsQuestion> Questions(ForceTable table, MemberId member, string place, IReadOnlyList<string> line)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (var (degree, words) in table.Degrees)
        {
            yield return new RightsQuestion(
                "force", words, "useForce", degree, threat => DoctrineEntities.Encounter("here", member, place, threat, degree));
        }

        var incident = DoctrineEntities.Incident("new", member, "", line, line, exercise: false);
        yield return new RightsQuestion("act", "Open an incident", "openIncident", null, _ => incident);
        yield return new RightsQuestion("act", "Take the lead of an incident", "takeLead", null, _ => incident);
        yield return new RightsQuestion(
            "act", "Tell the public", "sendPublicMessage", null, _ => DoctrineEntities.PublicMessage("new", member, "new", line, exercise: false));
        yield return new RightsQuestion(
            "act", "Report where a crew is", "postPosition", null, _ => DoctrineEntities.Unit("own", member, "", exercise: false));
        yield return new RightsQuestion(
            "act", "Set the threat level", "setThreat", null, threat => DoctrineEntities.Encounter("here", member, place, threat, degree: 0));
    }

    /// <summary>What may be asked about what a member has: its crews of a kind, and the cameras that it shares.</summary>
    /// <param name="owner">The member.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="crews">The kinds of its crews.</param>
    public static IEnumerable<RightsQuestion> QuestionsAbout(MemberId owner, string name, IEnumerable<string> crews)
    {
        foreach (var kind in crews)
        {
            yield return new RightsQuestion(
                "see", $"Crews of {name}: {kind}", "readUnit", null, _ => DoctrineEntities.Unit("any", owner, kind, exercise: false));
        }

        yield return new RightsQuestion(
            "see", $"Shared cameras of {name}, live", "readCamera", null, _ => DoctrineEntities.Camera("any", owner, "", shared: true, exercise: false));
    }

    /// <summary>The answers, in the order of the questions, at a threat level. Actions that the doctrine does not know are left out.</summary>
    public IReadOnlyList<Right> Ask(IEnumerable<RightsQuestion> questions, int threat)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var rights = new List<Right>();
        foreach (var question in questions)
        {
            if (gate.Doctrine?.Actions.Contains(question.Action) != true)
            {
                continue;
            }

            var decision = Decide(question, threat);
            var higher = question.HangsOnThreat && threat < ForceTable.MostThreat ? Decide(question, threat + 1) : decision;
            rights.Add(new Right(question, decision.Permitted, decision.Rule, decision.Words, higher.Permitted));
        }

        return rights;
    }

    private GateDecision Decide(RightsQuestion question, int threat)
    {
        var resource = question.ResourceAt(threat);
        return gate.Decide(new GateRequest
        {
            Principal = person.Uid,
            Action = question.Action,
            Resource = resource.Uid,
            Entities = _entities.With(resource),
            Purpose = purpose,
            IsSaidElsewhere = true,
        });
    }
}
