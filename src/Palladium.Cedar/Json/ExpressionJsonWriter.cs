using System.Text.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Json;

/// <summary>Writes expressions in Cedar's JSON policy format.</summary>
internal static class ExpressionJsonWriter
{
    public static void Write(Utf8JsonWriter json, Expression expression)
    {
        if (expression is LogicalExpression chain)
        {
            Chain(json, chain);
            return;
        }

        json.WriteStartObject();
        switch (expression)
        {
            case LiteralExpression e:
                json.WritePropertyName("Value");
                JsonValueWriter.Write(json, e.Value);
                break;
            case VariableExpression e:
                json.WriteString("Var", e.Variable.Word());
                break;
            case IfExpression e:
                Operator(json, "if-then-else", ("if", e.Condition), ("then", e.Then), ("else", e.Else));
                break;
            case UnaryExpression e:
                Operator(json, e.Operator switch { UnaryOperator.Not => "!", UnaryOperator.Negate => "neg", _ => "isEmpty" }, ("arg", e.Operand));
                break;
            case BinaryExpression e:
                Operator(json, ExpressionJsonReader.NameOf(e.Operator), ("left", e.Left), ("right", e.Right));
                break;
            case AttributeExpression e:
                json.WriteStartObject(".");
                Left(json, e.Target);
                json.WriteString("attr", e.Name);
                json.WriteEndObject();
                break;
            case HasExpression e:
                json.WriteStartObject("has");
                Left(json, e.Target);
                Path(json, e.Path);
                json.WriteEndObject();
                break;
            case LikeExpression e:
                json.WriteStartObject("like");
                Left(json, e.Target);
                Pattern(json, e.Pattern);
                json.WriteEndObject();
                break;
            case IsExpression e:
                json.WriteStartObject("is");
                Left(json, e.Target);
                json.WriteString("entity_type", e.Type);
                if (e.In is not null)
                {
                    json.WritePropertyName("in");
                    Write(json, e.In);
                }

                json.WriteEndObject();
                break;
            case SetExpression e:
                Items(json, "Set", e.Items);
                break;
            case RecordExpression e:
                json.WriteStartObject("Record");
                foreach (var (name, value) in e.Names.Zip(e.Values).OrderBy(a => a.First, StringComparer.Ordinal))
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case CallExpression e:
                Items(json, e.Function.Name(), e.Arguments);
                break;
            default:
                throw new InvalidOperationException($"no JSON for {expression.GetType().Name}");
        }

        json.WriteEndObject();
    }

    // The format knows two operands only; the chain nests to the left.
    private static void Chain(Utf8JsonWriter json, LogicalExpression chain)
    {
        for (var i = 1; i < chain.Items.Length; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject(chain.IsAnd ? "&&" : "||");
            json.WritePropertyName("left");
        }

        Write(json, chain.Items[0]);
        foreach (var item in chain.Items.AsSpan(1))
        {
            json.WritePropertyName("right");
            Write(json, item);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void Operator(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, Expression Part)> parts)
    {
        json.WriteStartObject(name);
        foreach (var (part, expression) in parts)
        {
            json.WritePropertyName(part);
            Write(json, expression);
        }

        json.WriteEndObject();
    }

    private static void Left(Utf8JsonWriter json, Expression expression)
    {
        json.WritePropertyName("left");
        Write(json, expression);
    }

    private static void Items(Utf8JsonWriter json, string name, Expression[] items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    private static void Path(Utf8JsonWriter json, string[] path)
    {
        if (path.Length == 1)
        {
            json.WriteString("attr", path[0]);
            return;
        }

        json.WriteStartArray("attr");
        foreach (var name in path)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    // One character each, as Cedar's own tool writes it.
    private static void Pattern(Utf8JsonWriter json, Pattern pattern)
    {
        json.WriteStartArray("pattern");
        for (var i = 0; i < pattern.Segments.Length; i++)
        {
            if (i > 0)
            {
                json.WriteStringValue("Wildcard");
            }

            foreach (var character in pattern.Segments[i].EnumerateRunes())
            {
                json.WriteStartObject();
                json.WriteString("Literal", character.ToString());
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
