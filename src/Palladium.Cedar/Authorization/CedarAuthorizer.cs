using Palladium.Cedar.Evaluation;

namespace Palladium.Cedar;

/// <summary>Decides requests. Pure and thread-safe: the same arguments give the same answer.</summary>
public static class CedarAuthorizer
{
    [ThreadStatic]
    private static CedarAnswer? _ofThread;

    /// <summary>Decides a request and keeps the answer.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="request">The question.</param>
    /// <param name="entities">Where attributes and parents are found.</param>
    public static CedarResponse Authorize(PolicySet policies, CedarRequest request, IEntityStore entities)
    {
        var answer = _ofThread ?? new CedarAnswer();
        _ofThread = null;
        Authorize(policies, request, entities, answer);
        var reasons = answer.Reasons.Length == 0 ? [] : new string[answer.Reasons.Length];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = answer.Reasons[i].Id;
        }

        var errors = answer.Errors.Length == 0 ? [] : new (string PolicyId, string Message, bool IsForbid)[answer.Errors.Length];
        for (var i = 0; i < errors.Length; i++)
        {
            var policy = answer.Errors[i].Policy;
            errors[i] = (policy.Id, answer.Errors[i].ToError().ToString(), policy.IsForbid);
        }

        var response = new CedarResponse(answer.Decision, reasons, errors);
        _ofThread = answer;
        return response;
    }

    /// <summary>Decides a request into an answer that is used again and again; allocates nothing once the answer has grown.</summary>
    /// <param name="policies">The policies. They are compiled at the first decision.</param>
    /// <param name="request">The question.</param>
    /// <param name="entities">Where attributes and parents are found.</param>
    /// <param name="answer">Takes the answer; what was in it is gone.</param>
    public static void Authorize(PolicySet policies, CedarRequest request, IEntityStore entities, CedarAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(answer);
        var frame = EvaluationFrame.Rent(request, entities);
        try
        {
            answer.Begin();
            policies.Index.Decide(frame, answer);
            answer.End();
        }
        finally
        {
            frame.Return();
        }
    }
}
