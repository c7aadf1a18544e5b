using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Validation;

/// <summary>Finds entity types, enumerated entities and actions that the schema does not have, also where types short-circuit.</summary>
internal static class NameCheck
{
    public static void Check(PolicySyntax policy, CedarSchema schema, ISet<(int Offset, string Message)> errors)
    {
        Check(policy.Principal, schema, errors);
        Check(policy.Action, schema, errors);
        Check(policy.Resource, schema, errors);
        foreach (var condition in policy.Conditions)
        {
            Check(condition.Body, schema, errors);
        }
    }

    private static void Check(ScopePart part, CedarSchema schema, ISet<(int Offset, string Message)> errors)
    {
        if (part.Type is not null)
        {
            Type(part.Type, part.Offset, schema, errors);
        }

        foreach (var entity in part.Entities)
        {
            Entity(entity, part.Offset, schema, errors);
        }
    }

    private static void Check(Expression expression, CedarSchema schema, ISet<(int Offset, string Message)> errors)
    {
        switch (expression)
        {
            case LiteralExpression { Value: CedarEntity entity }:
                Entity(entity.Uid, expression.Offset, schema, errors);
                break;
            case IsExpression e:
                Type(e.Type, e.Offset, schema, errors);
                break;
            default:
                break;
        }

        foreach (var part in expression.Parts)
        {
            Check(part, schema, errors);
        }
    }

    private static void Type(string type, int offset, CedarSchema schema, ISet<(int Offset, string Message)> errors)
    {
        if (!schema.EntityTypes.ContainsKey(type))
        {
            errors.Add((offset, $"the schema has no entity type '{type}'"));
        }
    }

    private static void Entity(EntityUid uid, int offset, CedarSchema schema, ISet<(int Offset, string Message)> errors)
    {
        if (schema.Actions.ContainsKey(uid))
        {
            return;
        }

        if (!schema.EntityTypes.TryGetValue(uid.Type, out var type))
        {
            errors.Add((offset, schema.ActionTypes.Contains(uid.Type)
                ? $"the schema has no action {uid}"
                : $"the schema has no entity type '{uid.Type}'"));
        }
        else if (type.Enum is not null && !type.Enum.Contains(uid.Id))
        {
            errors.Add((offset, $"{uid} is not one of the entities that '{uid.Type}' enumerates"));
        }
    }
}
