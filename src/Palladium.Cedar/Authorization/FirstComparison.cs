using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Authorization;

/// <summary>
/// <c>expression == constant</c>, or <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> with an integer. Policies that start with the same
/// expression, which has the same key, are told apart by working it out once.
/// </summary>
internal sealed record FirstComparison(string Key, Node Expression, BinaryOperator Operator, CedarValue Constant)
{
    public static FirstComparison? Of(PolicySyntax policy)
    {
        if (policy.Conditions is not [{ IsWhen: true, Body: var body }, ..])
        {
            return null;
        }

        var first = body is LogicalExpression { IsAnd: true } chain ? chain.Items[0] : body;
        return first is BinaryExpression comparison
            ? (comparison.Left, comparison.Right) switch
            {
                (LiteralExpression, LiteralExpression) => null,
                (var expression, LiteralExpression literal) => Make(expression, comparison.Operator, literal.Value),
                (LiteralExpression literal, var expression) => Make(expression, Turned(comparison.Operator), literal.Value),
                _ => null,
            }
            : null;
    }

    private static FirstComparison? Make(Expression expression, BinaryOperator op, CedarValue constant) =>
        op == BinaryOperator.Equal || (op is >= BinaryOperator.Less and <= BinaryOperator.GreaterOrEqual && constant is CedarLong)
            ? new FirstComparison(Text.CedarWriter.Expression(expression), Binder.Bind(expression), op, constant)
            : null;

    private static BinaryOperator Turned(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => op,
    };
}
