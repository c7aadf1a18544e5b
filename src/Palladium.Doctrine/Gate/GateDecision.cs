namespace Palladium.Doctrine.Gate;

/// <summary>What the rules say to a request.</summary>
/// <param name="Permitted">Whether it may be done.</param>
/// <param name="Rule">Id of the policy that decided, or one of <see cref="GateRules"/>.</param>
/// <param name="Words">That rule in plain words.</param>
/// <param name="Policies">Ids of every policy that determined the decision; empty when none did.</param>
/// <param name="DoctrineHash">Hash of the version of the doctrine that decided: of several that count, the one that denied; empty when there was none.</param>
public sealed record GateDecision(
    bool Permitted, string Rule, string Words, IReadOnlyList<string> Policies, string DoctrineHash);

/// <summary>Reasons to deny that are the gate's own and not a policy's.</summary>
public static class GateRules
{
    /// <summary>No doctrine is in force.</summary>
    public const string NoDoctrine = "gate.no-doctrine";

    /// <summary>The request has no purpose, or an unfinished one.</summary>
    public const string NoPurpose = "gate.no-purpose";

    /// <summary>The purpose names nothing that exists and is open.</summary>
    public const string PurposeNotOpen = "gate.purpose-not-open";

    /// <summary>The legal basis is not on the doctrine's list.</summary>
    public const string UnknownBasis = "gate.unknown-basis";

    /// <summary>The doctrine knows no such action.</summary>
    public const string UnknownAction = "gate.unknown-action";

    /// <summary>An entity that the request refers to is missing.</summary>
    public const string EntityMissing = "gate.entity-missing";

    /// <summary>An entity of the request is not as the schema in force declares it.</summary>
    public const string EntityInvalid = "gate.entity-invalid";

    /// <summary>The schema in force knows no such request: the action does not apply to such a principal or resource, or the context does not fit.</summary>
    public const string RequestInvalid = "gate.request-invalid";

    /// <summary>A policy that forbids could not be evaluated. Cedar would ignore it; the gate denies.</summary>
    public const string ForbidErred = "gate.forbid-erred";

    /// <summary>It was asked for, or is for somebody, under a version of the doctrine that counts no more here, or not yet. Alerts flow all the same.</summary>
    public const string OtherVersion = "gate.other-version";

    /// <summary>The doctrine calls the action sensitive, and its purpose is no incident that somebody else confirmed.</summary>
    public const string NotConfirmed = "gate.not-confirmed";

    /// <summary>The purpose is an exercise, and what is asked for was not made for one.</summary>
    public const string ExerciseOnly = "gate.exercise-only";

    /// <summary>What stands behind the grant was verified longer ago than the doctrine allows for this action, or never.</summary>
    public const string AuthorityOld = "gate.authority-old";

    /// <summary>What is said of the principal does not come from its issuer's log.</summary>
    public const string NotVouchedFor = "gate.not-vouched-for";

    /// <summary>The node's clock ran backwards: nothing protected is read until it is right. Alerts flow all the same.</summary>
    public const string ClockInDoubt = "gate.clock-in-doubt";

    /// <summary>No policy permits it.</summary>
    public const string NoPermit = "gate.no-permit";

    /// <summary>The log can't be written, so nothing protected is opened.</summary>
    public const string LogStopped = "gate.log-stopped";

    /// <summary>The session has ended, or its time is over.</summary>
    public const string SessionOver = "gate.session-over";
}
