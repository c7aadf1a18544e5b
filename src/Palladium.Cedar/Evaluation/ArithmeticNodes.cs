using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

internal sealed class ArithmeticNode(int offset, BinaryOperator op, Node left, Node right) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame)
    {
        if (!Operands(frame, left, right, out var l, out var r))
        {
            return Value.Error;
        }

        if (!l.Is(NumberKind.Long))
        {
            return WrongType(frame, "long", l);
        }

        if (!r.Is(NumberKind.Long))
        {
            return WrongType(frame, "long", r);
        }

        return op switch
        {
            BinaryOperator.Add => Sum(frame, NumberKind.Long, l.Number, r.Number),
            BinaryOperator.Subtract => Difference(frame, NumberKind.Long, l.Number, r.Number),
            _ => Checked(frame, NumberKind.Long, (Int128)l.Number * r.Number, op.Symbol(), l.Number, r.Number),
        };
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

        return Difference(frame, NumberKind.Long, 0, value.Number);
    }
}
