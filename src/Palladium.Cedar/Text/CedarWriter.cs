using System.Globalization;
using System.Text;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Text;

/// <summary>Writes policies in Cedar's syntax, so that reading them again gives the same tree. Parentheses stand only where needed.</summary>
internal static class CedarWriter
{
    /// <summary>How tightly an expression holds together, from the loosest.</summary>
    private enum Level
    {
        If,
        Or,
        And,
        Relation,
        Sum,
        Product,
        Unary,
        Member,
    }

    public static string Set(PolicySet set)
    {
        var builder = new StringBuilder();
        var index = 0;
        foreach (var policy in set.Policies.Concat(set.Templates))
        {
            var syntax = policy.Syntax;
            var implied = syntax.Annotations.TryGetValue("id", out var id) ? id ?? "" : "policy" + index.ToString(CultureInfo.InvariantCulture);
            if (policy.Id != implied)
            {
                syntax = syntax with { Annotations = new Dictionary<string, string?>(syntax.Annotations, StringComparer.Ordinal) { ["id"] = policy.Id } };
            }

            builder.Append(index++ == 0 ? "" : "\n\n").Append(Policy(syntax));
        }

        return builder.ToString();
    }

    public static string Policy(PolicySyntax policy)
    {
        var builder = new StringBuilder();
        foreach (var (name, value) in policy.Annotations.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            builder.Append('@').Append(name).Append(value is null ? "" : $"({CedarText.Quote(value)})").Append('\n');
        }

        builder.Append(policy.IsForbid ? "forbid(" : "permit(");
        Scope(builder, policy.Principal);
        Scope(builder.Append(", "), policy.Action);
        Scope(builder.Append(", "), policy.Resource);
        builder.Append(')');
        foreach (var condition in policy.Conditions)
        {
            builder.Append(condition.IsWhen ? " when { " : " unless { ");
            Write(builder, condition.Body, Level.If);
            builder.Append(" }");
        }

        return builder.Append(';').ToString();
    }

    public static string Expression(Expression expression)
    {
        var builder = new StringBuilder();
        Write(builder, expression, Level.If);
        return builder.ToString();
    }

    private static void Scope(StringBuilder builder, ScopePart part)
    {
        builder.Append(part.Variable.Word());
        if (part.Type is not null)
        {
            builder.Append(" is ").Append(part.Type);
        }

        if (part.Operator is ScopeOperator.Any or ScopeOperator.Is)
        {
            return;
        }

        builder.Append(part.Operator == ScopeOperator.Equal ? " == " : " in ");
        if (part.HasSlot)
        {
            builder.Append('?').Append(part.Variable.Word());
        }
        else if (part.IsList)
        {
            builder.Append('[').AppendJoin(", ", part.Entities).Append(']');
        }
        else
        {
            builder.Append(part.Entities[0]);
        }
    }

    private static void Write(StringBuilder builder, Expression expression, Level least)
    {
        var parentheses = LevelOf(expression) < least;
        if (parentheses)
        {
            builder.Append('(');
        }

        WriteBare(builder, expression);
        if (parentheses)
        {
            builder.Append(')');
        }
    }

    private static Level LevelOf(Expression expression) => expression switch
    {
        IfExpression => Level.If,
        LogicalExpression e => e.IsAnd ? Level.And : Level.Or,
        HasExpression or LikeExpression or IsExpression => Level.Relation,
        // A minus in front of digits is read with them; the literal is no member of anything.
        LiteralExpression { Value: CedarLong { Value: < 0 } } => Level.Unary,
        UnaryExpression { Operator: not UnaryOperator.IsEmpty } => Level.Unary,
        BinaryExpression e => e.Operator switch
        {
            <= BinaryOperator.In => Level.Relation,
            BinaryOperator.Add or BinaryOperator.Subtract => Level.Sum,
            BinaryOperator.Multiply => Level.Product,
            _ => Level.Member,
        },
        _ => Level.Member,
    };

