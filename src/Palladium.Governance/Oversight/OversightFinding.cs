namespace Palladium.Governance.Oversight;

/// <summary>Something that an overseer found wrong, before it is known whether it is new.</summary>
/// <param name="Member">Whose log or node it concerns.</param>
/// <param name="Rule">One of <see cref="FindingRules"/>.</param>
/// <param name="Subject">What tells it from another of the same rule: an index, another member; may be empty.</param>
/// <param name="Words">What is wrong, in a sentence.</param>
public sealed record Observed(string Member, string Rule, string Subject, string Words);

/// <summary>Something wrong, with its time.</summary>
/// <param name="Member">Whose log or node it concerns.</param>
/// <param name="Rule">One of <see cref="FindingRules"/>.</param>
/// <param name="Subject">What tells it from another of the same rule.</param>
/// <param name="Words">What is wrong, as last observed.</param>
/// <param name="Since">When it was first observed.</param>
/// <param name="LastSeen">When it was last observed.</param>
/// <param name="Ended">When it was no longer so; null while it is, and always for what lasts.</param>
public sealed record OversightFinding(
    string Member, string Rule, string Subject, string Words, DateTimeOffset Since, DateTimeOffset LastSeen, DateTimeOffset? Ended)
{
    /// <summary>Whether it still is so.</summary>
    public bool IsOpen => Ended is null;
}
