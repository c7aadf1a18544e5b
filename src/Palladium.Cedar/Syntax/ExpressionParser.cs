using System.Globalization;

namespace Palladium.Cedar.Syntax;

/// <summary>Reads expressions by recursive descent; one method per level of the grammar. Here the operators, from the loosest.</summary>
internal sealed partial class ExpressionParser(TokenReader reader)
{
    public Expression Parse()
    {
        reader.Enter();
        var expression = reader.Current.IsWord("if") && !reader.Following.Is("::") ? If() : Chain(isAnd: false);
        reader.Leave();
        return expression;
    }

    /// <summary>Reads <c>A::B</c>.</summary>
    public string ParsePath(string what)
    {
        var path = NameInPath(what);
        while (reader.Current.Is("::") && reader.Following.Kind == TokenKind.Identifier)
        {
            reader.Take();
            path += "::" + NameInPath(what);
        }

        return path;
    }

    /// <summary>Reads <c>A::B::"id"</c>.</summary>
    public EntityUid ParseEntity(string what)
    {
        var path = ParsePath(what);
        reader.Expect("::");
        return new EntityUid(path, reader.ExpectString("an entity's id as a string"));
    }

    public string AttributeName()
    {
        var token = reader.Expect(TokenKind.Identifier, "an attribute's name");
        return Names.IsReserved(token.Text)
            ? throw new SyntaxException(token.Offset, $"'{token.Text}' is reserved; write [\"{token.Text}\"]")
            : token.Text;
    }

    private string NameInPath(string what)
    {
        var token = reader.Expect(TokenKind.Identifier, what);
        return Names.IsReserved(token.Text)
            ? throw new SyntaxException(token.Offset, $"expected {what}, found the reserved word '{token.Text}'")
            : token.Text;
    }

    private IfExpression If()
    {
        var offset = reader.Take().Offset;
        var condition = Parse();
        reader.ExpectWord("then");
        var then = Parse();
        reader.ExpectWord("else");
        return new IfExpression(offset, condition, then, Parse());
    }

    private Expression Chain(bool isAnd)
    {
        var symbol = isAnd ? "&&" : "||";
        var first = isAnd ? Relation() : Chain(isAnd: true);
        if (!reader.Current.Is(symbol))
        {
            return first;
        }

        var offset = reader.Current.Offset;
        var items = new List<Expression> { first };
        while (reader.TryTake(symbol))
        {
            items.Add(isAnd ? Relation() : Chain(isAnd: true));
            if (items.Count > LogicalExpression.MaxItems)
            {
                throw new SyntaxException(offset, $"the chain is too long; at most {LogicalExpression.MaxItems} parts may follow one another");
            }
        }

        return new LogicalExpression(offset, isAnd, [.. items]);
    }

