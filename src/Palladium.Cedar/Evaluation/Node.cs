using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

/// <summary>What a condition came to.</summary>
internal enum Verdict
{
    False,
    True,
    Error,
}

/// <summary>An expression made ready for evaluation: operators resolved, constants made. Immutable; evaluating it allocates nothing.</summary>
internal abstract class Node(int offset)
{
    public int Offset { get; } = offset;

    /// <summary>The value; <see cref="Value.Error"/> when it erred, and then the frame has the error.</summary>
    public abstract Value Evaluate(EvaluationFrame frame);

    /// <summary>The value where only a bool will do.</summary>
    public virtual Verdict Test(EvaluationFrame frame)
    {
        var value = Evaluate(frame);
        if (value.Is(NumberKind.Bool))
        {
            return (Verdict)value.Number;
        }

        if (!value.IsError)
        {
            WrongType(frame, "bool", value);
        }

        return Verdict.Error;
    }

    /// <summary>The two operands of an operator, the second only after the first; false where one of them errs.</summary>
    protected static bool Operands(EvaluationFrame frame, Node left, Node right, out Value l, out Value r)
    {
        l = left.Evaluate(frame);
        r = l.IsError ? l : right.Evaluate(frame);
        return !r.IsError;
    }

    /// <summary>The operands of the methods on tags: an entity and a key; false where they are something else, or err.</summary>
    protected bool TagOperands(EvaluationFrame frame, Node target, Node key, out CedarEntity entity, out string name)
    {
        (entity, name) = (null!, "");
        if (!Operands(frame, target, key, out var t, out var k))
        {
            return false;
        }

        if (t.Reference is not CedarEntity found)
        {
            WrongType(frame, "entity", t);
            return false;
        }

        if (k.Reference is not CedarString text)
        {
            WrongType(frame, "string", k);
            return false;
        }

        (entity, name) = (found, text.Value);
        return true;
    }

    protected Value Sum(EvaluationFrame frame, NumberKind kind, long left, long right) =>
        Checked(frame, kind, (Int128)left + right, "+", left, right);

    protected Value Difference(EvaluationFrame frame, NumberKind kind, long left, long right) =>
        Checked(frame, kind, (Int128)left - right, "-", left, right);

    /// <summary>A result of 64 bits, or an error.</summary>
    protected Value Checked(EvaluationFrame frame, NumberKind kind, Int128 result, string op, long left, long right) =>
        result < long.MinValue || result > long.MaxValue
            ? frame.Fail(new EvaluationError(ErrorRule.Overflow, Offset, op, null, left, right))
            : new Value(kind, (long)result);

    protected Value WrongType(EvaluationFrame frame, string expected, in Value found) =>
        frame.Fail(new EvaluationError(ErrorRule.WrongType, Offset, expected, found.TypeName));
}

/// <summary>An expression that is a bool or errs.</summary>
internal abstract class BoolNode(int offset) : Node(offset)
{
    public sealed override Value Evaluate(EvaluationFrame frame) => Test(frame) switch
    {
        Verdict.True => Value.Of(true),
        Verdict.False => Value.Of(false),
        _ => Value.Error,
    };

    public abstract override Verdict Test(EvaluationFrame frame);

    protected static Verdict Of(bool value) => value ? Verdict.True : Verdict.False;

    protected new Verdict WrongType(EvaluationFrame frame, string expected, in Value found)
    {
        base.WrongType(frame, expected, found);
        return Verdict.Error;
    }
}

internal sealed class ConstantNode(int offset, CedarValue value) : Node(offset)
{
    private readonly Value _packed = value.Packed;

    public CedarValue Constant => value;

    public override Value Evaluate(EvaluationFrame frame) => _packed;
}

/// <summary>A constant that cannot be made, like <c>ip("x")</c>: errs each time it is reached, and only then.</summary>
internal sealed class FailingNode(int offset, string message) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame) => frame.Fail(new EvaluationError(ErrorRule.BadCall, Offset, message));
}

internal sealed class VariableNode(int offset, Variable variable) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame) =>
        new(variable == Variable.Context ? frame.Request.Context : frame.EntityOf(variable), 0);
}

internal sealed class SetNode(int offset, Node[] items) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame)
    {
        var set = frame.Set(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var value = items[i].Evaluate(frame);
            if (value.IsError)
            {
                return value;
            }

            set.Items[i] = value;
        }

        return new Value(set, 0);
    }
}

internal sealed class RecordNode(int offset, AttributeName[] names, Node[] values) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame)
    {
        var record = frame.Record(names);
        for (var i = 0; i < names.Length; i++)
        {
            var value = values[i].Evaluate(frame);
            if (value.IsError)
            {
                return value;
            }

            record.Values[i] = value;
        }

        return new Value(record, 0);
    }
}
