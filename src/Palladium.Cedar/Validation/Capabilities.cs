using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Validation;

/// <summary>
/// What a condition that holds lets the next one rely on: the optional attributes and tags known to be there, each as the text of
/// the expression it belongs to.
/// </summary>
internal static class Capabilities
{
    public static readonly ImmutableHashSet<string> None = [];

    public static string Attribute(string target, string name) => $"{target}.{CedarText.Quote(name)}";

    public static string Tag(string target, string key) => $"{target}#{key}";

    /// <summary>A text that is the same for two expressions exactly if they are the same.</summary>
    public static string Key(Expression expression, EntityUid action)
    {
        var builder = new StringBuilder();
        Append(expression, action, builder);
        return builder.ToString();
    }

    private static void Append(Expression expression, EntityUid action, StringBuilder builder)
    {
        switch (expression)
        {
            case LiteralExpression e:
                builder.Append(e.Value);
                break;
            case VariableExpression { Variable: Variable.Action }:
                builder.Append(action);
                break;
            case VariableExpression e:
                builder.Append(e.Variable.ToString());
                break;
            case AttributeExpression e:
                Append(e.Target, action, builder);
                builder.Append('.').Append(CedarText.Quote(e.Name));
                break;
            case IfExpression e:
                List("if", builder, action, e.Condition, e.Then, e.Else);
                break;
            case LogicalExpression e:
                List(e.IsAnd ? "and" : "or", builder, action, e.Items);
                break;
            case UnaryExpression e:
                List(e.Operator.ToString(), builder, action, e.Operand);
                break;
            case BinaryExpression e:
                List(e.Operator.ToString(), builder, action, e.Left, e.Right);
                break;
            case HasExpression e:
                List("has" + string.Join('.', e.Path.Select(CedarText.Quote)), builder, action, e.Target);
                break;
            case LikeExpression e:
                List("like" + e.Pattern, builder, action, e.Target);
                break;
            case IsExpression e:
                List("is " + e.Type, builder, action, e.In is null ? [e.Target] : [e.Target, e.In]);
                break;
            case SetExpression e:
                List("set", builder, action, e.Items);
                break;
            case RecordExpression e:
                List("record" + string.Join(',', e.Names.Select(CedarText.Quote)), builder, action, e.Values);
                break;
            case CallExpression e:
                List(e.Function.ToString(), builder, action, e.Arguments);
                break;
            default:
                throw new InvalidOperationException($"no key for {expression.GetType().Name}");
        }
    }

    private static void List(string name, StringBuilder builder, EntityUid action, params Expression[] parts)
    {
        builder.Append(name).Append(CultureInfo.InvariantCulture, $"{parts.Length}(");
        foreach (var part in parts)
        {
            Append(part, action, builder);
            builder.Append(',');
        }

        builder.Append(')');
    }
}
