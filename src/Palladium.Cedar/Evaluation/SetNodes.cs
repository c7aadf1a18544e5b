using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

internal sealed class ContainsNode(int offset, BinaryOperator op, Node left, Node right) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        if (!Operands(frame, left, right, out var l, out var r))
        {
            return Verdict.Error;
        }

        if (!SetView.IsSet(l))
        {
            return WrongType(frame, "set", l);
        }

        if (op == BinaryOperator.Contains)
        {
            return Of(SetView.Of(l).Contains(r));
        }

        if (!SetView.IsSet(r))
        {
            return WrongType(frame, "set", r);
        }

        return Of(op == BinaryOperator.ContainsAll ? SetView.Of(l).ContainsAll(SetView.Of(r)) : SetView.Of(l).ContainsAny(SetView.Of(r)));
    }
}

internal sealed class IsEmptyNode(int offset, Node operand) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        var value = operand.Evaluate(frame);
        return SetView.IsSet(value) ? Of(SetView.Of(value).Count == 0)
            : value.IsError ? Verdict.Error
            : WrongType(frame, "set", value);
    }
}
