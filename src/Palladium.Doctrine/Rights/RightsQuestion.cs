using Palladium.Cedar;

namespace Palladium.Doctrine.Rights;

/// <summary>What somebody may want to do, before anybody is asked whether they may.</summary>
/// <param name="Group"><c>force</c>, <c>act</c> or <c>see</c>: how screens put them together.</param>
/// <param name="What">In words: "Hold somebody".</param>
/// <param name="Action">The doctrine's action.</param>
/// <param name="Degree">The degree of force; null for what is none.</param>
/// <param name="ResourceAt">What it is done to, by the threat level in force.</param>
public sealed record RightsQuestion(string Group, string What, string Action, int? Degree, Func<int, CedarEntityData> ResourceAt)
{
    /// <summary>Whether the threat level makes a difference to the question.</summary>
    public bool HangsOnThreat => Degree is not null;
}

/// <summary>The answer to one question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Permitted">Whether it is permitted.</param>
/// <param name="Rule">Id of the rule that decided.</param>
/// <param name="Words">What that rule says.</param>
/// <param name="IfThreatRose">Whether it would be permitted if the threat level were one higher; the same as now where that makes no difference.</param>
public sealed record Right(RightsQuestion Question, bool Permitted, string Rule, string Words, bool IfThreatRose);
