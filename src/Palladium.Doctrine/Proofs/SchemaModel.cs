using System.Text.Json;
using Palladium.Cedar;

namespace Palladium.Doctrine.Proofs;

/// <summary>The types that a request can have: one kind of principal and of resource for one action, and its context.</summary>
internal sealed record RequestKind(string Principal, EntityUid Action, string Resource, ModelType.Record Context)
{
    public override string ToString() => $"{Principal} {Action.Id} {Resource}";
}

/// <summary>An entity type: its attributes, and the types of what its entities can be in, however far up.</summary>
internal sealed record EntityModel(ModelType.Record Attributes, IReadOnlySet<string> Ancestors, bool IsEnum);

/// <summary>A schema with its names looked up, read from the schema's JSON form.</summary>
internal sealed class SchemaModel
{
    private readonly Dictionary<string, JsonElement> _common = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Space, JsonElement Json)> _entities = new(StringComparer.Ordinal);

    public SchemaModel(CedarSchema schema)
    {
        using var document = JsonDocument.Parse(schema.ToJson());
        foreach (var space in document.RootElement.EnumerateObject())
        {
            foreach (var type in Members(space.Value, "commonTypes"))
            {
                _common[Qualify(space.Name, type.Name)] = type.Value;
            }

            foreach (var type in Members(space.Value, "entityTypes"))
            {
                _entities[Qualify(space.Name, type.Name)] = (space.Name, type.Value);
            }
        }

        Entities = _entities.ToDictionary(
            entity => entity.Key,
            entity => new EntityModel(
                entity.Value.Json.TryGetProperty("shape", out var shape) ? (ModelType.Record)TypeOf(shape, entity.Value.Space) : Empty,
                AncestorsOf(entity.Key),
                entity.Value.Json.TryGetProperty("enum", out _)),
            StringComparer.Ordinal);
        ActionAncestors = Above(schema.ActionEntities.ToDictionary(action => action.Uid, action => action.Parents));
        Requests = [.. document.RootElement.EnumerateObject().SelectMany(RequestsOf)];
    }

    public IReadOnlyDictionary<string, EntityModel> Entities { get; }

    public IReadOnlyDictionary<EntityUid, IReadOnlySet<EntityUid>> ActionAncestors { get; }

    public IReadOnlyList<RequestKind> Requests { get; }

    private static ModelType.Record Empty { get; } = new(new Dictionary<string, (ModelType, bool)>());

    private IEnumerable<RequestKind> RequestsOf(JsonProperty space)
    {
        foreach (var action in Members(space.Value, "actions"))
        {
            if (!action.Value.TryGetProperty("appliesTo", out var applies))
            {
                continue;
            }

            var context = applies.TryGetProperty("context", out var json) ? (ModelType.Record)TypeOf(json, space.Name) : Empty;
            foreach (var principal in applies.GetProperty("principalTypes").EnumerateArray())
            {
                foreach (var resource in applies.GetProperty("resourceTypes").EnumerateArray())
                {
                    yield return new RequestKind(
                        EntityName(principal.GetString()!, space.Name), new EntityUid(Qualify(space.Name, "Action"), action.Name),
                        EntityName(resource.GetString()!, space.Name), context);
                }
            }
        }
    }

    private ModelType TypeOf(JsonElement json, string space)
    {
        var kind = json.GetProperty("type").GetString()!;
        switch (kind)
        {
            case "Record":
                return new ModelType.Record(Members(json, "attributes").ToDictionary(
                    attribute => attribute.Name,
                    attribute => (TypeOf(attribute.Value, space), !attribute.Value.TryGetProperty("required", out var required) || required.GetBoolean()),
                    StringComparer.Ordinal));
            case "Set":
                return new ModelType.SetOf(TypeOf(json.GetProperty("element"), space));
            case "Entity":
                return new ModelType.Entity(EntityName(json.GetProperty("name").GetString()!, space));
            default:
                return Named(json.TryGetProperty("name", out var name) ? name.GetString()! : kind, space);
        }
    }

    // A common type hides an entity type, one of the same namespace hides one without, and all hide what is built in.
    private ModelType Named(string name, string space)
    {
        foreach (var full in new[] { Qualify(space, name), name })
        {
            if (_common.TryGetValue(full, out var common))
            {
                return TypeOf(common, SpaceOf(full));
            }

            if (_entities.ContainsKey(full))
            {
                return new ModelType.Entity(full);
            }
        }

        return name[(name.LastIndexOf(':') + 1)..] switch
        {
            "Bool" or "Boolean" => ModelType.Bool,
            "Long" => ModelType.Long,
            "String" => ModelType.Text,
            "datetime" => ModelType.Datetime,
            "duration" => ModelType.Duration,
            "decimal" => ModelType.Decimal,
            var other => new ModelType.Foreign($"the type '{other}'"),
        };
    }

    private HashSet<string> AncestorsOf(string name)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([name]);
        while (open.TryPop(out var at))
        {
            var (space, json) = _entities[at];
            foreach (var parent in json.TryGetProperty("memberOfTypes", out var parents) ? parents.EnumerateArray() : default)
            {
                var full = EntityName(parent.GetString()!, space);
                if (found.Add(full))
                {
                    open.Push(full);
                }
            }
        }

        return found;
    }

    private static Dictionary<EntityUid, IReadOnlySet<EntityUid>> Above(Dictionary<EntityUid, IReadOnlyCollection<EntityUid>> parents) =>
        parents.Keys.ToDictionary(uid => uid, uid =>
        {
            var found = new HashSet<EntityUid>();
            var open = new Stack<EntityUid>([uid]);
            while (open.TryPop(out var at))
            {
                foreach (var parent in parents.GetValueOrDefault(at, []).Where(found.Add))
                {
                    open.Push(parent);
                }
            }

            return (IReadOnlySet<EntityUid>)found;
        });

    private string EntityName(string name, string space) => _entities.ContainsKey(Qualify(space, name)) ? Qualify(space, name) : name;

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string name) =>
        json.TryGetProperty(name, out var members) ? members.EnumerateObject() : default;

    private static string Qualify(string space, string name) => space.Length == 0 ? name : $"{space}::{name}";

    private static string SpaceOf(string name) => name.LastIndexOf("::", StringComparison.Ordinal) is >= 0 and var at ? name[..at] : "";
}
