using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Partial;

/// <summary>
/// Evaluates what can be evaluated and leaves the rest. The types of the schema tell what cannot err, what is never equal and who is
/// never in whom; what they do not tell is left open, so that policies the validator refuses are safe here, too.
/// </summary>
internal sealed partial class PartialEvaluator(PartialRequest request, IPartialEntities entities, CedarSchema schema)
{
    /// <summary>The head and the conditions of a policy: it applies where all parts are as wanted.</summary>
    public ResidueChain Policy(PolicySyntax policy)
    {
        var chain = new ResidueChain();
        foreach (var part in new[] { policy.Action, policy.Principal, policy.Resource })
        {
            if (!chain.Take(Scope(part), wanted: true))
            {
                return chain;
            }
        }

        foreach (var condition in policy.Conditions)
        {
            if (!chain.Take(Evaluate(condition.Body), condition.IsWhen))
            {
                break;
            }
        }

        return chain;
    }

    private static bool IsBool(CedarType? type) => type is BoolType;

    private static bool Is(CedarType? type, CedarType other) => ReferenceEquals(type, other);

    private Residue Scope(ScopePart part)
    {
        var variable = Variable(new VariableExpression(part.Offset, part.Variable));
        if (part.Operator == ScopeOperator.Any || (part.Type is not null && part.Type != (variable.Type as EntityType)?.Name))
        {
            return Residue.Of(part.Offset, CedarBool.Of(part.Operator == ScopeOperator.Any));
        }

        return part.Operator switch
        {
            ScopeOperator.Is => Residue.Of(part.Offset, CedarBool.True),
            ScopeOperator.Equal => Binary(part.Offset, BinaryOperator.Equal, variable, Named(part.Entities[0])),
            _ => Binary(part.Offset, BinaryOperator.In, variable, Residue.Of(part.Offset, new CedarSet(part.Entities.Select(e => new CedarEntity(e))))),
        };

        Residue Named(EntityUid uid) => Residue.Of(part.Offset, new CedarEntity(uid));
    }

    private Residue Evaluate(Expression expression) => expression switch
    {
        LiteralExpression e => Residue.Of(e.Offset, e.Value),
        VariableExpression e => Variable(e),
        IfExpression e => If(e),
        LogicalExpression e => Logical(e),
        UnaryExpression e => Unary(e),
        BinaryExpression e => Binary(e, Evaluate(e.Left), Evaluate(e.Right)),
        AttributeExpression e => Attribute(e, Evaluate(e.Target)),
        HasExpression e => Has(e, Evaluate(e.Target)),
        LikeExpression e => Strict(e, [Evaluate(e.Target)], p => new LikeExpression(e.Offset, p[0], e.Pattern), CedarType.Bool, p => Is(p[0].Type, CedarType.String)),
        IsExpression e => IsType(e, Evaluate(e.Target)),
        SetExpression e => Set(e, Array.ConvertAll(e.Items, Evaluate)),
        RecordExpression e => Strict(e, Array.ConvertAll(e.Values, Evaluate), p => new RecordExpression(e.Offset, e.Names, p), null, _ => true),
        CallExpression e => Call(e),
        _ => throw new InvalidOperationException($"no residue of {expression.GetType().Name}"),
    };

    /// <summary>An operator that looks at all its operands: errs where one errs, is worked out where all are known.</summary>
    private static Residue Strict(
        Expression original, Residue[] parts, Func<Expression[], Expression> rebuild, CedarType? type, Func<Residue[], bool> fit)
    {
        if (Array.Exists(parts, p => p.Errs == Erring.Always))
        {
            return Residue.Error(original);
        }

        // A set or record that would nest too deep to be kept stays an expression.
        var rebuilt = rebuild(Array.ConvertAll(parts, p => p.Expression));
        return Array.TrueForAll(parts, p => p.Value is { Depth: < CedarValue.MaxDepth - 1 })
            ? Residue.Fold(rebuilt, original)
            : new Residue(rebuilt, type, Array.TrueForAll(parts, p => p.Errs == Erring.Never) && fit(parts) ? Erring.Never : Erring.Maybe);
    }

    private Residue Variable(VariableExpression e)
    {
        return e.Variable switch
        {
            Syntax.Variable.Principal => Entity(request.Principal),
            Syntax.Variable.Resource => Entity(request.Resource),
            Syntax.Variable.Action => Entity(PartialUid.Of(request.Action)),
            _ when request.Context.Unknown.Count == 0 => Residue.Of(e.Offset, request.Context.Known),
            _ => new Residue(e, schema.Actions.GetValueOrDefault(request.Action)?.Context, Erring.Never),
        };

        Residue Entity(PartialUid partial) => partial.Uid is { } uid
            ? Residue.Of(e.Offset, new CedarEntity(uid))
            : new Residue(e, new EntityType(partial.Type), Erring.Never);
    }

    private Residue If(IfExpression e)
    {
        var condition = Evaluate(e.Condition);
        if (!condition.IsOpen)
        {
            return condition.Value is CedarBool value ? Evaluate(value.Value ? e.Then : e.Else) : Residue.Error(e);
        }

        var (then, @else) = (Evaluate(e.Then), Evaluate(e.Else));
        var neverErrs = condition.Errs == Erring.Never && IsBool(condition.Type) && then.Errs == Erring.Never && @else.Errs == Erring.Never;
        return neverErrs && then.Value is { } same && same.Equals(@else.Value)
            ? Residue.Of(e.Offset, same)
            : new Residue(
                new IfExpression(e.Offset, condition.Expression, then.Expression, @else.Expression),
                then.Type is not null && @else.Type is not null ? CedarType.Join(then.Type, @else.Type) : null,
                neverErrs ? Erring.Never : Erring.Maybe);
    }

