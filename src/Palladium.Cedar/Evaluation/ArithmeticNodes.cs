namespace Palladium.Cedar.Evaluation;

internal sealed class ArithmeticNode(int offset, Syntax.BinaryOperator op, Node left, Node right) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        if (left.Evaluate(frame) is not { } l)
        {
            return null;
        }

        if (l is not CedarLong a)
        {
            return TypeError(frame, "long", l);
        }

        if (right.Evaluate(frame) is not { } r)
        {
            return null;
        }

        if (r is not CedarLong b)
        {
            return TypeError(frame, "long", r);
        }

        var (result, sign) = op switch
        {
            Syntax.BinaryOperator.Add => ((Int128)a.Value + b.Value, '+'),
            Syntax.BinaryOperator.Subtract => ((Int128)a.Value - b.Value, '-'),
            _ => ((Int128)a.Value * b.Value, '*'),
        };
        return result < long.MinValue || result > long.MaxValue
            ? frame.Fail(Offset, $"integer overflow: {a} {sign} {b}")
            : CedarLong.Of((long)result);
    }
}

internal sealed class NegateNode(int offset, Node operand) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) => operand.Evaluate(frame) switch
    {
        CedarLong { Value: long.MinValue } => frame.Fail(Offset, $"integer overflow: -({long.MinValue})"),
        CedarLong value => CedarLong.Of(-value.Value),
        null => null,
        var other => TypeError(frame, "long", other),
    };
}
