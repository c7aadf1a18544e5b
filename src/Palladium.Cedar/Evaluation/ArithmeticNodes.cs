using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

internal sealed class ArithmeticNode(int offset, BinaryOperator op, Node left, Node right) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame)
    {
        var l = left.Evaluate(frame);
        if (l.IsError)
        {
            return l;
        }

        var r = right.Evaluate(frame);
        if (r.IsError)
        {
            return r;
        }

        if (!l.Is(NumberKind.Long))
        {
            return WrongType(frame, "long", l);
        }

        if (!r.Is(NumberKind.Long))
        {
            return WrongType(frame, "long", r);
        }

        var result = op switch
        {
            BinaryOperator.Add => (Int128)l.Number + r.Number,
            BinaryOperator.Subtract => (Int128)l.Number - r.Number,
            _ => (Int128)l.Number * r.Number,
        };
        return result < long.MinValue || result > long.MaxValue
            ? frame.Fail(new EvaluationError(ErrorRule.Overflow, Offset, op.Symbol(), null, l.Number, r.Number))
            : Value.Long((long)result);
    }
}

internal sealed class NegateNode(int offset, Node operand) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame)
    {
        var value = operand.Evaluate(frame);
        if (!value.Is(NumberKind.Long))
        {
            return value.IsError ? value : WrongType(frame, "long", value);
        }

        return value.Number == long.MinValue
            ? frame.Fail(new EvaluationError(ErrorRule.Overflow, Offset, "-", null, 0, value.Number))
            : Value.Long(-value.Number);
    }
}
