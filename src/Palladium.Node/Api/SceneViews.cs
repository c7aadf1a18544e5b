using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Node.Picture;
using Palladium.Operations.Picture;
using Palladium.Records.Scene;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>Sources and units as a session may see them: each row is opened by the gate or is not there.</summary>
internal sealed class SceneViews(SceneBook scene, NetworkDirectory network, CitySites sites, Gate gate, TimeProvider clock)
{
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    public IEnumerable<SourceDto> Sources(GateSession session) => scene.Sources.Select(row => Source(session, row)).OfType<SourceDto>();

    public IEnumerable<UnitDto> Units(GateSession session) => scene.Units.Select(row => Unit(session, row)).OfType<UnitDto>();

    /// <summary>One source; null when it may not be seen.</summary>
    public SourceDto? Source(GateSession session, SceneRow<SourceState> row)
    {
        var entity = DoctrineEntities.Source(row.Id, row.Owner, row.Kind, row.Site, row.Feed == Feed.Exercise);
        var outcome = session.Open(row.Data, new GateRow("readSource", entity.Uid, session.Entities.With(entity)));
        if (!outcome.Opened(out var state))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var isStale = state.Received is { } received && now - received > SilentAfter;
        return new SourceDto(
            row.Id, row.Owner.Name, network.NameOf(row.Owner), state.Source.Name, row.Kind, state.Source.Unit, sites.NameOf(row.Site),
            Terms.Of(state.Source.Place), Terms.Of(row.Feed), state.Value, state.Time,
            state.Received is null ? Freshness.Silent : isStale ? Freshness.Stale : Freshness.Fresh,
            isStale ? state.Received : null,
            Line(row.Kind, row.Site, state.Value));
    }

    /// <summary>One unit; null when it may not be seen or has long been silent.</summary>
    public UnitDto? Unit(GateSession session, SceneRow<UnitPosition> row)
    {
        var entity = DoctrineEntities.Unit(row.Id, row.Owner, row.Kind, row.Feed == Feed.Exercise);
        var outcome = session.Open(row.Data, new GateRow("readUnit", entity.Uid, session.Entities.With(entity)));
        if (!outcome.Opened(out var unit) || clock.GetUtcNow() - unit.Stale > ForgottenAfter)
        {
            return null;
        }

        return new UnitDto(
            unit.Unit, unit.Owner.Name, network.NameOf(unit.Owner), unit.Kind, unit.Callsign, Terms.Of(unit.Place), unit.Heading,
            unit.Speed, unit.Time, unit.Stale, Terms.Of(unit.Feed));
    }

    /// <summary>The members that may read a source under the doctrine in force.</summary>
    public IReadOnlyList<MemberRefDto> MayRead(SceneRow<SourceState> row)
    {
        var entity = DoctrineEntities.Source(row.Id, row.Owner, row.Kind, row.Site, row.Feed == Feed.Exercise);
        return [.. network.Members
            .Where(member => member.Id == row.Owner || gate.Decide(new GateRequest
            {
                Principal = DoctrineEntities.MemberUid(member.Id),
                Action = "readSource",
                Resource = entity.Uid,
                Entities = network.Entities.With(entity),
                Purpose = StandingPurpose.Watch,
            }).Permitted)
            .Select(member => new MemberRefDto(member.Id.Name, member.Name, member.Kind))];
    }

    private ThresholdLineDto? Line(string kind, string site, double? value)
    {
        var siteKind = sites.KindOf(site);
        var nearest = gate.Doctrine?.Thresholds
            .Where(rule => rule.SourceKind == kind && (rule.SiteKind is null || rule.SiteKind == siteKind))
            .MinBy(rule => Math.Abs(rule.Value - (value ?? rule.Value)));
        return nearest is null
            ? null
            : new ThresholdLineDto(nearest.Id, Terms.Of(nearest.Comparison), nearest.Value, Terms.Of(nearest.Levels[0].Severity));
    }
}
