namespace Palladium.Web.Contract;

/// <summary>The rules in force: <see cref="PalladiumRoutes.Doctrine"/>.</summary>
/// <param name="Name">The doctrine's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
/// <param name="Parent">Hash of the version before; null for the first.</param>
/// <param name="AdoptedAt">When this node took it.</param>
/// <param name="Policies">In the order of the files.</param>
/// <param name="Thresholds">In the order of the file.</param>
/// <param name="Warnings">Who must know of CAP messages from outside; in the order of the file.</param>
/// <param name="Plans">In the order of the files.</param>
/// <param name="Retention">How long bodies are kept.</param>
/// <param name="Members">Which member is on which version.</param>
/// <param name="InGrace">Earlier versions that still count: what one of them does not permit is denied.</param>
/// <param name="MayChange">Whether the asker may change it here.</param>
public sealed record DoctrineDto(
    string Name,
    string Version,
    string Hash,
    string? Parent,
    DateTimeOffset AdoptedAt,
    IReadOnlyList<PolicyDto> Policies,
    IReadOnlyList<ThresholdDto> Thresholds,
    IReadOnlyList<WarningDto> Warnings,
    IReadOnlyList<PlanDto> Plans,
    IReadOnlyList<RetentionDto> Retention,
    IReadOnlyList<DoctrineMemberDto> Members,
    IReadOnlyList<DoctrineInGraceDto> InGrace,
    bool MayChange);

/// <summary>One policy.</summary>
/// <param name="Id">Its <c>@id</c>.</param>
/// <param name="File">Path in the doctrine: <c>policies/alerts.cedar</c>.</param>
/// <param name="Effect"><c>permit</c> or <c>forbid</c>.</param>
/// <param name="Words">Its <c>@rule</c>: the policy in plain words.</param>
/// <param name="Actions">The actions it is about; empty when it is about all.</param>
/// <param name="Text">The Cedar text.</param>
public sealed record PolicyDto(
    string Id, string File, string Effect, string Words, IReadOnlyList<string> Actions, string Text);

/// <summary>A threshold rule.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Words">The rule in a sentence.</param>
/// <param name="SourceKind">The kind of source it watches.</param>
/// <param name="SiteKind">The kind of site it is limited to; null when to none.</param>
/// <param name="Comparison"><c>above</c> or <c>below</c>.</param>
/// <param name="Value">In the source's unit.</param>
/// <param name="Unit">UCUM code; may be empty.</param>
/// <param name="ForSeconds">How long it must hold.</param>
/// <param name="Clear">The value at which it is over.</param>
/// <param name="ClearForSeconds">How long that must hold.</param>
/// <param name="Severity">Of the alert.</param>
/// <param name="Event">Of the alert.</param>
/// <param name="MustKnow">Kinds of member that must know.</param>
public sealed record ThresholdDto(
    string Id,
    string Words,
    string SourceKind,
    string? SiteKind,
    string Comparison,
    double Value,
    string Unit,
    double ForSeconds,
    double Clear,
    double ClearForSeconds,
    Severity Severity,
    string Event,
    IReadOnlyList<string> MustKnow);

/// <summary>A rule about warnings from outside; all rules that cover one add up.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Words">The rule in a sentence.</param>
/// <param name="MustKnow">Kinds of member that must know.</param>
public sealed record WarningDto(string Id, string Words, IReadOnlyList<string> MustKnow);

/// <summary>A plan.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Standing">Always in force: it is a purpose of its own and needs no incident.</param>
/// <param name="Line">Kinds of member in order of succession.</param>
/// <param name="Attestations">How many must state that the lead is unreachable.</param>
/// <param name="LeadLostAfterSeconds">After how long out of reach.</param>
/// <param name="Templates">Prepared public messages.</param>
public sealed record PlanDto(
    string Id,
    string Name,
    bool Standing,
    IReadOnlyList<string> Line,
    int Attestations,
    int LeadLostAfterSeconds,
    IReadOnlyList<MessageTemplateDto> Templates);

/// <summary>How long bodies of a kind are kept.</summary>
/// <param name="Kind">The kind of entry or data.</param>
/// <param name="Words">How long, and what is erased then.</param>
public sealed record RetentionDto(string Kind, string Words);

/// <summary>Which doctrine a member follows, as this node knows.</summary>
/// <param name="Member">Who.</param>
/// <param name="Version">Its version in words; null when this node knows none of that hash.</param>
/// <param name="Hash">64 hexadecimal digits; null when unknown.</param>
/// <param name="Same">Whether it is the one in force here.</param>
/// <param name="AsOf">When it was last heard.</param>
public sealed record DoctrineMemberDto(
    MemberRefDto Member, string? Version, string? Hash, bool Same, DateTimeOffset? AsOf);

/// <summary>A version of the doctrine that was replaced and still counts.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
/// <param name="Until">When it counts no more; earlier, once every member follows the version in force.</param>
public sealed record DoctrineInGraceDto(string Version, string Hash, DateTimeOffset Until);

/// <summary>
/// Body of <c>PUT /api/v1/doctrine/files/{path}</c>: the whole new text of one file of the doctrine. Answer: 200 with the
/// <see cref="DoctrineDto"/> now in force; 422 with a <see cref="ProblemDto"/> with line and column when it is not valid, and nothing changes.
/// </summary>
/// <param name="Text">The file's text.</param>
public sealed record DoctrineFileRequest(string Text);
