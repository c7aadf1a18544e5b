using Palladium.Cedar.Evaluation;

namespace Palladium.Cedar;

/// <summary>Decides requests. Pure: the same arguments give the same answer.</summary>
public static class CedarAuthorizer
{
    /// <summary>Evaluates every policy of the set and puts the outcomes together as Cedar defines it.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="request">The question.</param>
    /// <param name="entities">Where attributes and parents are found.</param>
    public static CedarResponse Authorize(PolicySet policies, CedarRequest request, IEntityStore entities)
    {
        var frame = new EvaluationFrame(request, entities);
        List<string>? permits = null;
        List<string>? forbids = null;
        List<(string PolicyId, string Message, bool IsForbid)>? errors = null;
        foreach (var policy in policies.Policies)
        {
            switch (policy.Bound.Evaluate(frame))
            {
                case PolicyOutcome.Applies:
                    (policy.IsForbid ? forbids ??= [] : permits ??= []).Add(policy.Id);
                    break;
                case PolicyOutcome.Erred:
                    (errors ??= []).Add((policy.Id, Message(policy, frame), policy.IsForbid));
                    break;
                default:
                    break;
            }
        }

        var decision = forbids is null && permits is not null ? CedarDecision.Allow : CedarDecision.Deny;
        return new CedarResponse(decision, forbids ?? permits ?? [], errors ?? []);
    }

    private static string Message(CedarPolicy policy, EvaluationFrame frame) =>
        policy.Syntax.Source.Error(frame.ErrorOffset, frame.Error ?? "").ToString();
}
