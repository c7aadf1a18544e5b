using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Rights;
using Palladium.Node.Api;
using Palladium.Node.Force;
using Palladium.Node.Network;
using Palladium.Operations.Force;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Rights;

/// <summary>
/// "What may I do here, now?" at this node: with the members, crews and threat level that it knows, and with how lately it heard of whoever could have
/// changed the rules.
/// </summary>
internal sealed class RightsDesk(Gate gate, NetworkDirectory network, ThreatLevels levels, SceneBook scene, TimeProvider clock)
{
    /// <summary>Answers for a person.</summary>
    /// <param name="facts">The person's facts at this moment.</param>
    /// <param name="member">The person's member.</param>
    /// <param name="place">The word of a place; empty for none.</param>
    /// <param name="threat">Another threat level than the one in force, 1 to 5; null for that one.</param>
    public Outcome<RightsDto> Ask(PersonFacts facts, KnownMember member, string place, int? threat)
    {
        if (gate.Doctrine is not { } doctrine)
        {
            return new Refusal("doctrine", GateRules.NoDoctrine, "No doctrine is in force; everything is denied.");
        }

        if (!ThreatBody.IsPlace(place))
        {
            return new Refusal("place", "rights.place", "A place is a word of a-z, 0-9, '-' and '.', or empty.");
        }

        if (threat is < 1 or > ForceTable.MostThreat)
        {
            return new Refusal("threat", "rights.threat", $"A threat level is from 1 to {ForceTable.MostThreat}.");
        }

        var inForce = levels.At(place);
        var level = threat ?? inForce.Level;
        var person = DoctrineEntities.Person("asked", member.Id, member.Kind, facts, doctrine.Schema);
        var query = new RightsQuery(gate, person, network.Entities, StandingPurpose.Watch);
        var line = doctrine.Plans.FirstOrDefault(plan => !plan.Standing)?.Line ?? [];
        var crews = scene.Units.Select(unit => (unit.Owner, unit.Kind)).Distinct().ToLookup(unit => unit.Owner, unit => unit.Kind);
        var rights = query.Ask(
            [
                .. RightsQuery.Questions(doctrine.Force, member.Id, place, line),
                .. network.Members.SelectMany(owner => RightsQuery.QuestionsAbout(owner.Id, owner.Name, crews[owner.Id].Order(StringComparer.Ordinal))),
            ],
            level);
        var authorities = Authorities(doctrine.Manifest, inForce);
        var oldest = authorities.MinBy(authority => authority.HeardAt ?? DateTimeOffset.MinValue)!.Id;
        return new RightsDto(
            place, level, threat is null ? Terms.Of(inForce, network) : null, facts.OnDuty, HighestDegree(rights),
            [.. rights.Select(right => new RightDto(
                right.Question.Group, right.Question.What, right.Question.Degree, right.Permitted, right.Rule, right.Words, right.IfThreatRose,
                right.Question.HangsOnThreat ? oldest : "doctrine"))],
            authorities);
    }

    /// <summary>Up to which degree every degree is permitted; null when not even the lowest is.</summary>
    internal static int? HighestDegree(IEnumerable<Right> rights) =>
        rights.Where(right => right.Question.Degree is not null).OrderBy(right => right.Question.Degree).TakeWhile(right => right.Permitted).LastOrDefault()?.Question.Degree;

    private List<AuthorityDto> Authorities(DoctrineManifest manifest, ThreatInForce threat)
    {
        var now = clock.GetUtcNow();
        var words = string.Create(CultureInfo.InvariantCulture, $"Version {manifest.Version} of the doctrine '{manifest.Name}'");
        return
        [
            Authority("doctrine", words, levels.HeardOfOthers(now), now),
            Authority("threat", threat switch
            {
                { Fell: true, Setting: { } setting } => $"Threat level {threat.Level}, the usual one: {network.NameOf(setting.Body.Setter.Member)}, which set {setting.Body.Level}, was not heard for too long",
                { Setting: { } setting } => $"Threat level {threat.Level}, set by {network.NameOf(setting.Body.Setter.Member)}",
                _ => $"Threat level {threat.Level}, the usual one",
            }, threat.Heard, now),
        ];
    }

    private static AuthorityDto Authority(string id, string words, DateTimeOffset heard, DateTimeOffset now) => heard == DateTimeOffset.MinValue
        ? new AuthorityDto(id, words, null, null)
        : new AuthorityDto(id, words, heard, Math.Max(0, (long)(now - heard).TotalSeconds));
}
