using Palladium.Cedar.Syntax;
using Palladium.Cedar.Text;

namespace Palladium.Cedar.Authorization;

/// <summary>How a condition asks something of a value.</summary>
internal enum Comparison
{
    /// <summary>It equals one of some constants.</summary>
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>It is a set that contains a constant.</summary>
    Contains,

    /// <summary>It is the bool that the constant is, and nothing but a bool will do.</summary>
    IsBool,
}

/// <summary>
/// A condition as a comparison of an expression with constants. Policies whose next condition is about the same expression, which has the same
/// key, are told apart by working it out once.
/// </summary>
internal sealed record FirstComparison(string Key, Expression Expression, Comparison Operator, CedarValue[] Constants)
{
    /// <summary>The condition that an expression is true, or that it is false.</summary>
    public static FirstComparison Of(Expression condition, bool wanted)
    {
        while (condition is UnaryExpression { Operator: UnaryOperator.Not } not)
        {
            (condition, wanted) = (not.Operand, !wanted);
        }

        var comparison = wanted && condition is BinaryExpression binary
            ? (binary.Operator, binary.Left, binary.Right) switch
            {
                (_, LiteralExpression, LiteralExpression) => null,
                (BinaryOperator.Contains, SetExpression set, var item) when Literals(set) is { Length: > 0 } constants => Make(item, Comparison.Equal, constants),
                (BinaryOperator.Contains, var set, LiteralExpression item) => Make(set, Comparison.Contains, [item.Value], "contains "),
                (var op, var expression, LiteralExpression literal) => Compare(expression, op, literal.Value),
                (var op, LiteralExpression literal, var expression) => Turned(op) is { } turned ? Compare(expression, turned, literal.Value) : null,
                _ => null,
            }
            : null;
        return comparison ?? Make(condition, Comparison.IsBool, [CedarBool.Of(wanted)], "is ");
    }

    private static CedarValue[]? Literals(SetExpression set) =>
        Array.TrueForAll(set.Items, i => i is LiteralExpression) ? Array.ConvertAll(set.Items, i => ((LiteralExpression)i).Value) : null;

    private static FirstComparison? Compare(Expression expression, BinaryOperator op, CedarValue constant) => op switch
    {
        BinaryOperator.Equal => Make(expression, Comparison.Equal, [constant]),
        >= BinaryOperator.Less and <= BinaryOperator.GreaterOrEqual when constant is CedarLong =>
            Make(expression, Comparison.Less + (op - BinaryOperator.Less), [constant]),
        _ => null,
    };

    private static FirstComparison Make(Expression expression, Comparison op, CedarValue[] constants, string kind = "") =>
        new(kind + CedarWriter.Expression(expression), expression, op, constants);

    private static BinaryOperator? Turned(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperator.Equal => op,
        _ => null,
    };
}
