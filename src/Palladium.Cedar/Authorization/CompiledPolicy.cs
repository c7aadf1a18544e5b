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
    private readonly (Expression Body, bool Wanted)[] _conditions;
    private readonly Node[] _nodes;
    private readonly FirstComparison?[] _comparisons;

    public CompiledPolicy(CedarPolicy policy, int position)
    {
        Policy = policy;
        Position = position;
        (Principal, Action, Resource) = (policy.Syntax.Principal, policy.Syntax.Action, policy.Syntax.Resource);

        // A chain of && is the same as its parts one after the other: each of them may become part of the index.
        var conditions = policy.Syntax.Conditions.SelectMany(c => c is { IsWhen: true, Body: LogicalExpression { IsAnd: true } chain }
            ? chain.Items.Select(item => (Body: item, Wanted: true))
            : [(c.Body, c.IsWhen)]).ToList();
        while (conditions is [{ Wanted: true } first, ..] && AsHead(first.Body) is { } part)
        {
            conditions.RemoveAt(0);
            Put(part);
        }

        _conditions = [.. conditions];
        _nodes = Array.ConvertAll(_conditions, c => Binder.Bind(c.Body));
        _comparisons = new FirstComparison?[_conditions.Length];
    }

    public CedarPolicy Policy { get; }

    /// <summary>The place among the policies of the set.</summary>
    public int Position { get; }

    public ScopePart Principal { get; private set; }

    public ScopePart Action { get; }

    public ScopePart Resource { get; private set; }

    /// <summary>What a condition compares; null behind the last one. For the thread that builds the index.</summary>
    public FirstComparison? Comparison(int condition) => condition < _conditions.Length
        ? _comparisons[condition] ??= FirstComparison.Of(_conditions[condition].Body, _conditions[condition].Wanted)
        : null;

    /// <param name="frame">The state of the decision.</param>
    /// <param name="shown">The parts of the head that are known to match.</param>
    /// <param name="from">The first condition that is not known to hold.</param>
    public Outcome Evaluate(EvaluationFrame frame, Shown shown, int from)
    {
        var request = frame.Request;
        if (((shown & Shown.Action) == 0 && !Matches(Action, request.ActionEntity, frame))
            || ((shown & Shown.Principal) == 0 && !Matches(Principal, request.PrincipalEntity, frame))
            || ((shown & Shown.Resource) == 0 && !Matches(Resource, request.ResourceEntity, frame)))
        {
            return Outcome.DoesNotApply;
        }

        for (var i = from; i < _nodes.Length; i++)
        {
            var verdict = _nodes[i].Test(frame);
            if (verdict != (_conditions[i].Wanted ? Verdict.True : Verdict.False))
            {
                return verdict == Verdict.Error ? Outcome.Erred : Outcome.DoesNotApply;
            }
        }

        return Outcome.Applies;
    }

    /// <summary>
    /// A condition that says what a head could, like <c>principal in Team::"a"</c>: it cannot err, so where nothing stands before it it
    /// may as well be looked at with the head.
    /// </summary>
    private ScopePart? AsHead(Expression condition)
    {
        var (target, part) = condition switch
        {
            BinaryExpression { Operator: BinaryOperator.Equal, Right: LiteralExpression { Value: CedarEntity entity } } e => (e.Left, Head(e, ScopeOperator.Equal, null, [entity])),
            BinaryExpression { Operator: BinaryOperator.In, Right: LiteralExpression { Value: CedarEntity entity } } e => (e.Left, Head(e, ScopeOperator.In, null, [entity])),
            IsExpression { In: null } e => (e.Target, Head(e, ScopeOperator.Is, e.Type, [])),
            IsExpression { In: LiteralExpression { Value: CedarEntity entity } } e => (e.Target, Head(e, ScopeOperator.IsIn, e.Type, [entity])),
            _ => (condition, null),
        };
        return part is null || target is not VariableExpression { Variable: var variable } ? null
            : variable == Variable.Principal && Principal.Operator == ScopeOperator.Any ? part with { Variable = variable }
            : variable == Variable.Resource && Resource.Operator == ScopeOperator.Any ? part with { Variable = variable }
            : null;

        static ScopePart Head(Expression e, ScopeOperator op, string? type, CedarEntity[] entities) =>
            ScopePart.Any(e.Offset, Variable.Principal) with { Operator = op, Type = type, Entities = Array.ConvertAll(entities, entity => entity.Uid) };
    }

    private void Put(ScopePart part)
    {
        if (part.Variable == Variable.Principal)
        {
            Principal = part;
        }
        else
        {
            Resource = part;
        }
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
