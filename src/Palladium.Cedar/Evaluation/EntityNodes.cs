using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

internal sealed class AttributeNode(int offset, Node target, string name) : Node(offset)
{
    private readonly AttributeName _name = new(name);

    public override Value Evaluate(EvaluationFrame frame)
    {
        var value = target.Evaluate(frame);
        switch (value.Reference)
        {
            case CedarEntity entity:
                if (frame.Find(entity) is not { } data)
                {
                    return frame.Fail(new EvaluationError(ErrorRule.NoEntity, Offset, "", entity));
                }

                return data.Attributes.Find(_name.Text, _name.Hash) is { } found
                    ? found.Packed
                    : frame.Fail(new EvaluationError(ErrorRule.NoAttribute, Offset, name, entity));
            case CedarRecord or ScratchRecord:
                var attribute = RecordView.Of(value).Find(_name);
                return attribute.IsError ? frame.Fail(new EvaluationError(ErrorRule.NoAttribute, Offset, name)) : attribute;
            case null:
                return value;
            default:
                return WrongType(frame, "record or entity", value);
        }
    }
}

/// <summary>An attribute of a variable, which most conditions look at: the frame has the entity at hand.</summary>
internal sealed class VariableAttributeNode(int offset, Variable variable, string name) : Node(offset)
{
    private readonly AttributeName _name = new(name);

    public override Value Evaluate(EvaluationFrame frame)
    {
        if (frame.AttributesOf(variable) is not { } attributes)
        {
            return frame.Fail(new EvaluationError(ErrorRule.NoEntity, Offset, "", frame.EntityOf(variable)));
        }

        return attributes.Find(_name.Text, _name.Hash) is { } found
            ? found.Packed
            : frame.Fail(new EvaluationError(ErrorRule.NoAttribute, Offset, name, variable == Variable.Context ? null : frame.EntityOf(variable)));
    }
}

/// <summary><c>has</c> with a path: each step but the last must be there before the next is looked at.</summary>
internal sealed class HasNode(int offset, Node target, string[] path) : BoolNode(offset)
{
    private readonly AttributeName[] _path = Array.ConvertAll(path, name => new AttributeName(name));

    public override Verdict Test(EvaluationFrame frame)
    {
        var value = target.Evaluate(frame);
        foreach (ref readonly var name in _path.AsSpan())
        {
            switch (value.Reference)
            {
                case CedarEntity entity:
                    value = frame.Find(entity)?.Attributes.Find(name.Text, name.Hash) is { } found ? found.Packed : Value.Error;
                    break;
                case CedarRecord or ScratchRecord:
                    value = RecordView.Of(value).Find(name);
                    break;
                case null:
                    return Verdict.Error;
                default:
                    return WrongType(frame, "record or entity", value);
            }

            if (value.IsError)
            {
                return Verdict.False;
            }
        }

        return Verdict.True;
    }
}

/// <summary><c>getTag</c>; the key need not be constant.</summary>
internal sealed class GetTagNode(int offset, Node target, Node key) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame)
    {
        if (!TagOperands(frame, target, key, out var entity, out var name))
        {
            return Value.Error;
        }

        if (frame.Find(entity) is not { } data)
        {
            return frame.Fail(new EvaluationError(ErrorRule.NoEntity, Offset, "", entity));
        }

        return data.Tags.TryGet(name, out var value) ? value.Packed : frame.Fail(new EvaluationError(ErrorRule.NoTag, Offset, name, entity));
    }
}

internal sealed class HasTagNode(int offset, Node target, Node key) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame) => TagOperands(frame, target, key, out var entity, out var name)
        ? Of(frame.Find(entity)?.Tags.Has(name) == true)
        : Verdict.Error;
}

internal sealed class IsNode(int offset, Node target, string type, Node? within) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        var value = target.Evaluate(frame);
        if (value.Reference is not CedarEntity entity)
        {
            return value.IsError ? Verdict.Error : WrongType(frame, "entity", value);
        }

        return entity.Uid.Type != type ? Verdict.False
            : within is null ? Verdict.True
            : InNode.Test(this, frame, entity, within.Evaluate(frame));
    }
}

internal sealed class InNode(int offset, Node left, Node right) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        if (!Operands(frame, left, right, out var l, out var r))
        {
            return Verdict.Error;
        }

        return l.Reference is CedarEntity entity ? Test(this, frame, entity, r) : WrongType(frame, "entity", l);
    }

    internal static Verdict Test(Node node, EvaluationFrame frame, CedarEntity entity, in Value right)
    {
        if (right.Reference is CedarEntity ancestor)
        {
            return Of(frame.IsIn(entity, ancestor.Uid));
        }

        if (right.IsError)
        {
            return Verdict.Error;
        }

        if (!SetView.IsSet(right))
        {
            frame.Fail(new EvaluationError(ErrorRule.WrongType, node.Offset, "an entity or a set of entities", right.TypeName));
            return Verdict.Error;
        }

        // Every element must be an entity, also behind one that matches.
        var set = SetView.Of(right);
        for (var i = 0; i < set.Count; i++)
        {
            if (set[i] is { Reference: not CedarEntity } other)
            {
                frame.Fail(new EvaluationError(ErrorRule.WrongType, node.Offset, "a set of entities", other.TypeName));
                return Verdict.Error;
            }
        }

        for (var i = 0; i < set.Count; i++)
        {
            if (frame.IsIn(entity, ((CedarEntity)set[i].Reference!).Uid))
            {
                return Verdict.True;
            }
        }

        return Verdict.False;
    }
}
