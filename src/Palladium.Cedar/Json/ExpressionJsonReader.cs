using System.Runtime.CompilerServices;
using Palladium.Cedar.Syntax;
using static Palladium.Cedar.Syntax.BinaryOperator;

namespace Palladium.Cedar.Json;

/// <summary>Reads expressions in Cedar's JSON policy format: an object whose only member is named for the operator.</summary>
internal static class ExpressionJsonReader
{
    private static readonly Dictionary<string, BinaryOperator> Operators = new(StringComparer.Ordinal)
    {
        ["=="] = Equal,
        ["!="] = NotEqual,
        ["<"] = Less,
        ["<="] = LessOrEqual,
        [">"] = Greater,
        [">="] = GreaterOrEqual,
        ["in"] = In,
        ["+"] = Add,
        ["-"] = Subtract,
        ["*"] = Multiply,
        ["contains"] = Contains,
        ["containsAll"] = ContainsAll,
        ["containsAny"] = ContainsAny,
        ["hasTag"] = HasTag,
        ["getTag"] = GetTag,
    };

    /// <summary>The name of an operator in the JSON format.</summary>
    public static string NameOf(BinaryOperator op) => Operators.First(o => o.Value == op).Key;

    /// <exception cref="SyntaxException">At the first thing that is no expression.</exception>
    public static Expression Read(JsonTree json, int depth = 0)
    {
        if (depth > Expression.MaxHeight || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Expression.TooDeep(json.Offset);
        }

        if (json.RequireObject("an expression as an object").Members is not [var (name, at, body)])
        {
            throw new SyntaxException(json.Offset, $"expected one member, the operator, found {json.Members.Count}");
        }

        var offset = json.Offset;
        switch (name)
        {
            case "Value":
                return Value(body, depth);
            case "Var":
                return new VariableExpression(offset, Variable(body));
            case "Slot":
                throw new SyntaxException(offset, "a slot may only stand in the head of a template");
            case "!":
                return new UnaryExpression(offset, UnaryOperator.Not, Part(body, "arg", depth, "arg"));
            case "neg":
                return new UnaryExpression(offset, UnaryOperator.Negate, Part(body, "arg", depth, "arg"));
            case "isEmpty":
                return new UnaryExpression(offset, UnaryOperator.IsEmpty, Part(body, "arg", depth, "arg"));
            case "&&" or "||":
                return Chain(offset, name, json, depth);
            case ".":
                return new AttributeExpression(offset, Part(body, "left", depth, "left", "attr"), body.Require("attr").RequireString());
            case "has":
                return Has(offset, Part(body, "left", depth, "left", "attr"), body.Require("attr"));
            case "like":
                return new LikeExpression(offset, Part(body, "left", depth, "left", "pattern"), Pattern(body.Require("pattern")));
            case "is":
                var target = Part(body, "left", depth, "left", "entity_type", "in");
                var within = body.Find("in") is { } inner ? Read(inner, depth + 1) : null;
                return new IsExpression(offset, target, JsonValues.TypeName(body.Require("entity_type")), within);
            case "if-then-else":
                return new IfExpression(
                    offset,
                    Part(body, "if", depth, "if", "then", "else"),
                    Read(body.Require("then"), depth + 1),
                    Read(body.Require("else"), depth + 1));
            case "Set":
                return new SetExpression(offset, All(body.RequireArray(), depth));
            case "Record":
                var members = body.RequireObject().Members;
                return new RecordExpression(offset, [.. members.Select(m => m.Name)], All([.. members.Select(m => m.Value)], depth));
            default:
                break;
        }

        if (Operators.TryGetValue(name, out var op))
        {
            return new BinaryExpression(offset, op, Part(body, "left", depth, "left", "right"), Read(body.Require("right"), depth + 1));
        }

        return ExtensionFunctions.TryFind(name, out var function)
            ? Call(offset, function, All(body.RequireArray("the arguments as an array"), depth))
            : throw new SyntaxException(at, $"there is no operator or function '{name}'");
    }

    private static Expression[] All(List<JsonTree> items, int depth)
    {
        var expressions = new Expression[items.Count];
        for (var i = 0; i < expressions.Length; i++)
        {
            expressions[i] = Read(items[i], depth + 1);
        }

        return expressions;
    }

    private static CallExpression Call(int offset, ExtensionFunction function, Expression[] arguments) =>
        arguments.Length == 0 && !function.IsConstructor()
            ? throw new SyntaxException(offset, $"'{function.Name()}' is a method; expected the value it is called on")
            : new CallExpression(offset, function, arguments);

