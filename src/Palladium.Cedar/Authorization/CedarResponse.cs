namespace Palladium.Cedar;

/// <summary>The answer; deny unless a permit says otherwise.</summary>
public enum CedarDecision
{
    /// <summary>No permit applies, or a forbid does.</summary>
    Deny,

    /// <summary>A permit applies and no forbid does.</summary>
    Allow,
}

/// <summary>The answer to a request, to be kept.</summary>
/// <param name="Decision">Allow or deny. Policies that err count as not applying: who wants to be stricter looks at the errors.</param>
/// <param name="Reasons">The determining policies: on allow all permits that apply, on deny all forbids that apply (none: nothing permitted it).</param>
/// <param name="Errors">The policies that could not be evaluated, with the error and whether it is a forbid that erred.</param>
public sealed record CedarResponse(
    CedarDecision Decision,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<(string PolicyId, string Message, bool IsForbid)> Errors);