    private static void WriteBare(StringBuilder builder, Expression expression)
    {
        switch (expression)
        {
            case LiteralExpression e:
                builder.Append(e.Value);
                break;
            case VariableExpression e:
                builder.Append(e.Variable.Word());
                break;
            case IfExpression e:
                Write(builder.Append("if "), e.Condition, Level.If);
                Write(builder.Append(" then "), e.Then, Level.If);
                Write(builder.Append(" else "), e.Else, Level.If);
                break;
            case LogicalExpression e:
                for (var i = 0; i < e.Items.Length; i++)
                {
                    builder.Append(i == 0 ? "" : e.IsAnd ? " && " : " || ");
                    Write(builder, e.Items[i], e.IsAnd ? Level.Relation : Level.And);
                }

                break;
            case UnaryExpression { Operator: UnaryOperator.IsEmpty } e:
                Write(builder, e.Operand, Level.Member);
                builder.Append(".isEmpty()");
                break;
            case UnaryExpression e:
                // Parentheses around every further operator: at most four may stand side by side, and "-1" would be read as a literal.
                builder.Append(e.Operator == UnaryOperator.Not ? '!' : '-');
                Write(builder, e.Operand, e.Operator == UnaryOperator.Negate && e.Operand is LiteralExpression { Value: CedarLong } ? (Level)int.MaxValue : Level.Member);
                break;
            case BinaryExpression e:
                Binary(builder, e);
                break;
            case AttributeExpression e:
                Write(builder, e.Target, Level.Member);
                builder.Append(Names.IsIdentifier(e.Name) ? $".{e.Name}" : $"[{CedarText.Quote(e.Name)}]");
                break;
            case HasExpression e:
                Write(builder, e.Target, Level.Sum);
                builder.Append(" has ").Append(
                    e.Path is [var only] && !Names.IsIdentifier(only) ? CedarText.Quote(only) : string.Join('.', e.Path));
                break;
            case LikeExpression e:
                Write(builder, e.Target, Level.Sum);
                builder.Append(" like ").Append(e.Pattern);
                break;
            case IsExpression e:
                Write(builder, e.Target, Level.Sum);
                builder.Append(" is ").Append(e.Type);
                if (e.In is not null)
                {
                    Write(builder.Append(" in "), e.In, Level.Sum);
                }

                break;
            case SetExpression e:
                List(builder.Append('['), e.Items);
                builder.Append(']');
                break;
            case RecordExpression e:
                Record(builder, e);
                break;
            case CallExpression e:
                Call(builder, e);
                break;
            default:
                throw new InvalidOperationException($"no text for {expression.GetType().Name}");
        }
    }

    private static void Binary(StringBuilder builder, BinaryExpression e)
    {
        var level = LevelOf(e);
        if (level == Level.Member)
        {
            Write(builder, e.Left, Level.Member);
            var name = e.Operator.ToString();
            builder.Append('.').Append(char.ToLowerInvariant(name[0])).Append(name, 1, name.Length - 1).Append('(');
            Write(builder, e.Right, Level.If);
            builder.Append(')');
            return;
        }

        // Comparisons do not chain; sums and products are read from the left.
        Write(builder, e.Left, level == Level.Relation ? Level.Sum : level);
        builder.Append(' ').Append(e.Operator.Symbol()).Append(' ');
        Write(builder, e.Right, level + 1);
    }

    private static void Record(StringBuilder builder, RecordExpression e)
    {
        builder.Append('{');
        for (var i = 0; i < e.Names.Length; i++)
        {
            builder.Append(i == 0 ? "" : ", ").Append(Names.IsIdentifier(e.Names[i]) ? e.Names[i] : CedarText.Quote(e.Names[i])).Append(": ");
            Write(builder, e.Values[i], Level.If);
        }

        builder.Append('}');
    }

    private static void Call(StringBuilder builder, CallExpression e)
    {
        if (!e.Function.IsConstructor())
        {
            Write(builder, e.Arguments[0], Level.Member);
            builder.Append('.');
        }

        List(builder.Append(e.Function.Name()).Append('('), e.Function.IsConstructor() ? e.Arguments : e.Arguments.AsSpan(1));
        builder.Append(')');
    }

    private static void List(StringBuilder builder, ReadOnlySpan<Expression> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            builder.Append(i == 0 ? "" : ", ");
            Write(builder, items[i], Level.If);
        }
    }
}
