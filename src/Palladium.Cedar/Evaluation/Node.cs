namespace Palladium.Cedar.Evaluation;

/// <summary>An expression made ready for evaluation: operators resolved, constants made.</summary>
internal abstract class Node(int offset)
{
    public int Offset { get; } = offset;

    /// <summary>The value; null when it erred, and then the frame has the error.</summary>
    public abstract CedarValue? Evaluate(EvaluationFrame frame);

    protected CedarValue? TypeError(EvaluationFrame frame, string expected, CedarValue found) =>
        frame.Fail(Offset, $"type error: expected {expected}, found {found.TypeName}");

    /// <summary>Evaluates to <see cref="CedarBool"/> or fails.</summary>
    protected CedarBool? Truth(Node node, EvaluationFrame frame)
    {
        var value = node.Evaluate(frame);
        if (value is CedarBool or null)
        {
            return (CedarBool?)value;
        }

        TypeError(frame, "bool", value);
        return null;
    }
}

internal sealed class ConstantNode(int offset, CedarValue value) : Node(offset)
{
    public CedarValue Value { get; } = value;

    public override CedarValue? Evaluate(EvaluationFrame frame) => Value;
}

/// <summary>A constant that cannot be made, like <c>ip("x")</c>: errs each time it is reached, and only then.</summary>
internal sealed class FailingNode(int offset, string message) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) => frame.Fail(Offset, message);
}

internal sealed class VariableNode(int offset, Syntax.Variable variable) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) => variable switch
    {
        Syntax.Variable.Principal => frame.Principal,
        Syntax.Variable.Action => frame.Action,
        Syntax.Variable.Resource => frame.Resource,
        _ => frame.Request.Context,
    };
}

internal sealed class SetNode(int offset, Node[] items) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        var values = new CedarValue[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Evaluate(frame) is not { } value)
            {
                return null;
            }

            if (value.Depth >= CedarValue.MaxDepth)
            {
                return frame.Fail(Offset, "the set nests too deeply");
            }

            values[i] = value;
        }

        return new CedarSet(values);
    }
}

internal sealed class RecordNode(int offset, string[] names, Node[] values) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        var attributes = new KeyValuePair<string, CedarValue>[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (values[i].Evaluate(frame) is not { } value)
            {
                return null;
            }

            if (value.Depth >= CedarValue.MaxDepth)
            {
                return frame.Fail(Offset, "the record nests too deeply");
            }

            attributes[i] = KeyValuePair.Create(names[i], value);
        }

        return new CedarRecord(attributes);
    }
}
