using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Rows;

/// <summary>
/// Turns what partial evaluation left into conditions on rows, for one query. What has no such form is refused: the method answers null,
/// and <see cref="Refusal"/> names it.
/// </summary>
internal sealed class RowTranslator(CedarSchema schema, Variable row, string rowType)
{
    /// <summary>Beyond so many parts in all a store's query would be too large; a constant counts as one.</summary>
    private const int MaxParts = 4_000;

    /// <summary>Beyond so many operators in one another, too.</summary>
    private const int MaxDepth = 30;

    /// <summary>
    /// Where it counts whether a part of a chain errs or is false, a store looks at one after the other, each inside the one before.
    /// </summary>
    private const int MaxErring = 20;

    /// <summary>Beyond such a pattern matching could take longer than reading the row.</summary>
    private const int MaxPattern = 1_000;
    private const int MaxWildcards = 6;

    private int _parts;
    private int _depth;

    /// <summary>What was refused first in the condition that was translated last.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Translates a condition that stands for itself; null where it is refused.</summary>
    public RowCondition? Translate(Expression condition)
    {
        Refusal = null;
        return Condition(condition);
    }

    private RowCondition? Condition(Expression expression)
    {
        _depth++;
        var condition = IsWithin(parts: 1) ? Unbounded(expression) : null;
        _depth--;
        return condition;
    }

    /// <summary>A chain; null where too many of its parts may err.</summary>
    public RowChain? Chain(bool isAll, IReadOnlyList<RowCondition> items) =>
        items.Count(i => i.MayErr) <= MaxErring ? new RowChain(isAll, items) : Refuse<RowChain>("a chain of so many conditions that may err");

    private bool IsWithin(int parts)
    {
        _parts += parts;
        if (_parts > MaxParts || _depth > MaxDepth)
        {
            Refusal ??= "a condition beyond the size of a query";
            return false;
        }

        return true;
    }

    private T? Refuse<T>(string what)
        where T : class
    {
        Refusal ??= what;
        return null;
    }

    private RowCondition? Unbounded(Expression expression)
    {
        switch (expression)
        {
            case LiteralExpression { Value: CedarBool value }:
                return new RowConstant(value.Value);
            case LogicalExpression e:
                return All(e.Items, Condition) is { } items ? Chain(e.IsAnd, items) : null;
            case UnaryExpression { Operator: UnaryOperator.Not } e:
                return Condition(e.Operand) is { } inner ? new RowNot(inner) : null;
            case UnaryExpression { Operator: UnaryOperator.IsEmpty } e:
                return Set(e.Operand) is { } set ? new RowEmpty(set) : null;
            case IfExpression e:
                return All([e.Condition, e.Then, e.Else], Condition) is [var condition, var then, var @else] ? new RowChoice(condition, then, @else) : null;
            case BinaryExpression e:
                return Binary(e);
            case HasExpression e:
                return Has(e);
            case LikeExpression e:
                return Like(e);
            case CallExpression { Function: >= ExtensionFunction.LessThan and <= ExtensionFunction.GreaterThanOrEqual, Arguments: [var left, var right] } e:
                return Compared(RowOperator.Less + (e.Function - ExtensionFunction.LessThan), left, right, kind => kind == RowKind.FixedPoint);
            case CallExpression e:
                return Refuse<RowCondition>($"'{e.Function.Name()}'");
            case AttributeExpression:
                return Term(expression) is { } truth
                    ? truth.Kind == RowKind.Bool ? new RowTruth(truth) : Refuse<RowCondition>("a condition that is no bool")
                    : null;
            default:
                return Refuse<RowCondition>(Name(expression));
        }
    }

    private static T[]? All<T>(Expression[] expressions, Func<Expression, T?> translate)
        where T : class
    {
        var made = new T[expressions.Length];
        for (var i = 0; i < made.Length; i++)
        {
            if (translate(expressions[i]) is not { } item)
            {
                return null;
            }

            made[i] = item;
        }

        return made;
    }

