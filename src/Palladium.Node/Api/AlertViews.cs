using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Thresholds;
using Palladium.Node.Alerts;
using Palladium.Node.Network;
using Palladium.Node.Picture;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Scene;
using Palladium.Records.Sealing;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>Alerts as a session may see them, and who else is entitled to each.</summary>
internal sealed class AlertViews(
    AlertBook book, IncidentBook incidents, NetworkDirectory network, ReleaseDesk releases, SceneBook scene, CitySites sites, Gate gate,
    TimeProvider clock)
{
    public IEnumerable<AlertSummaryDto> All(GateSession session, bool openOnly) => book.All
        .Where(alert => openOnly ? alert.IsOpen : alert.IsShown(clock.GetUtcNow()))
        .OrderByDescending(alert => alert.Latest.Body.Sent)
        .Select(alert => Summary(session, alert))
        .OfType<AlertSummaryDto>();

    /// <summary>Opens one alert; null when there is none that may be read.</summary>
    public AlertState? Open(GateSession session, string id)
    {
        if (!EntryId.Parse(id).Accepted(out var alertId, out _) || book.Find(alertId) is not { } alert)
        {
            return null;
        }

        return Opened(session, alert);
    }

    public AlertSummaryDto? Summary(GateSession session, AlertState sealedAlert) =>
        Opened(session, sealedAlert) is { } alert ? Summary(alert) : null;

    public AlertSummaryDto Summary(AlertState alert)
    {
        var body = alert.Latest.Body;
        var own = alert.Author == network.Self.Id;
        var readHere = alert.Deliveries.GetValueOrDefault(network.Self.Id)?.ReadAt;
        var others = alert.Deliveries.Values.Where(delivery => delivery.Member != network.Self.Id).ToArray();
        return new AlertSummaryDto(
            alert.Id.Hex, Ref(alert.Author), body.Revision, alert.IsOpen ? OpenState.Open : OpenState.Closed, Terms.Of(body.Status),
            Terms.Of(body.MessageType), Terms.Of(body.Severity), body.Urgency, body.Certainty, body.Category, body.Event, body.Headline,
            body.Area, Terms.Of(body.Place), body.Source, sites.NameOf(body.Site), Terms.Of(body.Feed), body.Onset,
            body is { Feed: Feed.Replay, Cap: not null } ? alert.Revisions[0].Body.Sent : body.Onset, body.Sent,
            alert.Latest.Known,
            own ? others.Length + 1 : 1,
            own ? others.Count(delivery => delivery.DeliveredAt is not null) + 1 : 1,
            others.Count(delivery => delivery.ReadAt is not null) + (readHere is null ? 0 : 1),
            readHere,
            own || body.MustKnow.Contains(network.Self.Kind),
            incidents.All.FirstOrDefault(incident => incident.Current?.Body.Alerts.Contains(alert.Id.Hex) == true)?.Id.Hex);
    }

    public AlertDetailDto Detail(AlertState alert)
    {
        var body = alert.Latest.Body;
        var rule = gate.Doctrine?.Thresholds.FirstOrDefault(r => r.Id == body.Rule);
        return new AlertDetailDto(
            Summary(alert), body.Description, body.Instruction, body.Cap is null ? body.Rule : "",
            rule is null ? "" : DoctrineViews.Words(rule), scene.Declared(alert.Author, body.Source)?.Name ?? body.Source,
            Evidence(body, rule),
            [.. alert.Revisions.Reverse().Select(revision => new AlertRevisionDto(
                revision.Body.Revision, Terms.Of(revision.Body.MessageType), Terms.Of(revision.Body.Severity), revision.Body.Headline,
                revision.Body.Description, revision.Body.Sent,
                new EntryRefDto(revision.Entry.Author.Name, revision.Entry.Index, EntryKinds.Alert.Name)))],
            [.. network.Members.Select(member => Delivery(alert, member))
                .OrderByDescending(row => row.Entitled).ThenBy(row => row.Member.Name, StringComparer.Ordinal)],
            body.Cap is not null);
    }

    private static AlertState? Opened(GateSession session, AlertState alert)
    {
        var entity = AlertDesk.EntityOf(alert);
        var outcome = session.Open(
            Seal.Of(alert), new GateRow("readAlert", entity.Uid, session.Entities.With(entity), alert.Latest.Body.Sent));
        return outcome.Opened(out var open) ? open : null;
    }

    private MemberDeliveryDto Delivery(AlertState alert, KnownMember member)
    {
        var isAuthor = member.Id == alert.Author;
        var self = member.Id == network.Self.Id;
        var decision = releases.Decide(member.Id, AlertDesk.ReceiveAction, AlertDesk.EntityOf(alert), StandingPurpose.Watch);
        var delivery = alert.Deliveries.GetValueOrDefault(member.Id);
        var released = delivery is { ReleaseEntry: >= 0 };
        return new MemberDeliveryDto(
            Ref(member.Id), self, alert.Latest.Body.MustKnow.Contains(member.Kind),
            isAuthor || released || decision.Permitted,
            isAuthor ? "" : decision.Rule,
            isAuthor ? "Issued it." : decision.Words,
            isAuthor ? alert.Revisions[0].Body.Sent : self ? alert.Revisions[0].Known : delivery?.DeliveredAt,
            delivery?.ReadAt,
            released && delivery!.DeliveredAt is null ? "On its way: the release is recorded and is sent again until it is confirmed." : null,
            released ? new EntryRefDto(alert.Author.Name, delivery!.ReleaseEntry, EntryKinds.Release.Name) : null,
            delivery?.ReceiptEntry is { } receipt ? new EntryRefDto(member.Id.Name, receipt, EntryKinds.Receipt.Name) : null,
            null);
    }

    private static EvidenceDto? Evidence(AlertBody body, ThresholdRule? rule) => body.Evidence is not { } evidence
        ? null
        : new EvidenceDto(
            evidence.Value, rule is null ? "above" : Terms.Of(rule.Comparison), evidence.Threshold, rule?.ClearValue, evidence.Unit,
            evidence.Readings.Count > 0 ? evidence.Readings[0].Time : evidence.CausedBy, evidence.CausedBy,
            [.. evidence.Readings.Select(reading => new ReadingDto(reading.Time, reading.Value))]);

    private MemberRefDto Ref(MemberId member) => new(member.Name, network.NameOf(member), network.Find(member)?.Kind ?? "");
}
