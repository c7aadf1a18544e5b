using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

internal enum PolicyOutcome
{
    DoesNotApply,
    Applies,
    Erred,
}

/// <summary>A policy ready for evaluation.</summary>
internal sealed class BoundPolicy(PolicySyntax syntax)
{
    private readonly (bool IsWhen, Node Body)[] _conditions = Array.ConvertAll(syntax.Conditions, c => (c.IsWhen, Binder.Bind(c.Body)));

    public PolicyOutcome Evaluate(EvaluationFrame frame)
    {
        if (!Matches(syntax.Action, frame.Request.Action, frame)
            || !Matches(syntax.Principal, frame.Request.Principal, frame)
            || !Matches(syntax.Resource, frame.Request.Resource, frame))
        {
            return PolicyOutcome.DoesNotApply;
        }

        foreach (var (isWhen, body) in _conditions)
        {
            switch (body.Evaluate(frame))
            {
                case CedarBool truth when truth.Value == isWhen:
                    break;
                case CedarBool:
                    return PolicyOutcome.DoesNotApply;
                case null:
                    return PolicyOutcome.Erred;
                case var other:
                    frame.Fail(body.Offset, $"type error: expected bool, found {other.TypeName}");
                    return PolicyOutcome.Erred;
            }
        }

        return PolicyOutcome.Applies;
    }

    private static bool Matches(ScopePart part, EntityUid uid, EvaluationFrame frame) => part.Operator switch
    {
        ScopeOperator.Any => true,
        ScopeOperator.Equal => uid.Equals(part.Entities[0]),
        ScopeOperator.Is => uid.Type == part.Type,
        ScopeOperator.IsIn => uid.Type == part.Type && frame.IsIn(uid, part.Entities[0]),
        _ => InAny(part.Entities, uid, frame),
    };

    private static bool InAny(EntityUid[] ancestors, EntityUid uid, EvaluationFrame frame)
    {
        foreach (var ancestor in ancestors)
        {
            if (frame.IsIn(uid, ancestor))
            {
                return true;
            }
        }

        return false;
    }
}
