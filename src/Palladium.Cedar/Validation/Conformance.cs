using Palladium.Cedar.Schema;

namespace Palladium.Cedar.Validation;

/// <summary>
/// Whether entities, requests and values are what a schema declares. Each complaint names the place and what was expected; without a
/// list to put them in, only whether there is any is told, and no text is made.
/// </summary>
internal sealed class Conformance(CedarSchema schema, List<string>? complaints)
{
    public bool IsMet { get; private set; } = true;

    public void Entity(CedarEntityData entity)
    {
        if (schema.ActionTypes.Contains(entity.Uid.Type) || Syntax.Names.Unqualified(entity.Uid.Type) == "Action")
        {
            Action(entity);
            return;
        }

        var place = complaints is null ? "" : entity.Uid.ToString();
        Named(entity.Uid, place);
        if (!schema.EntityTypes.TryGetValue(entity.Uid.Type, out var type))
        {
            return;
        }

        Record(entity.Attributes, type.Attributes, place);
        foreach (var parent in entity.ParentArray)
        {
            Named(parent, complaints is null ? "" : $"a parent of {place}");
            if (schema.EntityTypes.ContainsKey(parent.Type) && !type.Ancestors.Contains(parent.Type))
            {
                Complain($"{entity.Uid}: a '{type.Name}' cannot be in a '{parent.Type}', found the parent {parent}");
            }
            else if (!schema.EntityTypes.ContainsKey(parent.Type) && schema.ActionTypes.Contains(parent.Type))
            {
                Complain($"{entity.Uid}: an entity cannot be in an action, found the parent {parent}");
            }
        }

        if (entity.Tags.Count == 0)
        {
            return;
        }

        foreach (var (key, value) in entity.Tags.Attributes)
        {
            if (type.Tags is null)
            {
                Complain($"{entity.Uid}: '{type.Name}' has no tags, found '{key}'");
            }
            else
            {
                Value(value, type.Tags, Within(place, "tag", key));
            }
        }
    }

    public void Request(CedarRequest request)
    {
        Named(request.Principal, "principal");
        Named(request.Resource, "resource");
        if (!schema.Actions.TryGetValue(request.Action, out var action))
        {
            Complain($"action: the schema has no action {request.Action}");
            return;
        }

        AppliesTo(request.Principal, action.Principals, "principal");
        AppliesTo(request.Resource, action.Resources, "resource");
        Record(request.Context, action.Context, "context");

        void AppliesTo(EntityUid uid, IReadOnlyList<string> types, string what)
        {
            if (schema.EntityTypes.ContainsKey(uid.Type) && !types.Contains(uid.Type))
            {
                Complain($"{what}: {request.Action} does not apply to a '{uid.Type}'; expected {(types.Count == 0 ? "nothing" : string.Join(" or ", types))}");
            }
        }
    }

    private void Action(CedarEntityData entity)
    {
        if (!schema.Actions.TryGetValue(entity.Uid, out var action))
        {
            Complain($"the schema has no action {entity.Uid}");
        }
        else if (entity.Attributes.Count > 0 || entity.Tags.Count > 0
            || !entity.Parents.All(action.Ancestors.Contains) || !action.Parents.All(entity.Parents.Contains))
        {
            Complain($"{entity.Uid} is not as the schema declares it");
        }
    }

    /// <summary>The type is declared, and where it enumerates its entities the id is one of them.</summary>
    private void Named(EntityUid uid, string place)
    {
        if (schema.Actions.ContainsKey(uid))
        {
            return;
        }

        if (!schema.EntityTypes.TryGetValue(uid.Type, out var type))
        {
            Complain($"{place}: the schema has no {(schema.ActionTypes.Contains(uid.Type) ? $"action {uid}" : $"entity type '{uid.Type}'")}");
        }
        else if (type.Enum is not null && !type.Enum.Contains(uid.Id))
        {
            Complain($"{place}: {uid} is not one of the entities that '{uid.Type}' enumerates");
        }
    }

    private void Record(CedarRecord record, RecordType type, string place)
    {
        var declared = 0;
        foreach (var (name, attribute) in type.Attributes)
        {
            if (record.TryGet(name, out var value))
            {
                declared++;
                Value(value, attribute.Type, Within(place, "attribute", name));
            }
            else if (attribute.IsRequired)
            {
                Complain($"{place}: the attribute '{name}' is missing; expected {attribute.Type}");
            }
        }

        if (declared == record.Count)
        {
            return;
        }

        foreach (var name in record.Attributes.Keys.Where(name => !type.Attributes.ContainsKey(name)))
        {
            Complain($"{place}: the attribute '{name}' is not declared");
        }
    }

    private void Value(CedarValue value, CedarType type, string place)
    {
        switch (value, type)
        {
            case (CedarBool, BoolType):
                break;
            case (CedarLong, NamedType { Name: "Long" }) or (CedarString, NamedType { Name: "String" }):
                break;
            case (CedarDecimal or CedarIp or CedarDatetime or CedarDuration, NamedType named) when named.Name == value.TypeName:
                break;
            case (CedarEntity entity, EntityType expected) when entity.Uid.Type == expected.Name:
                Named(entity.Uid, place);
                break;
            case (CedarSet set, SetType expected):
                foreach (var item in set)
                {
                    Value(item, expected.Element, place);
                }

                break;
            case (CedarRecord record, RecordType expected):
                Record(record, expected, place);
                break;
            default:
                Complain($"{place}: expected {type}, found {(value is CedarEntity found ? found.Uid.Type : value.TypeName)}");
                break;
        }
    }

    private string Within(string place, string what, string name) => complaints is null ? "" : $"{place}, {what} '{name}'";

    private void Complain(string complaint)
    {
        IsMet = false;
        complaints?.Add(complaint);
    }
}
