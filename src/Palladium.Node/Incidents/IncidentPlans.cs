using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Plans;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>Plans of the doctrine in force, resolved to the members of the network, and incidents as the doctrine sees them.</summary>
internal sealed class IncidentPlans(NetworkDirectory network, Gate gate)
{
    /// <summary>The plan of that id; null when the doctrine in force has none.</summary>
    public Plan? PlanOf(string id) => gate.Doctrine?.FindPlan(id);

    /// <summary>The plan's rules, resolved to the members of the network.</summary>
    public SuccessionRules RulesOf(Plan plan) => new(
        [.. plan.Line.Select(network.OfKind).OfType<MemberId>()], plan.Attestations, plan.LeadLostAfter);

    /// <summary>Whether a member may come to lead under any plan of the doctrine in force.</summary>
    public bool IsInSomeLine(MemberId member) => gate.Doctrine?.Plans.Any(plan => RulesOf(plan).PositionOf(member) >= 0) == true;

    /// <summary>The incident as the doctrine sees it.</summary>
    public CedarEntityData EntityOf(IncidentState state) => state.Current is { } current
        ? EntityOf(state.Id, current.Entry.Author, PlanOf(current.Body.Plan), current.Body.Status)
        : DoctrineEntities.Incident(state.Id.Hex, state.Claims.Count > 0 ? state.Claims[0].Entry.Author : network.Self.Id, "", [], [], false);

    /// <summary>An incident that may be opened, as the doctrine sees it.</summary>
    public static CedarEntityData EntityOf(EntryId id, MemberId owner, Plan? plan, AlertStatus status) => DoctrineEntities.Incident(
        id.Hex, owner, plan?.Id ?? "", plan is null ? [] : plan.Line, plan is null ? [] : plan.Line, status == AlertStatus.Exercise);
}
