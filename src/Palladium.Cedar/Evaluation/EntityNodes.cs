namespace Palladium.Cedar.Evaluation;

internal sealed class AttributeNode(int offset, Node target, string name) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        switch (target.Evaluate(frame))
        {
            case CedarRecord record:
                return record.TryGet(name, out var value) ? value : frame.Fail(Offset, $"the record has no attribute '{name}'");
            case CedarEntity entity:
                if (frame.Find(entity.Uid) is not { } data)
                {
                    return frame.Fail(Offset, $"the entity {entity} does not exist");
                }

                return data.Attributes.TryGet(name, out value) ? value : frame.Fail(Offset, $"{entity} has no attribute '{name}'");
            case null:
                return null;
            case var other:
                return TypeError(frame, "record or entity", other);
        }
    }
}

/// <summary><c>has</c> with a path: each step but the last must be there before the next is looked at.</summary>
internal sealed class HasNode(int offset, Node target, string[] path) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        var value = target.Evaluate(frame);
        foreach (var name in path)
        {
            CedarRecord? attributes;
            switch (value)
            {
                case CedarRecord record:
                    attributes = record;
                    break;
                case CedarEntity entity:
                    attributes = frame.Find(entity.Uid)?.Attributes;
                    break;
                case null:
                    return null;
                default:
                    return TypeError(frame, "record or entity", value);
            }

            if (attributes is null || !attributes.TryGet(name, out value))
            {
                return CedarBool.False;
            }
        }

        return CedarBool.True;
    }
}

internal sealed class TagNode(int offset, Node target, Node key, bool getIt) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        if (target.Evaluate(frame) is not { } t)
        {
            return null;
        }

        if (t is not CedarEntity entity)
        {
            return TypeError(frame, "entity", t);
        }

        if (key.Evaluate(frame) is not { } k)
        {
            return null;
        }

        if (k is not CedarString name)
        {
            return TypeError(frame, "string", k);
        }

        var data = frame.Find(entity.Uid);
        CedarValue? value = null;
        var found = data is not null && data.Tags.TryGet(name.Value, out value);
        if (!getIt)
        {
            return CedarBool.Of(found);
        }

        return found ? value : frame.Fail(Offset, data is null ? $"the entity {entity} does not exist" : $"{entity} has no tag {name}");
    }
}

internal sealed class IsNode(int offset, Node target, string type, Node? inEntity) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        switch (target.Evaluate(frame))
        {
            case CedarEntity entity:
                return entity.Uid.Type != type ? CedarBool.False
                    : inEntity is null ? CedarBool.True
                    : InNode.Test(this, frame, entity, inEntity);
            case null:
                return null;
            case var other:
                return TypeError(frame, "entity", other);
        }
    }
}

internal sealed class InNode(int offset, Node left, Node right) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) => left.Evaluate(frame) switch
    {
        CedarEntity entity => Test(this, frame, entity, right),
        null => null,
        var other => TypeError(frame, "entity", other),
    };

    internal static CedarValue? Test(Node node, EvaluationFrame frame, CedarEntity entity, Node right)
    {
        switch (right.Evaluate(frame))
        {
            case CedarEntity ancestor:
                return CedarBool.Of(frame.IsIn(entity.Uid, ancestor.Uid));
            case CedarSet set:
                return TestSet(node, frame, entity, set);
            case null:
                return null;
            case var other:
                return frame.Fail(node.Offset, $"type error: expected an entity or a set of entities, found {other.TypeName}");
        }
    }

    // Every element must be an entity, also behind one that matches.
    private static CedarValue? TestSet(Node node, EvaluationFrame frame, CedarEntity entity, CedarSet set)
    {
        foreach (var item in set.Items)
        {
            if (item is not CedarEntity)
            {
                return frame.Fail(node.Offset, $"type error: expected a set of entities, found {item.TypeName} in it");
            }
        }

        foreach (var item in set.Items)
        {
            if (frame.IsIn(entity.Uid, ((CedarEntity)item).Uid))
            {
                return CedarBool.True;
            }
        }

        return CedarBool.False;
    }
}