    private Expression Relation()
    {
        var left = Sum();
        var token = reader.Current;
        Expression? result = token switch
        {
            { Kind: TokenKind.Symbol, Text: "==" } => Comparison(BinaryOperator.Equal, left),
            { Kind: TokenKind.Symbol, Text: "!=" } => Comparison(BinaryOperator.NotEqual, left),
            { Kind: TokenKind.Symbol, Text: "<" } => Comparison(BinaryOperator.Less, left),
            { Kind: TokenKind.Symbol, Text: "<=" } => Comparison(BinaryOperator.LessOrEqual, left),
            { Kind: TokenKind.Symbol, Text: ">" } => Comparison(BinaryOperator.Greater, left),
            { Kind: TokenKind.Symbol, Text: ">=" } => Comparison(BinaryOperator.GreaterOrEqual, left),
            { Kind: TokenKind.Symbol, Text: "=" } => throw new SyntaxException(token.Offset, "'=' is no operator; use '==' to compare"),
            { Kind: TokenKind.Identifier, Text: "in" } => Comparison(BinaryOperator.In, left),
            { Kind: TokenKind.Identifier, Text: "has" } => Has(left),
            { Kind: TokenKind.Identifier, Text: "like" } => Like(left),
            { Kind: TokenKind.Identifier, Text: "is" } => Is(left),
            _ => null,
        };
        if (result is null)
        {
            return left;
        }

        return reader.Current is { Kind: TokenKind.Symbol, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" }
            or { Kind: TokenKind.Identifier, Text: "in" or "has" or "like" or "is" }
            ? throw new SyntaxException(reader.Current.Offset, "comparisons do not chain; use parentheses")
            : result;
    }

    private BinaryExpression Comparison(BinaryOperator op, Expression left)
    {
        var offset = reader.Take().Offset;
        return new BinaryExpression(offset, op, left, Sum());
    }

    private HasExpression Has(Expression target)
    {
        var offset = reader.Take().Offset;
        if (reader.Current.Kind == TokenKind.String)
        {
            return new HasExpression(offset, target, [reader.ExpectString("an attribute")]);
        }

        var path = new List<string> { AttributeName() };
        while (reader.TryTake("."))
        {
            path.Add(AttributeName());
        }

        return path.Count > HasExpression.MaxPath
            ? throw new SyntaxException(offset, $"the path is too long; at most {HasExpression.MaxPath} names")
            : new HasExpression(offset, target, [.. path]);
    }

    private LikeExpression Like(Expression target)
    {
        var offset = reader.Take().Offset;
        return new LikeExpression(offset, target, reader.ExpectPattern());
    }

    private IsExpression Is(Expression target)
    {
        var offset = reader.Take().Offset;
        var type = ParsePath("an entity type");
        return new IsExpression(offset, target, type, reader.TryTakeWord("in") ? Sum() : null);
    }

    private Expression Sum()
    {
        var left = Product();
        while (reader.Current.Is("+") || reader.Current.Is("-"))
        {
            var token = reader.Take();
            left = new BinaryExpression(token.Offset, token.Text == "+" ? BinaryOperator.Add : BinaryOperator.Subtract, left, Product());
        }

        return left;
    }

    private Expression Product()
    {
        var left = Unary();
        while (reader.Current is { Kind: TokenKind.Symbol, Text: "*" or "/" or "%" })
        {
            var token = reader.Take();
            left = token.Text == "*"
                ? new BinaryExpression(token.Offset, BinaryOperator.Multiply, left, Unary())
                : throw new SyntaxException(token.Offset, $"Cedar has no operator '{token.Text}'; expected '*', '+', '-' or a comparison");
        }

        return left;
    }

    private Expression Unary()
    {
        var token = reader.Current;
        if (!token.Is("!") && !token.Is("-"))
        {
            return Member();
        }

        var count = 0;
        while (reader.TryTake(token.Text))
        {
            if (++count > 4)
            {
                throw new SyntaxException(token.Offset, $"at most four '{token.Text}' may follow one another");
            }
        }

        Expression operand;
        if (token.Text == "-" && reader.Current.Kind == TokenKind.Number && !IsAccess(reader.Following))
        {
            operand = new LiteralExpression(token.Offset, CedarLong.Of(Number(reader.Take(), negative: true)));
            count--;
        }
        else
        {
            operand = Member();
        }

        for (; count > 0; count--)
        {
            operand = new UnaryExpression(token.Offset, token.Text == "!" ? UnaryOperator.Not : UnaryOperator.Negate, operand);
        }

        return operand;
    }

    private static bool IsAccess(Token token) => token.Is(".") || token.Is("[") || token.Is("(");

    private static long Number(Token token, bool negative)
    {
        var max = negative ? (UInt128)long.MaxValue + 1 : (UInt128)long.MaxValue;
        return UInt128.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= max
            ? (long)(negative ? -(Int128)value : (Int128)value)
            : throw new SyntaxException(token.Offset, "the number does not fit into 64 bits");
    }
}
