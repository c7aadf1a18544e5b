using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Authorization;

/// <summary>What of a policy its place in the index has shown already.</summary>
[Flags]
internal enum Shown
{
    Nothing = 0,
    Principal = 1,
    Action = 2,
    Resource = 4,
    FirstCondition = 8,
}

internal enum Outcome
{
    DoesNotApply,
    Applies,
    Erred,
}

/// <summary>A policy ready for evaluation.</summary>
internal sealed class CompiledPolicy
{
    private readonly PolicySyntax _syntax;
    private readonly (Verdict Wanted, Node Body)[] _conditions;

    public CompiledPolicy(CedarPolicy policy, int position)
    {
        Policy = policy;
        Position = position;
        _syntax = policy.Syntax;

        // A chain of && is the same as its parts one after the other; the first of them may become part of the index.
        _conditions = [.. _syntax.Conditions.SelectMany(c => c is { IsWhen: true, Body: LogicalExpression { IsAnd: true } chain }
            ? chain.Items.Select(item => (Verdict.True, Binder.Bind(item)))
            : [(c.IsWhen ? Verdict.True : Verdict.False, Binder.Bind(c.Body))])];
        First = FirstComparison.Of(_syntax);
    }

    public CedarPolicy Policy { get; }

    /// <summary>The place among the policies of the set.</summary>
    public int Position { get; }

    public ScopePart Principal => _syntax.Principal;

    public ScopePart Action => _syntax.Action;

    public ScopePart Resource => _syntax.Resource;

    /// <summary>The first thing the policy looks at, if that is how something compares with a constant.</summary>
    public FirstComparison? First { get; }

    public Outcome Evaluate(EvaluationFrame frame, Shown shown)
    {
        var request = frame.Request;
        if (((shown & Shown.Action) == 0 && !Matches(_syntax.Action, request.ActionEntity, frame))
            || ((shown & Shown.Principal) == 0 && !Matches(_syntax.Principal, request.PrincipalEntity, frame))
            || ((shown & Shown.Resource) == 0 && !Matches(_syntax.Resource, request.ResourceEntity, frame)))
        {
            return Outcome.DoesNotApply;
        }

        for (var i = (shown & Shown.FirstCondition) == 0 ? 0 : 1; i < _conditions.Length; i++)
        {
            var (wanted, body) = _conditions[i];
            var verdict = body.Test(frame);
            if (verdict != wanted)
            {
                return verdict == Verdict.Error ? Outcome.Erred : Outcome.DoesNotApply;
            }
        }

        return Outcome.Applies;
    }

    private static bool Matches(ScopePart part, CedarEntity entity, EvaluationFrame frame)
    {
        switch (part.Operator)
        {
            case ScopeOperator.Any:
                return true;
            case ScopeOperator.Equal:
                return entity.Uid.Equals(part.Entities[0]);
            case ScopeOperator.Is:
                return entity.Uid.Type == part.Type;
            case ScopeOperator.IsIn when entity.Uid.Type != part.Type:
                return false;
            default:
                foreach (ref readonly var ancestor in part.Entities.AsSpan())
                {
                    if (frame.IsIn(entity, ancestor))
                    {
                        return true;
                    }
                }

                return false;
        }
    }
}
