namespace Palladium.Cedar.Syntax;

internal enum Variable
{
    Principal,
    Action,
    Resource,
    Context,
}

internal static class Variables
{
    public static string Word(this Variable variable) => variable switch
    {
        Variable.Principal => "principal",
        Variable.Action => "action",
        Variable.Resource => "resource",
        _ => "context",
    };
}

internal enum UnaryOperator
{
    Not,
    Negate,
    IsEmpty,
}

internal enum BinaryOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Contains,
    ContainsAll,
    ContainsAny,
    HasTag,
    GetTag,
}

internal static class Operators
{
    /// <summary>How an operator that stands between its operands is written.</summary>
    public static string Symbol(this BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.In => "in",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "this operator is written as a method"),
    };
}

/// <summary>A node of the syntax tree. Its height is bounded, so that whoever walks it may recurse.</summary>
internal abstract class Expression
{
    public const int MaxHeight = 600;

    protected Expression(int offset, params ReadOnlySpan<Expression> parts)
    {
        Offset = offset;
        foreach (var part in parts)
        {
            Height = Math.Max(Height, part.Height);
        }

        if (++Height > MaxHeight)
        {
            throw TooDeep(offset);
        }
    }

    public static SyntaxException TooDeep(int offset) =>
        new(offset, $"the expression is too deep; at most {MaxHeight} operations may stand in one another");

    /// <summary>Where in the text it starts (an operator: where the operator stands).</summary>
    public int Offset { get; }

    public int Height { get; }

    /// <summary>The expressions it is made of, from left to right.</summary>
    public Expression[] Parts => this switch
    {
        IfExpression e => [e.Condition, e.Then, e.Else],
        LogicalExpression e => e.Items,
        UnaryExpression e => [e.Operand],
        BinaryExpression e => [e.Left, e.Right],
        AttributeExpression e => [e.Target],
        HasExpression e => [e.Target],
        LikeExpression e => [e.Target],
        IsExpression e => e.In is null ? [e.Target] : [e.Target, e.In],
        SetExpression e => e.Items,
        RecordExpression e => e.Values,
        CallExpression e => e.Arguments,
        _ => [],
    };
}

internal sealed class LiteralExpression(int offset, CedarValue value) : Expression(offset)
{
    public CedarValue Value { get; } = value;
}

internal sealed class VariableExpression(int offset, Variable variable) : Expression(offset)
{
    public Variable Variable { get; } = variable;
}

internal sealed class IfExpression(int offset, Expression condition, Expression then, Expression @else)
    : Expression(offset, condition, then, @else)
{
    public Expression Condition { get; } = condition;

    public Expression Then { get; } = then;

    public Expression Else { get; } = @else;
}

/// <summary>A chain of <c>&amp;&amp;</c> or of <c>||</c>, at least two long; flat, so that a long chain is not deep.</summary>
internal sealed class LogicalExpression(int offset, bool isAnd, Expression[] items) : Expression(offset, items)
{
    /// <summary>In JSON a chain nests as deep as it is long.</summary>
    public const int MaxItems = 15_000;

    public bool IsAnd { get; } = isAnd;

    public Expression[] Items { get; } = items;
}

internal sealed class UnaryExpression(int offset, UnaryOperator op, Expression operand) : Expression(offset, operand)
{
    public UnaryOperator Operator { get; } = op;

    public Expression Operand { get; } = operand;
}

internal sealed class BinaryExpression(int offset, BinaryOperator op, Expression left, Expression right)
    : Expression(offset, left, right)
{
    public BinaryOperator Operator { get; } = op;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;
}

internal sealed class AttributeExpression(int offset, Expression target, string name) : Expression(offset, target)
{
    public Expression Target { get; } = target;

    public string Name { get; } = name;
}

/// <summary><c>target has a.b.c</c>; the path has at least one name.</summary>
internal sealed class HasExpression(int offset, Expression target, string[] path) : Expression(offset, target)
{
    public const int MaxPath = MaxHeight / 2;

    public Expression Target { get; } = target;

    public string[] Path { get; } = path;
}

/// <summary><c>target like "pattern"</c>.</summary>
internal sealed class LikeExpression(int offset, Expression target, Pattern pattern) : Expression(offset, target)
{
    public Expression Target { get; } = target;

    public Pattern Pattern { get; } = pattern;
}

/// <summary><c>target is Type</c>, and with <see cref="In"/> <c>target is Type in entity</c>.</summary>
internal sealed class IsExpression(int offset, Expression target, string type, Expression? inEntity)
    : Expression(offset, inEntity is null ? [target] : [target, inEntity])
{
    public Expression Target { get; } = target;

    public string Type { get; } = type;

    public Expression? In { get; } = inEntity;
}

internal sealed class SetExpression(int offset, Expression[] items) : Expression(offset, items)
{
    public Expression[] Items { get; } = items;
}

internal sealed class RecordExpression(int offset, string[] names, Expression[] values) : Expression(offset, values)
{
    public string[] Names { get; } = names;

    public Expression[] Values { get; } = values;
}

/// <summary>
/// A call of an extension function; for a method the first argument is what stands before the point. A wrong number of
/// arguments is no error of syntax: the policy errs when the call is reached, and the validator refuses it.
/// </summary>
internal sealed class CallExpression(int offset, ExtensionFunction function, Expression[] arguments) : Expression(offset, arguments)
{
    public ExtensionFunction Function { get; } = function;

    public Expression[] Arguments { get; } = arguments;
}
