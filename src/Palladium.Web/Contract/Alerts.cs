namespace Palladium.Web.Contract;

/// <summary>An alert as a line in a list: <see cref="PalladiumRoutes.Alerts"/> (newest <c>sent</c> first) and the stream.</summary>
/// <param name="Id">32 hexadecimal digits, the same over its revisions.</param>
/// <param name="Author">The member that issued it.</param>
/// <param name="Revision">From 1.</param>
/// <param name="State">Open, or closed by a Cancel.</param>
/// <param name="Status">Actual or Exercise.</param>
/// <param name="Message">What the last revision is: Alert, Update or Cancel.</param>
/// <param name="Severity">CAP severity.</param>
/// <param name="Urgency">CAP urgency: <c>Immediate</c>, <c>Expected</c>, <c>Future</c>, <c>Past</c>, <c>Unknown</c>.</param>
/// <param name="Certainty">CAP certainty: <c>Observed</c>, <c>Likely</c>, <c>Possible</c>, <c>Unlikely</c>, <c>Unknown</c>.</param>
/// <param name="Category">CAP category: <c>Safety</c>, <c>Security</c>, <c>Met</c>, <c>Fire</c>, <c>Health</c>, <c>Infra</c> and so on.</param>
/// <param name="Event">What it is in two or three words: <c>High water</c>.</param>
/// <param name="Headline">One line for a person.</param>
/// <param name="Area">Where, in words; may be empty.</param>
/// <param name="Place">Where, on the map; null when it has no place.</param>
/// <param name="Source">The source's id within the author; empty when it came as CAP from elsewhere.</param>
/// <param name="Site">The site, as a name; may be empty.</param>
/// <param name="Feed">Live, replay or exercise.</param>
/// <param name="Onset">When it began.</param>
/// <param name="Since">Since when it is shown as standing: the onset, or for a replayed message when it was played; its onset is of the recording.</param>
/// <param name="Sent">When the last revision was sent.</param>
/// <param name="Received">When this node had it; equals <c>Sent</c> for its own.</param>
/// <param name="Entitled">How many members must know and may.</param>
/// <param name="Delivered">How many of those have it, by their receipts (the author included).</param>
/// <param name="Read">At how many of those somebody read it.</param>
/// <param name="ReadHere">When somebody of this member read it; null when nobody did.</param>
/// <param name="Mine">True when this member authored it or is on its list of who must know.</param>
/// <param name="Incident">The incident opened for it; null when there is none.</param>
public sealed record AlertSummaryDto(
    string Id,
    MemberRefDto Author,
    int Revision,
    OpenState State,
    AlertStatus Status,
    AlertMessage Message,
    Severity Severity,
    string Urgency,
    string Certainty,
    string Category,
    string Event,
    string Headline,
    string Area,
    PlaceDto? Place,
    string Source,
    string Site,
    FeedKind Feed,
    DateTimeOffset Onset,
    DateTimeOffset Since,
    DateTimeOffset Sent,
    DateTimeOffset Received,
    int Entitled,
    int Delivered,
    int Read,
    DateTimeOffset? ReadHere,
    bool Mine,
    string? Incident);

/// <summary>An alert with all that stands behind it: <see cref="PalladiumRoutes.Alert"/>.</summary>
/// <param name="Alert">The line in the list.</param>
/// <param name="Description">What is happening.</param>
/// <param name="Instruction">What to do.</param>
/// <param name="Rule">Id of the threshold rule, or empty when it came as CAP from elsewhere.</param>
/// <param name="RuleWords">The rule in a sentence: "Water above 2.3 m for 30 s at a port gate".</param>
/// <param name="SourceName">What people call the source; empty when it came as CAP.</param>
/// <param name="Evidence">The readings that caused it; null when it came as CAP from elsewhere.</param>
/// <param name="Revisions">Newest first.</param>
/// <param name="Members">Every member of the network, those that must know first.</param>
/// <param name="Original">True when it came as CAP from elsewhere and the original XML is served unchanged.</param>
public sealed record AlertDetailDto(
    AlertSummaryDto Alert,
    string Description,
    string Instruction,
    string Rule,
    string RuleWords,
    string SourceName,
    EvidenceDto? Evidence,
    IReadOnlyList<AlertRevisionDto> Revisions,
    IReadOnlyList<MemberDeliveryDto> Members,
    bool Original);

/// <summary>One member's line on the page of an alert.</summary>
/// <param name="Member">The member.</param>
/// <param name="Self">True for the member whose node this is.</param>
/// <param name="MustKnow">Whether the threshold rule names its kind.</param>
/// <param name="Entitled">Whether the doctrine in force permits it to receive this alert.</param>
/// <param name="RuleId">Id of the policy that decided; <c>default-deny</c> when none permitted.</param>
/// <param name="RuleWords">That policy in plain words.</param>
/// <param name="DeliveredAt">When it had the last revision, by its receipt; null: not yet.</param>
/// <param name="ReadAt">When somebody there read it; null: not yet.</param>
/// <param name="Waiting">Why it was not delivered, in words ("unreachable since 14:02, goes out when it is back"); null when delivered or not due.</param>
/// <param name="ReleaseEntry">The author's entry that it was released.</param>
/// <param name="ReceiptEntry">The recipient's entry that it arrived.</param>
/// <param name="ReadEntry">The recipient's entry that it was read.</param>
public sealed record MemberDeliveryDto(
    MemberRefDto Member,
    bool Self,
    bool MustKnow,
    bool Entitled,
    string RuleId,
    string RuleWords,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? ReadAt,
    string? Waiting,
    EntryRefDto? ReleaseEntry,
    EntryRefDto? ReceiptEntry,
    EntryRefDto? ReadEntry);

/// <summary>One revision of an alert.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Message">Alert, Update or Cancel.</param>
/// <param name="Severity">CAP severity.</param>
/// <param name="Headline">As sent.</param>
/// <param name="Description">As sent.</param>
/// <param name="Sent">When.</param>
/// <param name="Entry">The author's entry.</param>
public sealed record AlertRevisionDto(
    int Revision,
    AlertMessage Message,
    Severity Severity,
    string Headline,
    string Description,
    DateTimeOffset Sent,
    EntryRefDto? Entry);

/// <summary>The readings behind an alert.</summary>
/// <param name="Value">The reading that decided.</param>
/// <param name="Comparison"><c>above</c> or <c>below</c>.</param>
/// <param name="Threshold">The value that was crossed.</param>
/// <param name="Clear">The value at which it is over (hysteresis); null when it is the threshold itself.</param>
/// <param name="Unit">UCUM code; may be empty.</param>
/// <param name="From">Start of the readings.</param>
/// <param name="To">End of the readings.</param>
/// <param name="Readings">Oldest first.</param>
public sealed record EvidenceDto(
    double Value,
    string Comparison,
    double Threshold,
    double? Clear,
    string Unit,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<ReadingDto> Readings);
