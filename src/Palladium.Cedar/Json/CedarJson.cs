using System.Text.Json;
using Palladium.Cedar.Entities;
using Palladium.Cedar.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>Entities and requests in Cedar's JSON forms.</summary>
public static class CedarJson
{
    /// <summary>
    /// Reads a list of entities: <c>[{"uid": {"type", "id"}, "attrs": {...}, "parents": [...], "tags": {...}}]</c>. The tags may be
    /// left out; an entity may be given twice if both are alike; none may be its own ancestor.
    /// </summary>
    /// <param name="json">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    /// <param name="schema">With it, entities and extension values may stand without their escapes, and its actions are added.</param>
    public static CedarParse<EntityStore> ParseEntities(string json, string file, CedarSchema? schema = null) => Read(json, file, root =>
    {
        var entities = new Dictionary<EntityUid, CedarEntityData>();
        var places = new Dictionary<EntityUid, int>();
        foreach (var item in root.RequireArray("an array of entities"))
        {
            var entity = Entity(item, schema);
            if (!entities.TryAdd(entity.Uid, entity) && !entity.IsSameAs(entities[entity.Uid]))
            {
                throw new SyntaxException(item.Offset, $"the entity {entity.Uid} is given twice, and not alike");
            }

            places.TryAdd(entity.Uid, item.Offset);
        }

        if (new Hierarchy(entities).FindCycle() is { } inItself)
        {
            throw new SyntaxException(places[inItself], $"the entity {inItself} is in itself, or above one that is");
        }

        foreach (var action in schema?.ActionEntities ?? [])
        {
            entities[action.Uid] = action;
        }

        return new EntityStore(entities.Values);
    });

    /// <summary>
    /// Reads a request: <c>{"principal", "action", "resource", "context"}</c>, each entity as <c>{"type", "id"}</c> or as text like
    /// <c>User::\"alice\"</c>; the context may be left out.
    /// </summary>
    /// <param name="json">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    /// <param name="schema">With it, entities and extension values in the context may stand without their escapes.</param>
    public static CedarParse<CedarRequest> ParseRequest(string json, string file, CedarSchema? schema = null) => Read(json, file, root =>
    {
        var action = Uid(root.Require("action"));
        var context = root.Find("context") is { } given
            ? JsonValues.Record(given, schema?.Actions.GetValueOrDefault(action)?.Context)
            : CedarRecord.Empty;
        return new CedarRequest(Uid(root.Require("principal")), action, Uid(root.Require("resource")), context);
    });

    /// <summary>Reads a context: an object with attributes.</summary>
    /// <param name="json">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    /// <param name="schema">With it and the action, entities and extension values may stand without their escapes.</param>
    /// <param name="action">The action whose context it is.</param>
    public static CedarParse<CedarRecord> ParseContext(string json, string file, CedarSchema? schema = null, EntityUid? action = null) => Read(json, file, root =>
        JsonValues.Record(root, action is { } uid ? schema?.Actions.GetValueOrDefault(uid)?.Context : null));

    /// <summary>Writes entities as <see cref="ParseEntities"/> reads them, with every escape, so that no schema is needed.</summary>
    public static string Write(IEnumerable<CedarEntityData> entities) => JsonValueWriter.Document(json =>
    {
        json.WriteStartArray();
        foreach (var entity in entities)
        {
            Entity(json, entity);
        }

        json.WriteEndArray();
    });

    /// <summary>Writes a request as <see cref="ParseRequest"/> reads it, with every escape, so that no schema is needed.</summary>
    public static string Write(CedarRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonValueWriter.Document(json =>
        {
            json.WriteStartObject();
            JsonValueWriter.Uid(json, "principal", request.Principal);
            JsonValueWriter.Uid(json, "action", request.Action);
            JsonValueWriter.Uid(json, "resource", request.Resource);
            json.WritePropertyName("context");
            JsonValueWriter.Record(json, request.Context);
            json.WriteEndObject();
        });
    }

    private static EntityUid Uid(JsonTree json)
    {
        if (!json.IsString)
        {
            return JsonValues.Uid(json);
        }

        return EntityUid.TryParse(json.Text, out var uid)
            ? uid
            : throw new SyntaxException(json.Offset, "expected an entity like Type::\"id\"");
    }

    private static CedarEntityData Entity(JsonTree json, CedarSchema? schema)
    {
        json.RequireObject("an entity as an object");
        var uid = JsonValues.Uid(json.Require("uid"));
        var type = schema?.EntityTypes.GetValueOrDefault(uid.Type);
        return new CedarEntityData(
            uid,
            JsonValues.Record(json.Require("attrs"), type?.Attributes),
            [.. json.Require("parents").RequireArray().Select(JsonValues.Uid)],
            json.Find("tags") is { } tags ? Tags(tags, type?.Tags) : null);
    }

    private static CedarRecord Tags(JsonTree json, Schema.CedarType? type) =>
        new(json.RequireObject().Members.Select(t => KeyValuePair.Create(t.Name, JsonValues.Read(t.Value, type))));

    private static void Entity(Utf8JsonWriter json, CedarEntityData entity)
    {
        json.WriteStartObject();
        JsonValueWriter.Uid(json, "uid", entity.Uid);
        json.WritePropertyName("attrs");
        JsonValueWriter.Record(json, entity.Attributes);
        json.WriteStartArray("parents");
        foreach (var parent in entity.Parents.OrderBy(p => p.Type, StringComparer.Ordinal).ThenBy(p => p.Id, StringComparer.Ordinal))
        {
            JsonValueWriter.Uid(json, parent);
        }

        json.WriteEndArray();
        if (entity.Tags.Count > 0)
        {
            json.WritePropertyName("tags");
            JsonValueWriter.Record(json, entity.Tags);
        }

        json.WriteEndObject();
    }

    private static CedarParse<T> Read<T>(string json, string file, Func<JsonTree, T> read)
        where T : class
    {
        try
        {
            return new CedarParse<T>(read(JsonTree.Parse(json)));
        }
        catch (SyntaxException e)
        {
            return new CedarParse<T>([new SourceText(json, file).Error(e.Offset, e.Message)]);
        }
    }
}
