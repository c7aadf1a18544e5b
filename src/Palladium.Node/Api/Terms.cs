using Palladium.Node.Force;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Web.Contract;
using ContractSeverity = Palladium.Web.Contract.Severity;

namespace Palladium.Node.Api;

/// <summary>The node's words in the words of the HTTP interface.</summary>
internal static class Terms
{
    public static FeedKind Of(Feed feed) => feed switch
    {
        Feed.Replay => FeedKind.Replay,
        Feed.Exercise => FeedKind.Exercise,
        _ => FeedKind.Live,
    };

    public static ContractSeverity Of(Doctrine.Thresholds.AlertSeverity severity) => Enum.Parse<ContractSeverity>(severity.ToString());

    public static Web.Contract.AlertStatus Of(Operations.Alerts.AlertStatus status) =>
        status == Operations.Alerts.AlertStatus.Exercise ? Web.Contract.AlertStatus.Exercise : Web.Contract.AlertStatus.Actual;

    public static AlertMessage Of(AlertMessageType type) => Enum.Parse<AlertMessage>(type.ToString());

    public static PlaceDto? Of(GeoPoint? place) => place is { } point ? new PlaceDto(point.Latitude, point.Longitude) : null;

    public static PlaceDto Of(GeoPoint place) => new(place.Latitude, place.Longitude);

    public static string Of(Doctrine.Thresholds.Comparison comparison) =>
        comparison == Doctrine.Thresholds.Comparison.AtLeast ? "above" : "below";

    public static ThreatDto Of(ThreatInForce level, NetworkDirectory network) => new(
        level.Area, level.Level, level.Setting?.Body.Level, level.Setting is { } setting ? network.NameOf(setting.Body.Setter.Member) : null,
        level.Setting?.Body.Set, level.Setting?.Body.Until, level.Heard == DateTimeOffset.MinValue ? null : level.Heard, level.Fell);

    public static ProblemDto Of(Refusal refusal) => new(refusal.Field, refusal.Rule, refusal.Message);
}