    private static string Name(Expression expression) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.HasTag or BinaryOperator.GetTag } => "tags",
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply } or UnaryExpression => "arithmetic",
        CallExpression e => $"'{e.Function.Name()}'",
        IfExpression => "'if' that chooses a value",
        IsExpression => "'is' on what may be of several types",
        RecordExpression or LiteralExpression { Value: CedarRecord } => "a record as a value",
        SetExpression => "a set made of attributes",
        VariableExpression e => $"'{e.Variable.Word()}' as a whole",
        _ => "a condition that is no bool",
    };

    private RowCondition? Binary(BinaryExpression e) => e.Operator switch
    {
        BinaryOperator.Equal => Compared(RowOperator.Equal, e.Left, e.Right, IsScalar),
        BinaryOperator.NotEqual => Compared(RowOperator.NotEqual, e.Left, e.Right, IsScalar),
        >= BinaryOperator.Less and <= BinaryOperator.GreaterOrEqual => Compared(
            RowOperator.Less + (e.Operator - BinaryOperator.Less), e.Left, e.Right, kind => kind is RowKind.Number or RowKind.Datetime or RowKind.Duration),
        BinaryOperator.In => Within(e),
        BinaryOperator.Contains => Contains(e),
        BinaryOperator.ContainsAll or BinaryOperator.ContainsAny => ContainsSet(e),
        _ => Refuse<RowCondition>(Name(e)),
    };

    private static bool IsScalar(RowKind kind) => kind is not (RowKind.Set or RowKind.Presence);

    private RowComparison? Compared(RowOperator op, Expression left, Expression right, Func<RowKind, bool> fits) =>
        Term(left) is { } l && Term(right) is { } r
            ? l.Kind == r.Kind && l.EntityType == r.EntityType && fits(l.Kind)
                ? new RowComparison(op, l, r)
                : Refuse<RowComparison>("a comparison of values of other types")
            : null;

    private RowLike? Like(LikeExpression e)
    {
        string[] segments = [.. e.Pattern.Segments];
        return segments.Length > MaxWildcards + 1 || segments.Sum(s => s.Length) > MaxPattern ? Refuse<RowLike>("'like' with a pattern of this size")
            : Term(e.Target) is not { } text ? null
            : text.Kind == RowKind.Text ? new RowLike(text, segments)
            : Refuse<RowLike>("'like' on what is no text");
    }

    private RowWithin? Within(BinaryExpression e)
    {
        var uids = e.Right is LiteralExpression literal ? Entities(literal.Value) : null;
        return uids is not { Length: > 0 } ? Refuse<RowWithin>("'in' something that is not known")
            : Term(e.Left) is not { } term || !IsWithin(uids.Length) ? null
            : term.Kind == RowKind.Entity ? new RowWithin(term, uids)
            : Refuse<RowWithin>("'in' on what is no entity");
    }

    private static EntityUid[]? Entities(CedarValue value) => value switch
    {
        CedarEntity one => [one.Uid],
        CedarSet set when set.All(item => item is CedarEntity) => [.. set.Select(item => ((CedarEntity)item).Uid)],
        _ => null,
    };

    private RowCondition? Contains(BinaryExpression e)
    {
        // What is known contains the attribute, the attribute contains what is known, or a set was made of both.
        switch (e.Left, e.Right)
        {
            case (LiteralExpression { Value: CedarSet known }, _):
                return Term(e.Right) is { } term
                    ? IsScalar(term.Kind) ? new RowOneOf(term, [.. known.Where(v => Fits(v, term.Kind, term.EntityType))]) : Refuse<RowCondition>("a set of sets")
                    : null;
            case (SetExpression made, _) when Term(e.Right) is { MayErr: false }:
                // No element may err either, because the first that is equal would hide it.
                return All(made.Items, item => Compared(RowOperator.Equal, item, e.Right, IsScalar)) is { } equal && !equal.Any(c => c.MayErr)
                    ? new RowChain(IsAll: false, equal)
                    : Refuse<RowCondition>("a set made of attributes");
            case (_, LiteralExpression known):
                return Set(e.Left) is not { } set ? null
                    : Fits(known.Value, set.Columns[^1].Element, set.EntityType) ? new RowContains(set, [known.Value], IsAll: true)
                    : Refuse<RowCondition>("'contains' with a value of another type");
            default:
                return Refuse<RowCondition>("'contains' of one attribute in another");
        }
    }

    private RowCondition? ContainsSet(BinaryExpression e)
    {
        var isAll = e.Operator == BinaryOperator.ContainsAll;
        var (attribute, literal) = (e.Left, e.Right) switch
        {
            (_, LiteralExpression { Value: CedarSet right }) => (e.Left, right),
            (LiteralExpression { Value: CedarSet left }, _) when !isAll => (e.Right, left),
            _ => (null, null),
        };
        if (attribute is null)
        {
            return Refuse<RowCondition>("a comparison of two sets");
        }

        if (Set(attribute) is not { } set)
        {
            return null;
        }

        CedarValue[] values = [.. literal!.Where(v => Fits(v, set.Columns[^1].Element, set.EntityType))];
        return !IsWithin(values.Length) ? null
            : values.Length != literal!.Count && isAll ? Refuse<RowCondition>("'containsAll' with values of another type")
            : values.Length > 0 ? new RowContains(set, values, isAll)

            // Nothing, or nothing of its type: decided, unless the set itself is not there.
            : set.MayErr ? Refuse<RowCondition>("a set that may be absent, compared with none")
            : new RowConstant(isAll);
    }

    private static bool Fits(CedarValue value, RowKind kind, string? entityType) =>
        KindOf(value) == kind && (value as CedarEntity)?.Uid.Type == (kind == RowKind.Entity ? entityType : null);

    private static RowKind KindOf(CedarValue value) => value switch
    {
        CedarBool => RowKind.Bool,
        CedarLong => RowKind.Number,
        CedarString => RowKind.Text,
        CedarDecimal => RowKind.FixedPoint,
        CedarDatetime => RowKind.Datetime,
        CedarDuration => RowKind.Duration,
        CedarIp => RowKind.Ip,
        CedarEntity => RowKind.Entity,
        CedarSet => RowKind.Set,
        _ => RowKind.Presence,
    };

    private RowPath? Set(Expression expression) => Path(expression) is { } path
        ? path.Kind == RowKind.Set ? path : Refuse<RowPath>("what is no set, where a set is needed")
        : null;

    private RowTerm? Term(Expression expression) => expression is LiteralExpression { Value: var value } && KindOf(value) is var kind && IsScalar(kind)
        ? new RowValue(value, kind)
        : Path(expression);

    private RowHas? Has(HasExpression e) => Path(e.Target, e.Path) is { } path ? new RowHas(path) : null;

    /// <summary>The way from the row, or from an entity that is not known, along attributes and then along further ones.</summary>
    private RowPath? Path(Expression expression, params string[] further)
    {
        var names = new Stack<string>(further.Reverse());
        while (expression is AttributeExpression step)
        {
            names.Push(step.Name);
            expression = step.Target;
        }

        var (start, type) = expression switch
        {
            VariableExpression variable when variable.Variable == row => ((EntityUid?)null, rowType),
            LiteralExpression { Value: CedarEntity entity } => (entity.Uid, entity.Uid.Type),
            _ => (null, null),
        };
        return type is not null && schema.EntityTypes.ContainsKey(type) ? Columns(start, type, names) : Refuse<RowPath>(Name(expression));
    }

    private RowPath? Columns(EntityUid? start, string startType, Stack<string> names)
    {
        var columns = new List<RowColumn>();
        var (owner, record, path, isRequired) = (startType, schema.EntityTypes[startType].Attributes, new List<string>(), true);
        while (names.TryPop(out var name))
        {
            if (!record.Attributes.TryGetValue(name, out var attribute))
            {
                return Refuse<RowPath>($"'{name}', which '{owner}' has not");
            }

            path.Add(name);
            isRequired &= attribute.IsRequired;
            if (attribute.Type is RecordType inner && names.Count > 0)
            {
                record = inner;
                continue;
            }

            columns.Add(RowColumn.Of(owner, [.. path], attribute.Type, isRequired));
            if (attribute.Type is EntityType entity && names.Count > 0)
            {
                if (!schema.EntityTypes.TryGetValue(entity.Name, out var declaration))
                {
                    return Refuse<RowPath>($"attributes of '{entity.Name}'");
                }

                (owner, record, path, isRequired) = (entity.Name, declaration.Attributes, [], true);
            }
            else if (names.Count > 0)
            {
                return Refuse<RowPath>($"an attribute of '{name}'");
            }
        }

        return new RowPath(start, startType, columns);
    }
}
