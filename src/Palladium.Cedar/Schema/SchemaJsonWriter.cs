using System.Text.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Writes the JSON form of schemas; names stay as they were written.</summary>
internal static class SchemaJsonWriter
{
    public static void Write(Utf8JsonWriter json, IEnumerable<NamespaceSyntax> namespaces)
    {
        json.WriteStartObject();
        foreach (var space in namespaces.Where(n => n.Name.Length > 0 || !n.IsEmpty).OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject(space.Name);
            if (space.Types.Count > 0)
            {
                json.WriteStartObject("commonTypes");
                foreach (var type in space.Types.OrderBy(t => t.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(type.Name);
                    Type(json, type.Type, isRequired: true, type.Annotations);
                }

                json.WriteEndObject();
            }

            json.WriteStartObject("entityTypes");
            foreach (var entity in space.Entities.OrderBy(e => e.Name, StringComparer.Ordinal))
            {
                Entity(json, entity);
            }

            json.WriteEndObject();
            json.WriteStartObject("actions");
            foreach (var action in space.Actions.OrderBy(a => a.Id, StringComparer.Ordinal))
            {
                Action(json, action);
            }

            json.WriteEndObject();
            WriteAnnotations(json, space.Annotations);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, Annotations annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        json.WriteStartObject("annotations");
        foreach (var (name, value) in annotations)
        {
            json.WriteString(name, value ?? "");
        }

        json.WriteEndObject();
    }

    private static void Entity(Utf8JsonWriter json, EntitySyntax entity)
    {
        json.WriteStartObject(entity.Name);
        if (entity.Enum is { } ids)
        {
            Texts(json, "enum", ids);
        }

        if (entity.Parents.Count > 0)
        {
            Texts(json, "memberOfTypes", entity.Parents.Select(p => p.Name));
        }

        if (entity.Attributes is not null and not RecordTypeSyntax { Attributes.Count: 0 })
        {
            json.WritePropertyName("shape");
            Type(json, entity.Attributes);
        }

        if (entity.Tags is not null)
        {
            json.WritePropertyName("tags");
            Type(json, entity.Tags);
        }

        WriteAnnotations(json, entity.Annotations);
        json.WriteEndObject();
    }

    private static void Action(Utf8JsonWriter json, ActionSyntax action)
    {
        json.WriteStartObject(action.Id);
        json.WriteStartObject("appliesTo");
        Texts(json, "resourceTypes", action.Resources.Select(r => r.Name));
        Texts(json, "principalTypes", action.Principals.Select(p => p.Name));
        if (action.Context is not null and not RecordTypeSyntax { Attributes.Count: 0 })
        {
            json.WritePropertyName("context");
            Type(json, action.Context);
        }

        json.WriteEndObject();
        if (action.Parents.Count > 0)
        {
            json.WriteStartArray("memberOf");
            foreach (var parent in action.Parents)
            {
                json.WriteStartObject();
                json.WriteString("id", parent.Id);
                if (parent.Type is not null)
                {
                    json.WriteString("type", parent.Type.Name);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteAnnotations(json, action.Annotations);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Type(Utf8JsonWriter json, TypeSyntax type, bool isRequired = true, Annotations? annotations = null)
    {
        json.WriteStartObject();
        switch (type)
        {
            case SetTypeSyntax set:
                json.WriteString("type", "Set");
                json.WritePropertyName("element");
                Type(json, set.Element);
                break;
            case RecordTypeSyntax record:
                json.WriteString("type", "Record");
                json.WriteStartObject("attributes");
                foreach (var attribute in record.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(attribute.Name);
                    Type(json, attribute.Type, attribute.IsRequired, attribute.Annotations);
                }

                json.WriteEndObject();
                break;
            case NameTypeSyntax name:
                Name(json, name);
                break;
            default:
                throw new InvalidOperationException($"no JSON for {type.GetType().Name}");
        }

        WriteAnnotations(json, annotations ?? Annotations.None);
        if (!isRequired)
        {
            json.WriteBoolean("required", false);
        }

        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, NameTypeSyntax type)
    {
        var name = type.Reference.Name;
        switch (type.Kind)
        {
            case NameKind.Common:
                json.WriteString("type", name);
                break;
            case NameKind.BuiltIn when Names.Unqualified(name) is var unqualified && char.IsAsciiLetterUpper(unqualified[0]):
                json.WriteString("type", unqualified == "Bool" ? "Boolean" : unqualified);
                break;
            case NameKind.BuiltIn:
                json.WriteString("type", "Extension");
                json.WriteString("name", Names.Unqualified(name));
                break;
            default:
                json.WriteString("type", type.Kind == NameKind.Entity ? "Entity" : "EntityOrCommon");
                json.WriteString("name", name);
                break;
        }
    }
}
