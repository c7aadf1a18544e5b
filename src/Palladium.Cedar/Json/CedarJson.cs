using System.Text.Json;
using Palladium.Cedar.Json;
using Palladium.Cedar.Schema;

namespace Palladium.Cedar;

/// <summary>Entities and requests in Cedar's JSON forms.</summary>
public static class CedarJson
{
    /// <summary>
    /// Reads a list of entities: <c>[{"uid": {"type", "id"}, "attrs": {...}, "parents": [...], "tags": {...}}]</c>.
    /// </summary>
    /// <param name="json">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    /// <param name="schema">With it, entities and extension values may stand without their escapes, and its actions are added.</param>
    public static CedarParse<EntityStore> ParseEntities(string json, string file, CedarSchema? schema = null) => Read(json, file, root =>
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            throw new JsonFormException("", "expected an array of entities");
        }

        var entities = new Dictionary<EntityUid, CedarEntityData>();
        var index = 0;
        foreach (var item in root.EnumerateArray())
        {
            var entity = Entity(item, $"[{index++}]", schema);
            if (!entities.TryAdd(entity.Uid, entity))
            {
                throw new JsonFormException($"[{index - 1}].uid", $"the entity {entity.Uid} is given twice");
            }
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
        var action = Member(root, "action");
        var context = root.TryGetProperty("context", out var given)
            ? JsonValues.Record(given, schema?.Actions.GetValueOrDefault(action)?.Context, "context")
            : CedarRecord.Empty;
        return new CedarRequest(Member(root, "principal"), action, Member(root, "resource"), context);
    });

    private static EntityUid Member(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out var json))
        {
            throw new JsonFormException("", $"expected the member '{name}'");
        }

        if (json.ValueKind != JsonValueKind.String)
        {
            return JsonValues.Uid(json, name);
        }

        var errors = new List<CedarError>();
        return Syntax.PolicyParser.ParseExpression(new Syntax.SourceText(json.GetString()!, name), errors)
            is Syntax.LiteralExpression { Value: CedarEntity entity }
            ? entity.Uid
            : throw new JsonFormException(name, "expected an entity like Type::\"id\"");
    }

    private static CedarEntityData Entity(JsonElement json, string path, CedarSchema? schema)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonFormException(path, "expected an object");
        }

        var uid = json.TryGetProperty("uid", out var name) ? JsonValues.Uid(name, path + ".uid") : throw new JsonFormException(path, "expected the member 'uid'");
        var type = schema?.EntityTypes.GetValueOrDefault(uid.Type);
        var attributes = json.TryGetProperty("attrs", out var attrs) ? JsonValues.Record(attrs, type?.Attributes, path + ".attrs") : CedarRecord.Empty;
        var parents = json.TryGetProperty("parents", out var list) ? Parents(list, path + ".parents") : [];
        var tags = json.TryGetProperty("tags", out var given) ? Tags(given, type?.Tags, path + ".tags") : null;
        return new CedarEntityData(uid, attributes, parents, tags);
    }

    private static EntityUid[] Parents(JsonElement json, string path) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select((parent, i) => JsonValues.Uid(parent, $"{path}[{i}]"))]
        : throw new JsonFormException(path, "expected an array");

    private static CedarRecord Tags(JsonElement json, CedarType? type, string path) => json.ValueKind == JsonValueKind.Object
        ? new CedarRecord(json.EnumerateObject().Select(t => KeyValuePair.Create(t.Name, JsonValues.Read(t.Value, type, $"{path}.{t.Name}"))))
        : throw new JsonFormException(path, "expected an object");

    private static CedarParse<T> Read<T>(string json, string file, Func<JsonElement, T> read)
        where T : class
    {
        if (Syntax.CedarText.LoneSurrogate(json) is var lone and >= 0)
        {
            return new CedarParse<T>([new Syntax.SourceText(json, file).Error(lone, "half a surrogate pair is no character")]);
        }

        try
        {
            using var document = JsonDocument.Parse(json, JsonValues.Options);
            return new CedarParse<T>(read(document.RootElement));
        }
        catch (JsonException e)
        {
            return new CedarParse<T>([new CedarError(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "this is no JSON: " + e.Message)]);
        }
        catch (JsonFormException e)
        {
            return new CedarParse<T>([new CedarError(file, 0, 0, e.Message)]);
        }
        catch (InvalidOperationException e)
        {
            // What System.Text.Json says of an escaped lone surrogate, and only when it is read.
            return new CedarParse<T>([new CedarError(file, 0, 0, e.Message)]);
        }
    }
}
