namespace Palladium.Cedar.Syntax;

/// <summary>What operators stand between: members, calls, literals, sets and records.</summary>
internal sealed partial class ExpressionParser
{
    private Expression Member()
    {
        var target = Primary();
        while (true)
        {
            var offset = reader.Current.Offset;
            if (reader.TryTake("."))
            {
                offset = reader.Current.Offset;
                var name = AttributeName();
                target = reader.Current.Is("(") ? Method(offset, target, name) : new AttributeExpression(offset, target, name);
            }
            else if (reader.Current.Is("["))
            {
                reader.Take();
                target = new AttributeExpression(offset, target, reader.ExpectString("an attribute's name as a string"));
                reader.Expect("]");
            }
            else if (reader.Current.Is("("))
            {
                throw new SyntaxException(offset, "only functions and methods can be called");
            }
            else
            {
                return target;
            }
        }
    }

    private Expression Method(int offset, Expression target, string name)
    {
        var arguments = List("(", ")");
        var op = name switch
        {
            "contains" => BinaryOperator.Contains,
            "containsAll" => BinaryOperator.ContainsAll,
            "containsAny" => BinaryOperator.ContainsAny,
            "hasTag" => BinaryOperator.HasTag,
            "getTag" => BinaryOperator.GetTag,
            _ => (BinaryOperator?)null,
        };
        if (op is { } binary)
        {
            RequireArguments(offset, name, arguments, 1);
            return new BinaryExpression(offset, binary, target, arguments[0]);
        }

        if (name == "isEmpty")
        {
            RequireArguments(offset, name, arguments, 0);
            return new UnaryExpression(offset, UnaryOperator.IsEmpty, target);
        }

        if (!ExtensionFunctions.TryFind(name, out var function))
        {
            throw new SyntaxException(offset, $"there is no method '{name}'");
        }

        return function.IsConstructor()
            ? throw new SyntaxException(offset, $"'{name}' is a function, not a method; write {name}(...)")
            : new CallExpression(offset, function, [target, .. arguments]);
    }

    private static void RequireArguments(int offset, string name, Expression[] arguments, int expected)
    {
        if (arguments.Length != expected)
        {
            throw new SyntaxException(offset, $"'{name}' takes {expected} argument{(expected == 1 ? "" : "s")}, found {arguments.Length}");
        }
    }

    private Expression[] List(string open, string close)
    {
        reader.Expect(open);
        var items = new List<Expression>();
        while (!reader.TryTake(close))
        {
            items.Add(Parse());
            if (!reader.TryTake(",") && !reader.Current.Is(close))
            {
                throw reader.Unexpected($"',' or '{close}'");
            }
        }

        return [.. items];
    }

    private Expression Primary()
    {
        var token = reader.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new LiteralExpression(token.Offset, CedarLong.Of(Number(reader.Take(), negative: false)));
            case TokenKind.String:
                return new LiteralExpression(token.Offset, new CedarString(reader.ExpectString("a string")));
            case TokenKind.Identifier:
                return Name(token);
            case TokenKind.Slot:
                throw new SyntaxException(token.Offset, $"the slot {token.Text} may only stand in the head of a template, after '==' or 'in'");
            case TokenKind.Symbol when token.Text == "(":
                reader.Take();
                var inner = Parse();
                reader.Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "[":
                return new SetExpression(token.Offset, List("[", "]"));
            case TokenKind.Symbol when token.Text == "{":
                return Record();
            default:
                throw reader.Unexpected("an expression");
        }
    }

    private Expression Name(Token token)
    {
        if (token.Text is "true" or "false" && !reader.Following.Is("::"))
        {
            reader.Take();
            return new LiteralExpression(token.Offset, CedarBool.Of(token.Text == "true"));
        }

        if (reader.Following.Is("::"))
        {
            return new LiteralExpression(token.Offset, new CedarEntity(ParseEntity("an entity type")));
        }

        if (reader.Following.Is("("))
        {
            reader.Take();
            var arguments = List("(", ")");
            if (!ExtensionFunctions.TryFind(token.Text, out var function))
            {
                throw new SyntaxException(token.Offset, $"there is no function '{token.Text}'; expected ip, decimal, datetime or duration");
            }

            return function.IsConstructor()
                ? new CallExpression(token.Offset, function, arguments)
                : throw new SyntaxException(token.Offset, $"'{token.Text}' is a method; write x.{token.Text}(...)");
        }

        var variable = token.Text switch
        {
            "principal" => Variable.Principal,
            "action" => Variable.Action,
            "resource" => Variable.Resource,
            "context" => Variable.Context,
            _ => throw reader.Unexpected("an expression"),
        };
        reader.Take();
        return new VariableExpression(token.Offset, variable);
    }

    private RecordExpression Record()
    {
        var offset = reader.Expect("{").Offset;
        var names = new List<string>();
        var values = new List<Expression>();
        while (!reader.TryTake("}"))
        {
            var token = reader.Current;
            var name = token.Kind == TokenKind.String ? reader.ExpectString("an attribute") : AttributeName();
            if (names.Contains(name, StringComparer.Ordinal))
            {
                throw new SyntaxException(token.Offset, $"the attribute '{name}' is given twice");
            }

            names.Add(name);
            reader.Expect(":");
            values.Add(Parse());
            if (!reader.TryTake(",") && !reader.Current.Is("}"))
            {
                throw reader.Unexpected("',' or '}'");
            }
        }

        return new RecordExpression(offset, [.. names], [.. values]);
    }
}
