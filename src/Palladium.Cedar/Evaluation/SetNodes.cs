namespace Palladium.Cedar.Evaluation;

internal sealed class ContainsNode(int offset, Syntax.BinaryOperator op, Node left, Node right) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        if (left.Evaluate(frame) is not { } l)
        {
            return null;
        }

        if (l is not CedarSet set)
        {
            return TypeError(frame, "set", l);
        }

        if (right.Evaluate(frame) is not { } r)
        {
            return null;
        }

        if (op == Syntax.BinaryOperator.Contains)
        {
            return CedarBool.Of(set.Contains(r));
        }

        if (r is not CedarSet other)
        {
            return TypeError(frame, "set", r);
        }

        return CedarBool.Of(op == Syntax.BinaryOperator.ContainsAll ? set.ContainsAll(other) : set.ContainsAny(other));
    }
}

internal sealed class IsEmptyNode(int offset, Node operand) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) => operand.Evaluate(frame) switch
    {
        CedarSet set => CedarBool.Of(set.Count == 0),
        null => null,
        var other => TypeError(frame, "set", other),
    };
}
