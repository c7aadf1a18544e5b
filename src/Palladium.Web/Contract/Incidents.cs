namespace Palladium.Web.Contract;

/// <summary>Something being handled: <see cref="PalladiumRoutes.Incidents"/> (open ones first) and the stream.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Title">What it is.</param>
/// <param name="State">Open or closed.</param>
/// <param name="Status">Actual or Exercise.</param>
/// <param name="Plan">Id of the plan of the doctrine.</param>
/// <param name="PlanName">The plan's name.</param>
/// <param name="Alert">The alert it was opened for; null when there is none.</param>
/// <param name="OpenedBy">The member that opened it.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="Lead">The member that leads, as this node knows.</param>
/// <param name="Term">The term of the lead, from 1; a higher one is obeyed.</param>
/// <param name="LeadSince">Since when this lead.</param>
/// <param name="LeadReachable">Whether this node reaches the lead.</param>
/// <param name="Messages">How many public messages were sent.</param>
public sealed record IncidentDto(
    string Id,
    string Title,
    OpenState State,
    AlertStatus Status,
    string Plan,
    string PlanName,
    string? Alert,
    MemberRefDto OpenedBy,
    DateTimeOffset OpenedAt,
    MemberRefDto Lead,
    int Term,
    DateTimeOffset LeadSince,
    bool LeadReachable,
    int Messages);

/// <summary>An incident with its line of succession and messages: <see cref="PalladiumRoutes.Incident"/>.</summary>
/// <param name="Incident">The line in the list.</param>
/// <param name="Line">The members in order of succession, first in line first.</param>
/// <param name="LeadLostAfterSeconds">After how long out of reach the next in line takes over.</param>
/// <param name="Attestations">How many plan members must state that the lead is unreachable before it passes on.</param>
/// <param name="PublicMessages">Newest first.</param>
/// <param name="Events">What happened, newest first.</param>
/// <param name="Templates">Prepared public messages of the plan.</param>
/// <param name="MaySend">Whether the asker may send a public message now.</param>
/// <param name="WhyNot">Why not, in words; null when it may.</param>
public sealed record IncidentDetailDto(
    IncidentDto Incident,
    IReadOnlyList<SuccessorDto> Line,
    int LeadLostAfterSeconds,
    int Attestations,
    IReadOnlyList<PublicMessageDto> PublicMessages,
    IReadOnlyList<IncidentEventDto> Events,
    IReadOnlyList<MessageTemplateDto> Templates,
    bool MaySend,
    string? WhyNot);

/// <summary>One place in the line of succession.</summary>
/// <param name="Position">From 1.</param>
/// <param name="Member">Who.</param>
/// <param name="Reachable">Whether this node reaches it (true for itself).</param>
/// <param name="Since">Since when it is so; null when unknown.</param>
/// <param name="Leads">Whether it leads now.</param>
/// <param name="AttestsLoss">Whether it stated that the lead is unreachable, in the present term.</param>
public sealed record SuccessorDto(
    int Position, MemberRefDto Member, bool Reachable, DateTimeOffset? Since, bool Leads, bool AttestsLoss);

/// <summary>A message to the public.</summary>
/// <param name="Id">32 hexadecimal digits; <c>/public/alerts/{id}.cap</c> serves it.</param>
/// <param name="By">The member that sent it.</param>
/// <param name="Term">The term under which it was sent.</param>
/// <param name="Message">Alert, Update or Cancel.</param>
/// <param name="Headline">One line.</param>
/// <param name="Text">The message.</param>
/// <param name="Sent">When.</param>
/// <param name="Entry">The sender's entry.</param>
public sealed record PublicMessageDto(
    string Id,
    MemberRefDto By,
    int Term,
    AlertMessage Message,
    string Headline,
    string Text,
    DateTimeOffset Sent,
    EntryRefDto? Entry);

/// <summary>Something that happened in an incident.</summary>
/// <param name="Time">When.</param>
/// <param name="Member">Who did it.</param>
/// <param name="Words">What, in a sentence.</param>
/// <param name="Entry">The entry behind it.</param>
public sealed record IncidentEventDto(DateTimeOffset Time, MemberRefDto Member, string Words, EntryRefDto? Entry);

/// <summary>A prepared public message of a plan.</summary>
/// <param name="Id">Its id in the plan.</param>
/// <param name="Headline">One line.</param>
/// <param name="Text">The message.</param>
public sealed record MessageTemplateDto(string Id, string Headline, string Text);

/// <summary>Body of <c>POST /api/v1/incidents</c>; the answer is 201 with the <see cref="IncidentDetailDto"/>.</summary>
/// <param name="Plan">Id of a plan.</param>
/// <param name="Title">What it is.</param>
/// <param name="Alert">The alert it is opened for; null when there is none.</param>
/// <param name="Status">Actual or Exercise.</param>
public sealed record OpenIncidentRequest(string Plan, string Title, string? Alert, AlertStatus Status);

/// <summary>Body of <c>POST /api/v1/incidents/{id}/message</c>; the answer is 201 with the <see cref="PublicMessageDto"/>.</summary>
/// <param name="Headline">1 to 140 characters.</param>
/// <param name="Text">1 to 2,000 characters.</param>
public sealed record SendMessageRequest(string Headline, string Text);
