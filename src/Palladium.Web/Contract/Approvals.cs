namespace Palladium.Web.Contract;

/// <summary>Asks others to approve one act: <see cref="PalladiumRoutes.Approvals"/>.</summary>
/// <param name="Action">An action of the doctrine.</param>
/// <param name="ResourceType">The entity's type: <c>Palladium::Camera</c>.</param>
/// <param name="Resource">The entity's id.</param>
/// <param name="PurposeClass"><c>incident</c>, <c>plan</c>, <c>exercise</c>, <c>oversight</c>.</param>
/// <param name="PurposeRef">The id of the incident, plan, exercise or case.</param>
/// <param name="Minutes">How long the approval holds, 1 to 1,440.</param>
/// <param name="Basis">Legal basis; null for <c>public-task</c>.</param>
public sealed record ApprovalAsk(
    string Action, string ResourceType, string Resource, string PurposeClass, string PurposeRef, int Minutes, string? Basis = null);

/// <summary>A request for approval that is not over.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Requester">Name of who asks.</param>
/// <param name="Action">What for.</param>
/// <param name="Resource">With what.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Until">Until when.</param>
/// <param name="Mine">Whether it is the asker's own.</param>
/// <param name="Answers">What others answered.</param>
/// <param name="MayAnswer">Whether whoever asks for this may answer.</param>
public sealed record ApprovalDto(
    string Id, string Requester, string Action, string Resource, string Purpose, DateTimeOffset Until, bool Mine,
    IReadOnlyList<ApprovalAnswerDto> Answers, bool MayAnswer);

/// <summary>One person's answer.</summary>
/// <param name="Person">Name.</param>
/// <param name="At">When.</param>
/// <param name="Approved">Yes or no.</param>
public sealed record ApprovalAnswerDto(string Person, DateTimeOffset At, bool Approved);
