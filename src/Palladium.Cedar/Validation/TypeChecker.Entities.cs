using System.Collections.Immutable;
using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Validation;

/// <summary>The operators with two sides, attributes, tags and hierarchies.</summary>
internal sealed partial class TypeChecker
{
    private Typed Binary(BinaryExpression e, ImmutableHashSet<string> known)
    {
        if (Check(e.Left, known).Type is not { } left || Check(e.Right, known).Type is not { } right)
        {
            return null;
        }

        switch (e.Operator)
        {
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                return Equality(e, left, right);
            case BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual:
                return left is not NamedType { Name: "Long" or "datetime" or "duration" } ? Mismatch(e.Left, "Long, datetime or duration", left)
                    : CedarType.Join(left, right) is null ? Mismatch(e.Right, left.ToString(), right)
                    : CedarType.Bool;
            case BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply:
                return left is not NamedType { Name: "Long" } ? Mismatch(e.Left, "Long", left)
                    : right is not NamedType { Name: "Long" } ? Mismatch(e.Right, "Long", right)
                    : CedarType.Long;
            case BinaryOperator.In:
                return In(e.Left, left, e.Right, right);
            case BinaryOperator.Contains:
                return left is not SetType set ? Mismatch(e.Left, "a Set", left)
                    : CedarType.Join(set.Element, right) is null ? Mismatch(e.Right, set.Element.ToString(), right)
                    : CedarType.Bool;
            case BinaryOperator.ContainsAll or BinaryOperator.ContainsAny:
                return left is not SetType ? Mismatch(e.Left, "a Set", left)
                    : CedarType.Join(left, right) is null ? Mismatch(e.Right, left.ToString(), right)
                    : CedarType.Bool;
            default:
                return Tag(e, left, right, known);
        }
    }

    private CedarType? Equality(BinaryExpression e, CedarType left, CedarType right)
    {
        var negated = e.Operator == BinaryOperator.NotEqual;
        if (Constant(e.Left) is { } a && Constant(e.Right) is { } b)
        {
            return Of(Is(a.Equals(b) != negated));
        }

        if (CedarType.Join(left, right) is not null)
        {
            return CedarType.Bool;
        }

        return left is EntityType && right is EntityType
            ? Of(Is(negated))
            : Fail(e.Offset, $"values of different types are never equal: {left} and {right}");
    }

    /// <summary>The value of a literal; the action counts as one, because each check is for one action.</summary>
    private CedarValue? Constant(Expression expression) => expression switch
    {
        LiteralExpression e => e.Value,
        VariableExpression { Variable: Variable.Action } => new CedarEntity(Action),
        _ => null,
    };

    private EntityUid? ConstantUid(Expression expression) => (Constant(expression) as CedarEntity)?.Uid;

    private CedarType? In(Expression leftExpression, CedarType left, Expression rightExpression, CedarType right)
    {
        if (left is not EntityType entity)
        {
            return Mismatch(leftExpression, "an entity", left);
        }

        var ancestor = right as EntityType ?? (right as SetType)?.Element as EntityType;
        if (ancestor is null)
        {
            return Mismatch(rightExpression, "an entity or a set of entities", right);
        }

        if (ConstantUid(leftExpression) is { } uid && schema.Actions.TryGetValue(uid, out var action))
        {
            var groups = rightExpression is SetExpression set ? Array.ConvertAll(set.Items, ConstantUid) : [ConstantUid(rightExpression)];
            if (Array.TrueForAll(groups, g => g.HasValue))
            {
                return Of(Is(groups.Any(g => g == uid || action.Ancestors.Contains(g!.Value))));
            }
        }

        return CanBeIn(entity.Name, ancestor.Name) ? CedarType.Bool : CedarType.False;
    }

    private Typed IsType(IsExpression e, ImmutableHashSet<string> known)
    {
        if (Check(e.Target, known).Type is not { } target)
        {
            return null;
        }

        if (target is not EntityType entity)
        {
            return Mismatch(e.Target, "an entity", target);
        }

        if (entity.Name != e.Type)
        {
            return CedarType.False;
        }

        return e.In is null ? CedarType.True
            : Check(e.In, known).Type is { } right ? In(e.Target, target, e.In, right)
            : null;
    }

    private Typed Tag(BinaryExpression e, CedarType left, CedarType right, ImmutableHashSet<string> known)
    {
        if (left is not EntityType entity)
        {
            return Mismatch(e.Left, "an entity", left);
        }

        if (CedarType.Join(right, CedarType.String) is null)
        {
            return Mismatch(e.Right, "String", right);
        }

        var tags = schema.EntityTypes.GetValueOrDefault(entity.Name)?.Tags;
        var capability = Capabilities.Tag(Capabilities.Key(e.Left, Action), Capabilities.Key(e.Right, Action));
        if (e.Operator == BinaryOperator.HasTag)
        {
            return tags is null ? CedarType.False
                : known.Contains(capability) ? CedarType.True
                : new Typed(CedarType.Bool, [capability]);
        }

        return tags is null ? Fail(e.Offset, $"'{entity.Name}' has no tags")
            : known.Contains(capability) ? tags
            : Fail(e.Offset, "the tag may be absent; test it with hasTag() first");
    }

    private Typed Attribute(AttributeExpression e, ImmutableHashSet<string> known)
    {
        if (Check(e.Target, known).Type is not { } target)
        {
            return null;
        }

        if (Attributes(target) is not { } attributes)
        {
            return Mismatch(e.Target, "a record or an entity", target);
        }

        if (!attributes.Attributes.TryGetValue(e.Name, out var attribute))
        {
            return Fail(e.Offset, $"'{target}' has no attribute '{e.Name}'");
        }

        return attribute.IsRequired || known.Contains(Capabilities.Attribute(Capabilities.Key(e.Target, Action), e.Name))
            ? attribute.Type
            : Fail(e.Offset, $"the attribute '{e.Name}' may be absent; test it with 'has' first");
    }

    private RecordType? Attributes(CedarType type) => schema.AttributesOf(type) ?? (type is EntityType ? RecordType.Empty : null);

    /// <summary>A path is a chain of <c>&amp;&amp;</c>, each step relying on those before.</summary>
    private Typed Has(HasExpression e, ImmutableHashSet<string> known)
    {
        if (Check(e.Target, known).Type is not { } target)
        {
            return null;
        }

        var key = Capabilities.Key(e.Target, Action);
        var gained = Capabilities.None;
        var truth = Schema.Truth.True;
        foreach (var name in e.Path)
        {
            if (Attributes(target) is not { } attributes)
            {
                return Mismatch(e, "a record or an entity", target);
            }

            if (!attributes.Attributes.TryGetValue(name, out var attribute))
            {
                return CedarType.False;
            }

            key = Capabilities.Attribute(key, name);
            if (!known.Contains(key) && !(attribute.IsRequired && target is RecordType))
            {
                truth = Schema.Truth.Any;
                gained = gained.Add(key);
            }

            target = attribute.Type;
        }

        return new Typed(Of(truth), gained);
    }
}