    private Residue Logical(LogicalExpression e)
    {
        var chain = new ResidueChain();
        foreach (var item in e.Items)
        {
            if (!chain.Take(Evaluate(item), wanted: e.IsAnd))
            {
                break;
            }
        }

        switch (chain.End)
        {
            case ChainEnd.Errs:
                return Residue.Error(e);
            case ChainEnd.AllAsWanted or ChainEnd.NotAsWanted:
                return Residue.Of(e.Offset, CedarBool.Of((chain.End == ChainEnd.AllAsWanted) == e.IsAnd));
            case ChainEnd.Open when chain.Open is [var (only, _)] && IsBool(only.Type):
                return only;
            default:
                // A part alone keeps company that does no harm: the chain is what demands that it is a bool.
                var items = chain.Open.Select(p => p.Part.Expression);
                return new Residue(
                    new LogicalExpression(e.Offset, e.IsAnd, [.. chain.Open.Count > 1 ? items : items.Prepend(new LiteralExpression(e.Offset, CedarBool.Of(e.IsAnd)))]),
                    CedarType.Bool,
                    chain.MayErr ? Erring.Maybe : Erring.Never);
        }
    }

    private static Residue Set(SetExpression e, Residue[] items)
    {
        var element = items.Length == 0 ? null : items[0].Type;
        foreach (var item in items)
        {
            element = element is null || item.Type is null ? null : CedarType.Join(element, item.Type);
        }

        return Strict(e, items, p => new SetExpression(e.Offset, p), element is null ? null : new SetType(element), _ => true);
    }

    private Residue Unary(UnaryExpression e)
    {
        var operand = Evaluate(e.Operand);
        return Strict(
            e,
            [operand],
            p => new UnaryExpression(e.Offset, e.Operator, p[0]),
            e.Operator == UnaryOperator.Negate ? CedarType.Long : CedarType.Bool,
            p => e.Operator switch
            {
                UnaryOperator.Not => IsBool(p[0].Type),
                UnaryOperator.IsEmpty => p[0].Type is SetType,
                _ => false,
            });
    }

    private Residue Binary(int offset, BinaryOperator op, in Residue left, in Residue right) =>
        Binary(new BinaryExpression(offset, op, left.Expression, right.Expression), left, right);

    private Residue Binary(BinaryExpression e, Residue left, Residue right)
    {
        if (left.Errs == Erring.Always || right.Errs == Erring.Always)
        {
            return Residue.Error(e);
        }

        switch (e.Operator)
        {
            case BinaryOperator.In:
                return In(e, left, right);
            case BinaryOperator.HasTag or BinaryOperator.GetTag when left.Value is CedarEntity entity && right.Value is CedarString key:
                return Tag(e, entity, key);
            case BinaryOperator.Equal or BinaryOperator.NotEqual when left.Errs == Erring.Never && right.Errs == Erring.Never && NeverEqual(left.Type, right.Type):
                return Residue.Of(e.Offset, CedarBool.Of(e.Operator == BinaryOperator.NotEqual));
            case BinaryOperator.HasTag or BinaryOperator.GetTag:
                var tags = left.Type is EntityType tagged ? schema.EntityTypes.GetValueOrDefault(tagged.Name)?.Tags : null;
                return Open(e.Operator == BinaryOperator.HasTag ? CedarType.Bool : tags, p => e.Operator == BinaryOperator.HasTag && p[0].Type is EntityType && Is(p[1].Type, CedarType.String));
            default:
                return Open(
                    e.Operator is BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply ? CedarType.Long : CedarType.Bool,
                    p => Fit(e.Operator, p[0].Type, p[1].Type));
        }

        // With tags of an entity both operands can be known and the outcome not.
        Residue Open(CedarType? type, Func<Residue[], bool> fit) =>
            Strict(e, [left, right], p => new BinaryExpression(e.Offset, e.Operator, p[0], p[1]), type, fit);
    }

    /// <summary>Whether the operator never errs on values of these types.</summary>
    private static bool Fit(BinaryOperator op, CedarType? left, CedarType? right) => op switch
    {
        BinaryOperator.Equal or BinaryOperator.NotEqual => true,
        >= BinaryOperator.Less and <= BinaryOperator.GreaterOrEqual =>
            left is NamedType { Name: "Long" or "datetime" or "duration" } named && named.Name == (right as NamedType)?.Name,
        BinaryOperator.Contains => left is SetType,
        BinaryOperator.ContainsAll or BinaryOperator.ContainsAny => left is SetType && right is SetType,
        _ => false,
    };

    // Sets of different elements are equal when they are empty.
    private static bool NeverEqual(CedarType? left, CedarType? right) => (left, right) switch
    {
        (null, _) or (_, null) => false,
        (EntityType a, EntityType b) => a.Name != b.Name,
        (NamedType a, NamedType b) => a.Name != b.Name,
        _ => left.GetType() != right.GetType(),
    };

    private Residue Call(CallExpression e)
    {
        if (e.Function.WrongArity(e.Arguments.Length) is not null)
        {
            return Residue.Error(e);
        }

        var (first, second, result) = e.Function.Types();
        var mayFail = e.Function is <= ExtensionFunction.Duration or ExtensionFunction.Offset or ExtensionFunction.ToDate or ExtensionFunction.DurationSince;
        return Strict(
            e,
            Array.ConvertAll(e.Arguments, Evaluate),
            p => new CallExpression(e.Offset, e.Function, p),
            result,
            p => !mayFail && Is(p[0].Type, first) && (p.Length < 2 || Is(p[1].Type, second)));
    }
}
