using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

internal sealed class IfNode(int offset, Node condition, Node then, Node @else) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame) => condition.Test(frame) switch
    {
        Verdict.True => then.Evaluate(frame),
        Verdict.False => @else.Evaluate(frame),
        _ => Value.Error,
    };
}

/// <summary>A chain of <c>&amp;&amp;</c> or <c>||</c>: stops at the first value that decides it; what it looked at must be bool.</summary>
internal sealed class LogicalNode(int offset, bool isAnd, Node[] items) : BoolNode(offset)
{
    private readonly Verdict _goesOn = Of(isAnd);

    public override Verdict Test(EvaluationFrame frame)
    {
        foreach (var item in items)
        {
            var verdict = item.Test(frame);
            if (verdict != _goesOn)
            {
                return verdict;
            }
        }

        return _goesOn;
    }
}

internal sealed class NotNode(int offset, Node operand) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame) => operand.Test(frame) switch
    {
        Verdict.True => Verdict.False,
        Verdict.False => Verdict.True,
        _ => Verdict.Error,
    };
}

internal sealed class EqualNode(int offset, Node left, Node right, bool negated) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame) =>
        Operands(frame, left, right, out var l, out var r) ? Of(Value.AreEqual(l, r) != negated) : Verdict.Error;
}

internal sealed class CompareNode(int offset, BinaryOperator op, Node left, Node right) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        if (!Operands(frame, left, right, out var l, out var r))
        {
            return Verdict.Error;
        }

        if (!l.Is(NumberKind.Long) && !l.Is(NumberKind.Datetime) && !l.Is(NumberKind.Duration))
        {
            return WrongType(frame, "long, datetime or duration", l);
        }

        if (!ReferenceEquals(l.Reference, r.Reference))
        {
            return WrongType(frame, l.TypeName, r);
        }

        return Of(op switch
        {
            BinaryOperator.Less => l.Number < r.Number,
            BinaryOperator.LessOrEqual => l.Number <= r.Number,
            BinaryOperator.Greater => l.Number > r.Number,
            _ => l.Number >= r.Number,
        });
    }
}

internal sealed class LikeNode(int offset, Node target, Pattern pattern) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        var value = target.Evaluate(frame);
        return value.Reference is CedarString text ? Of(pattern.Matches(text.Value))
            : value.IsError ? Verdict.Error
            : WrongType(frame, "string", value);
    }
}
