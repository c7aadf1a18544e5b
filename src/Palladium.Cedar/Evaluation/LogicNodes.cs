namespace Palladium.Cedar.Evaluation;

internal sealed class IfNode(int offset, Node condition, Node then, Node @else) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) =>
        Truth(condition, frame) is { } truth ? (truth.Value ? then : @else).Evaluate(frame) : null;
}

/// <summary>A chain of <c>&amp;&amp;</c> or <c>||</c>: stops at the first value that decides it; what it looked at must be bool.</summary>
internal sealed class LogicalNode(int offset, bool isAnd, Node[] items) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        foreach (var item in items)
        {
            if (Truth(item, frame) is not { } truth)
            {
                return null;
            }

            if (truth.Value != isAnd)
            {
                return truth;
            }
        }

        return CedarBool.Of(isAnd);
    }
}

internal sealed class NotNode(int offset, Node operand) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) =>
        Truth(operand, frame) is { } truth ? CedarBool.Of(!truth.Value) : null;
}

internal sealed class EqualNode(int offset, Node left, Node right, bool negated) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) =>
        left.Evaluate(frame) is { } l && right.Evaluate(frame) is { } r ? CedarBool.Of(l.Equals(r) != negated) : null;
}

internal sealed class CompareNode(int offset, Syntax.BinaryOperator op, Node left, Node right) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        if (left.Evaluate(frame) is not { } l || right.Evaluate(frame) is not { } r)
        {
            return null;
        }

        return (l, r) switch
        {
            (CedarLong a, CedarLong b) => Order(a.Value, b.Value),
            (CedarDatetime a, CedarDatetime b) => Order(a.Milliseconds, b.Milliseconds),
            (CedarDuration a, CedarDuration b) => Order(a.Milliseconds, b.Milliseconds),
            (CedarLong, _) => TypeError(frame, "long", r),
            (CedarDatetime, _) => TypeError(frame, "datetime", r),
            (CedarDuration, _) => TypeError(frame, "duration", r),
            _ => TypeError(frame, "long, datetime or duration", l),
        };
    }

    private CedarBool Order(long a, long b) => CedarBool.Of(op switch
    {
        Syntax.BinaryOperator.Less => a < b,
        Syntax.BinaryOperator.LessOrEqual => a <= b,
        Syntax.BinaryOperator.Greater => a > b,
        _ => a >= b,
    });
}

internal sealed class LikeNode(int offset, Node target, Syntax.Pattern pattern) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) => target.Evaluate(frame) switch
    {
        CedarString text => CedarBool.Of(pattern.Matches(text.Value)),
        null => null,
        var other => TypeError(frame, "string", other),
    };
}