    private static Expression Part(JsonTree body, string name, int depth, params ReadOnlySpan<string> allowed)
    {
        body.AllowOnly(allowed);
        return Read(body.Require(name), depth + 1);
    }

    // Chains nest to the left as deep as they are long, so that spine is walked and not recursed into.
    private static LogicalExpression Chain(int offset, string name, JsonTree json, int depth)
    {
        var items = new List<Expression>();
        var left = json;
        while (left.IsObject && left.Members is [var (same, _, body)] && same == name)
        {
            body.AllowOnly("left", "right");
            items.Add(Read(body.Require("right"), depth + 1));
            left = body.Require("left");
            if (items.Count >= LogicalExpression.MaxItems)
            {
                throw new SyntaxException(offset, $"the chain is too long; at most {LogicalExpression.MaxItems} parts may follow one another");
            }
        }

        items.Add(Read(left, depth + 1));
        items.Reverse();
        return new LogicalExpression(offset, name == "&&", [.. items]);
    }

    private static Expression Has(int offset, Expression target, JsonTree attribute)
    {
        if (attribute.IsString)
        {
            return new HasExpression(offset, target, [attribute.Text]);
        }

        var path = attribute.RequireArray("an attribute's name, or several in an array").Select(a => a.RequireString()).ToArray();
        if (path.Length is 0 or > HasExpression.MaxPath)
        {
            throw new SyntaxException(attribute.Offset, $"expected 1 to {HasExpression.MaxPath} names");
        }

        // A path of several names is written without quotes; names that need them are tested one after the other.
        return path.Length == 1 || Array.TrueForAll(path, name => Names.IsIdentifier(name))
            ? new HasExpression(offset, target, path)
            : new LogicalExpression(offset, isAnd: true, [.. Steps(offset, target, path)]);
    }

    private static IEnumerable<Expression> Steps(int offset, Expression target, string[] path)
    {
        foreach (var name in path)
        {
            yield return new HasExpression(offset, target, [name]);
            target = new AttributeExpression(offset, target, name);
        }
    }

    private static Variable Variable(JsonTree json) => json.RequireString("a variable") switch
    {
        "principal" => Syntax.Variable.Principal,
        "action" => Syntax.Variable.Action,
        "resource" => Syntax.Variable.Resource,
        "context" => Syntax.Variable.Context,
        _ => throw new SyntaxException(json.Offset, "expected \"principal\", \"action\", \"resource\" or \"context\""),
    };

    private static Pattern Pattern(JsonTree json)
    {
        var pattern = new Pattern.Builder();
        foreach (var part in json.RequireArray("the pattern as an array"))
        {
            if (part is { IsString: true, Text: "Wildcard" })
            {
                pattern.Wildcard();
            }
            else if (part.IsObject && JsonValues.Escape(part, "Literal") is { IsString: true } literal)
            {
                pattern.Append(literal.Text);
            }
            else
            {
                throw new SyntaxException(part.Offset, "expected \"Wildcard\" or {\"Literal\": \"...\"}");
            }
        }

        return pattern.Build();
    }

    private static Expression Value(JsonTree json, int depth)
    {
        if (depth > Expression.MaxHeight || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Expression.TooDeep(json.Offset);
        }

        if (json.IsArray)
        {
            return new SetExpression(json.Offset, [.. json.Items.Select(item => Value(item, depth + 1))]);
        }

        if (!json.IsObject)
        {
            return new LiteralExpression(json.Offset, JsonValues.Read(json, null));
        }

        if (JsonValues.Escape(json, "__extn") is { } call)
        {
            return Extension(call, depth);
        }

        return JsonValues.Escape(json, "__entity") is not null || JsonValues.Escape(json, "__expr") is not null
            ? new LiteralExpression(json.Offset, JsonValues.Read(json, null))
            : new RecordExpression(json.Offset, [.. json.Members.Select(m => m.Name)], [.. json.Members.Select(m => Value(m.Value, depth + 1))]);
    }

    private static CallExpression Extension(JsonTree json, int depth)
    {
        json.AllowOnly("fn", "arg", "args");
        var name = json.Require("fn");
        if (!ExtensionFunctions.TryFind(name.RequireString("a function"), out var function))
        {
            throw new SyntaxException(name.Offset, $"there is no function '{name.Text}'");
        }

        var arguments = json.Find("args") is { } several ? several.RequireArray() : [json.Require("arg")];
        return Call(json.Offset, function, [.. arguments.Select(a => Value(a, depth + 1))]);
    }
}
