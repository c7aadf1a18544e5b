namespace Palladium.Web.Contract;

/// <summary>
/// Names of the events of <see cref="PalladiumRoutes.Stream"/> (server-sent events). Every event has an <c>id</c> that grows; a
/// reader that reconnects gets a <see cref="Snapshot"/> first and therefore needs no replay. A comment line goes out at least
/// every 15 seconds, by which a reader notices that the node is gone.
/// </summary>
public static class StreamEvents
{
    /// <summary><see cref="SnapshotDto"/>: always the first event. Nothing that happened before it is missing in it.</summary>
    public const string Snapshot = "snapshot";

    /// <summary><see cref="AlertSummaryDto"/>: new or changed, also when only its counts of delivered and read changed.</summary>
    public const string Alert = "alert";

    /// <summary>Array of <see cref="UnitDto"/>: those that moved, gathered over at most half a second.</summary>
    public const string Unit = "unit";

    /// <summary>Array of <see cref="SourceDto"/>: those with a new reading or state, gathered over at most one second.</summary>
    public const string Source = "source";

    /// <summary><see cref="MemberStateDto"/>: at once when reachability changes, otherwise at most every two seconds.</summary>
    public const string Member = "member";

    /// <summary><see cref="IncidentDto"/>: new or changed; a reader of its page fetches the page's data again.</summary>
    public const string Incident = "incident";

    /// <summary><see cref="RefusalDto"/>: counted up.</summary>
    public const string Refusal = "refusal";

    /// <summary><see cref="LogStatusDto"/>: at most once a second.</summary>
    public const string Log = "log";
}

/// <summary>The whole picture that the asker may see.</summary>
/// <param name="Alerts">Open ones, and those closed within the last hour; newest first.</param>
/// <param name="Units">Those not stale for more than ten minutes.</param>
/// <param name="Sources">All.</param>
/// <param name="Members">All, as in <see cref="NetworkDto.Members"/>.</param>
/// <param name="Incidents">Open ones, and those closed within the last day.</param>
/// <param name="Refusals">All since the start.</param>
/// <param name="Log">This node's own log.</param>
public sealed record SnapshotDto(
    IReadOnlyList<AlertSummaryDto> Alerts,
    IReadOnlyList<UnitDto> Units,
    IReadOnlyList<SourceDto> Sources,
    IReadOnlyList<MemberStateDto> Members,
    IReadOnlyList<IncidentDto> Incidents,
    IReadOnlyList<RefusalDto> Refusals,
    LogStatusDto Log);
