using System.Collections.Immutable;
using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Validation;

/// <summary>
/// Gives every expression of a policy its type for one combination of request types, as the Cedar specification defines
/// strict mode. What has no type is an error; what a constant condition cuts off is not looked at.
/// </summary>
/// <param name="schema">The schema.</param>
/// <param name="request">The combination.</param>
/// <param name="errors">Takes the errors.</param>
/// <param name="types">Takes the types of all expressions that were looked at.</param>
internal sealed partial class TypeChecker(
    CedarSchema schema, RequestTypes request, ISet<(int Offset, string Message)> errors, Dictionary<Expression, CedarType>? types = null)
{
    /// <summary>A type and what may be relied on when the expression is true; no type after an error.</summary>
    private readonly record struct Typed(CedarType? Type, ImmutableHashSet<string> Known)
    {
        public static implicit operator Typed(CedarType? type) => new(type, Capabilities.None);
    }

    private EntityUid Action => request.Action.Uid;

    /// <summary>Whether the policy is sure to apply, or not to; <see cref="Schema.Truth.Any"/> after an error.</summary>
    public Schema.Truth Policy(PolicySyntax policy)
    {
        var result = Head(policy);
        if (result == Schema.Truth.False)
        {
            return result;
        }

        var known = Capabilities.None;
        foreach (var condition in policy.Conditions)
        {
            var typed = Check(condition.Body, known);
            if (Bool(typed, condition.Body) is not { } truth)
            {
                return Schema.Truth.Any;
            }

            if (truth == (condition.IsWhen ? Schema.Truth.False : Schema.Truth.True))
            {
                return Schema.Truth.False;
            }

            known = condition.IsWhen ? known.Union(typed.Known) : known;
            result = truth == Schema.Truth.Any ? Schema.Truth.Any : result;
        }

        return result;
    }

    /// <summary>Whether the policy's head is sure to match requests of these types, or not to.</summary>
    public Schema.Truth Head(PolicySyntax policy)
    {
        var parts = new[] { Scope(policy.Principal), Scope(policy.Action), Scope(policy.Resource) };
        return Array.IndexOf(parts, Schema.Truth.False) >= 0 ? Schema.Truth.False
            : Array.TrueForAll(parts, p => p == Schema.Truth.True) ? Schema.Truth.True
            : Schema.Truth.Any;
    }

    private Schema.Truth Scope(ScopePart part)
    {
        var type = part.Variable switch
        {
            Variable.Principal => request.Principal,
            Variable.Resource => request.Resource,
            _ => Action.Type,
        };
        if (part.Type is not null && part.Type != type)
        {
            return Schema.Truth.False;
        }

        if (part.Operator is ScopeOperator.Any or ScopeOperator.Is)
        {
            return Schema.Truth.True;
        }

        if (part.HasSlot)
        {
            return Schema.Truth.Any;
        }

        if (part.Variable == Variable.Action)
        {
            if (part.IsList && part.Entities.Length == 0)
            {
                Fail(part.Offset, "an empty list of actions matches nothing");
                return Schema.Truth.Any;
            }

            return part.Operator == ScopeOperator.Equal
                ? Is(part.Entities[0] == Action)
                : Is(part.Entities.Any(IsActionIn));
        }

        return part.Operator == ScopeOperator.Equal
            ? part.Entities[0].Type == type ? Schema.Truth.Any : Schema.Truth.False
            : CanBeIn(type, part.Entities[0].Type) ? Schema.Truth.Any : Schema.Truth.False;
    }

    private static Schema.Truth Is(bool value) => value ? Schema.Truth.True : Schema.Truth.False;

    private static CedarType Of(Schema.Truth truth) => truth switch
    {
        Schema.Truth.True => CedarType.True,
        Schema.Truth.False => CedarType.False,
        _ => CedarType.Bool,
    };

    private bool IsActionIn(EntityUid group) => group == Action || request.Action.Ancestors.Contains(group);

    private bool CanBeIn(string type, string ancestor) =>
        type == ancestor || (schema.EntityTypes.TryGetValue(type, out var declaration) && declaration.Ancestors.Contains(ancestor));

    private CedarType? Fail(int offset, string message)
    {
        errors.Add((offset, message));
        return null;
    }

    private CedarType? Mismatch(Expression expression, string expected, CedarType found) =>
        Fail(expression.Offset, $"expected {expected}, found {found}");

    private Schema.Truth? Bool(Typed typed, Expression expression)
    {
        if (typed.Type is BoolType known)
        {
            return known.Value;
        }

        if (typed.Type is not null)
        {
            Mismatch(expression, "Bool", typed.Type);
        }

        return null;
    }

    private Typed Check(Expression expression, ImmutableHashSet<string> known)
    {
        var typed = Unrecorded(expression, known);
        if (typed.Type is not null)
        {
            types?.TryAdd(expression, typed.Type);
        }

        return typed;
    }

    private Typed Unrecorded(Expression expression, ImmutableHashSet<string> known) => expression switch
    {
        LiteralExpression e => Literal(e),
        VariableExpression e => Variable_(e),
        IfExpression e => If(e, known),
        LogicalExpression e => e.IsAnd ? And(e, known) : Or(e, known),
        UnaryExpression e => Unary(e, Check(e.Operand, known).Type),
        BinaryExpression e => Binary(e, known),
        AttributeExpression e => Attribute(e, known),
        HasExpression e => Has(e, known),
        LikeExpression e => Require(e.Target, known, CedarType.String) ? CedarType.Bool : null,
        IsExpression e => IsType(e, known),
        SetExpression e => Set(e, known),
        RecordExpression e => Record(e, known),
        CallExpression e => Call(e, known),
        _ => throw new InvalidOperationException($"no type for {expression.GetType().Name}"),
    };

    private bool Require(Expression expression, ImmutableHashSet<string> known, CedarType expected)
    {
        if (Check(expression, known).Type is not { } type)
        {
            return false;
        }

        if (CedarType.Join(type, expected) is null)
        {
            Mismatch(expression, expected.ToString(), type);
            return false;
        }

        return true;
    }

    private static CedarType Literal(LiteralExpression e) => e.Value switch
    {
        CedarBool b => b.Value ? CedarType.True : CedarType.False,
        CedarLong => CedarType.Long,
        CedarString => CedarType.String,
        CedarEntity entity => new EntityType(entity.Uid.Type),
        _ => throw new InvalidOperationException($"no literal is a {e.Value.TypeName}"),
    };

    private CedarType Variable_(VariableExpression e) => e.Variable switch
    {
        Variable.Principal => new EntityType(request.Principal),
        Variable.Action => new EntityType(Action.Type),
        Variable.Resource => new EntityType(request.Resource),
        _ => request.Action.Context,
    };

    private Typed If(IfExpression e, ImmutableHashSet<string> known)
    {
        var condition = Check(e.Condition, known);
        switch (Bool(condition, e.Condition))
        {
            case null:
                return null;
            case Schema.Truth.True:
                var only = Check(e.Then, known.Union(condition.Known));
                return only with { Known = only.Known.Union(condition.Known) };
            case Schema.Truth.False:
                return Check(e.Else, known);
            default:
                break;
        }

        var then = Check(e.Then, known.Union(condition.Known));
        var @else = Check(e.Else, known);
        if (then.Type is null || @else.Type is null)
        {
            return null;
        }

        return CedarType.Join(then.Type, @else.Type) is { } type
            ? new Typed(type, then.Known.Union(condition.Known).Intersect(@else.Known))
            : Fail(e.Offset, $"the two branches have different types: {then.Type} and {@else.Type}");
    }

    private Typed And(LogicalExpression e, ImmutableHashSet<string> known)
    {
        var truth = Schema.Truth.True;
        var gained = Capabilities.None;
        foreach (var item in e.Items)
        {
            var typed = Check(item, known);
            if (Bool(typed, item) is not { } itemTruth)
            {
                return null;
            }

            if (itemTruth == Schema.Truth.False)
            {
                return CedarType.False;
            }

            truth = itemTruth == Schema.Truth.Any ? Schema.Truth.Any : truth;
            gained = gained.Union(typed.Known);
            known = known.Union(typed.Known);
        }

        return new Typed(Of(truth), gained);
    }

    private Typed Or(LogicalExpression e, ImmutableHashSet<string> known)
    {
        var truth = Schema.Truth.False;
        var gained = Capabilities.None;
        foreach (var item in e.Items)
        {
            var typed = Check(item, known);
            if (Bool(typed, item) is not { } itemTruth)
            {
                return null;
            }

            if (itemTruth == Schema.Truth.True)
            {
                return CedarType.True;
            }

            if (itemTruth == Schema.Truth.Any)
            {
                gained = truth == Schema.Truth.False ? typed.Known : gained.Intersect(typed.Known);
                truth = Schema.Truth.Any;
            }
        }

        return new Typed(Of(truth), gained);
    }

    private CedarType? Unary(UnaryExpression e, CedarType? operand) => (e.Operator, operand) switch
    {
        (_, null) => null,
        (UnaryOperator.Not, BoolType b) => Of(b.Value switch
        {
            Schema.Truth.True => Schema.Truth.False,
            Schema.Truth.False => Schema.Truth.True,
            _ => Schema.Truth.Any,
        }),
        (UnaryOperator.Not, _) => Mismatch(e.Operand, "Bool", operand),
        (UnaryOperator.Negate, NamedType { Name: "Long" }) => CedarType.Long,
        (UnaryOperator.Negate, _) => Mismatch(e.Operand, "Long", operand),
        (_, SetType) => CedarType.Bool,
        _ => Mismatch(e.Operand, "a Set", operand),
    };

    private CedarType? Set(SetExpression e, ImmutableHashSet<string> known)
    {
        if (e.Items.Length == 0)
        {
            return Fail(e.Offset, "the type of an empty set is unknown; write isEmpty() to test for emptiness");
        }

        CedarType? element = null;
        foreach (var item in e.Items)
        {
            if (Check(item, known).Type is not { } type)
            {
                return null;
            }

            element = element is null ? type : CedarType.Join(element, type);
            if (element is null)
            {
                return Fail(item.Offset, "the elements of a set must have one type");
            }
        }

        return new SetType(element!);
    }

    private RecordType? Record(RecordExpression e, ImmutableHashSet<string> known)
    {
        var attributes = new Dictionary<string, AttributeType>(StringComparer.Ordinal);
        for (var i = 0; i < e.Names.Length; i++)
        {
            if (Check(e.Values[i], known).Type is not { } type)
            {
                return null;
            }

            attributes[e.Names[i]] = new AttributeType(type, IsRequired: true);
        }

        return new RecordType(attributes);
    }

    private CedarType? Call(CallExpression e, ImmutableHashSet<string> known)
    {
        if (e.Function.WrongArity(e.Arguments.Length) is { } wrong)
        {
            return Fail(e.Offset, wrong);
        }

        if (e.Function.IsConstructor())
        {
            if (e.Arguments[0] is not LiteralExpression { Value: CedarString text })
            {
                return Fail(e.Offset, $"{e.Function.Name()}() takes a string literal; what it makes of another value cannot be checked");
            }

            return e.Function.Make(text.Value) is { } value
                ? CedarType.BuiltIn(value.TypeName)
                : Fail(e.Offset, e.Function.Refusal(text));
        }

        var (first, second, result) = e.Function.Types();
        return Require(e.Arguments[0], known, first) && (e.Arguments.Length < 2 || Require(e.Arguments[1], known, second)) ? result : null;
    }
}
