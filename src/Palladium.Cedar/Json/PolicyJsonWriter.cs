using System.Text.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Json;

/// <summary>Writes policies, templates and their links in Cedar's JSON policy format.</summary>
internal static class PolicyJsonWriter
{
    public static void Write(Utf8JsonWriter json, PolicySet set)
    {
        json.WriteStartObject();
        Members(json, "templates", set.Templates);
        Members(json, "staticPolicies", set.Policies.Where(p => p.Link is null));
        json.WriteStartArray("templateLinks");
        foreach (var policy in set.Policies)
        {
            if (policy.Link is { } link)
            {
                Link(json, policy.Id, link);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, PolicySyntax policy)
    {
        json.WriteStartObject();
        json.WriteString("effect", policy.IsForbid ? "forbid" : "permit");
        Scope(json, policy.Principal);
        Scope(json, policy.Action);
        Scope(json, policy.Resource);
        json.WriteStartArray("conditions");
        foreach (var condition in policy.Conditions)
        {
            json.WriteStartObject();
            json.WriteString("kind", condition.IsWhen ? "when" : "unless");
            json.WritePropertyName("body");
            ExpressionJsonWriter.Write(json, condition.Body);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (policy.Annotations.Count > 0)
        {
            json.WriteStartObject("annotations");
            foreach (var (name, value) in policy.Annotations.OrderBy(a => a.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void Link(Utf8JsonWriter json, string id, TemplateLink link)
    {
        json.WriteStartObject();
        json.WriteString("templateId", link.TemplateId);
        json.WriteString("newId", id);
        json.WriteStartObject("values");
        if (link.Principal is { } principal)
        {
            JsonValueWriter.Uid(json, "?principal", principal);
        }

        if (link.Resource is { } resource)
        {
            JsonValueWriter.Uid(json, "?resource", resource);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter json, string name, IEnumerable<CedarPolicy> policies)
    {
        json.WriteStartObject(name);
        foreach (var policy in policies)
        {
            json.WritePropertyName(policy.Id);
            Write(json, policy.Syntax);
        }

        json.WriteEndObject();
    }

    private static void Scope(Utf8JsonWriter json, ScopePart part)
    {
        json.WriteStartObject(part.Variable.Word());
        switch (part.Operator)
        {
            case ScopeOperator.Any:
                json.WriteString("op", "All");
                break;
            case ScopeOperator.Is or ScopeOperator.IsIn:
                json.WriteString("op", "is");
                json.WriteString("entity_type", part.Type);
                if (part.Operator == ScopeOperator.IsIn)
                {
                    json.WriteStartObject("in");
                    Target(json, part);
                    json.WriteEndObject();
                }

                break;
            default:
                json.WriteString("op", part.Operator == ScopeOperator.Equal ? "==" : "in");
                Target(json, part);
                break;
        }

        json.WriteEndObject();
    }

    private static void Target(Utf8JsonWriter json, ScopePart part)
    {
        if (part.HasSlot)
        {
            json.WriteString("slot", "?" + part.Variable.Word());
        }
        else if (part is { IsList: false } or { Entities.Length: 1 })
        {
            // A list of one is written like an action that stands alone, as Cedar's own tool does; the two mean the same.
            JsonValueWriter.Uid(json, "entity", part.Entities[0]);
        }
        else
        {
            json.WriteStartArray("entities");
            foreach (var entity in part.Entities)
            {
                JsonValueWriter.Uid(json, entity);
            }

            json.WriteEndArray();
        }
    }
}
