using Palladium.Cedar.Json;
using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>The entity types and actions that policies, entities and requests may use. Immutable.</summary>
public sealed class CedarSchema
{
    internal CedarSchema(
        IReadOnlyList<NamespaceSyntax> syntax,
        IReadOnlyDictionary<string, EntityTypeDeclaration> entityTypes,
        IReadOnlyDictionary<EntityUid, ActionDeclaration> actions)
    {
        Syntax = syntax;
        EntityTypes = entityTypes;
        Actions = actions;
        ActionTypes = actions.Keys.Select(a => a.Type).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The full names of the entity types, in no order; the types of actions are not among them.</summary>
    public IEnumerable<string> EntityTypeNames => EntityTypes.Keys;

    /// <summary>The actions, in no order.</summary>
    public IEnumerable<EntityUid> ActionUids => Actions.Keys;

    /// <summary>The actions as entities with their groups as parents: belongs into the store, so that <c>action in</c> works.</summary>
    public IEnumerable<CedarEntityData> ActionEntities =>
        Actions.Select(a => new CedarEntityData(a.Key, CedarRecord.Empty, [.. a.Value.Parents]));

    /// <summary>The names of the attributes that entities of a type can have; none for a type that is not declared.</summary>
    public IEnumerable<string> AttributeNames(string entityType) =>
        EntityTypes.TryGetValue(entityType, out var type) ? type.Attributes.Attributes.Keys : [];

    /// <summary>
    /// The entity without the attributes that its type does not declare, for a store whose entities know more than the schema; the same
    /// object where there are none, or the type is not declared.
    /// </summary>
    public CedarEntityData KeepDeclared(CedarEntityData entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return EntityTypes.TryGetValue(entity.Uid.Type, out var type) && Keep(entity.Attributes, type.Attributes) is { } attributes
            ? new CedarEntityData(entity.Uid, attributes, entity.Parents, entity.Tags)
            : entity;
    }

    /// <summary>A context without the attributes that the action does not declare; the same object where there are none, or the action is unknown.</summary>
    public CedarRecord KeepDeclared(EntityUid action, CedarRecord context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Actions.TryGetValue(action, out var declared) ? Keep(context, declared.Context) ?? context : context;
    }

    internal IReadOnlyList<NamespaceSyntax> Syntax { get; }

    internal IReadOnlyDictionary<string, EntityTypeDeclaration> EntityTypes { get; }

    internal IReadOnlyDictionary<EntityUid, ActionDeclaration> Actions { get; }

    internal HashSet<string> ActionTypes { get; }

    /// <summary>Reads a schema in Cedar's schema syntax. Names that are not declared are errors.</summary>
    /// <param name="text">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    public static CedarParse<CedarSchema> Parse(string text, string file) => Read(text, file, SchemaParser.Parse);

    /// <summary>Reads a schema in its JSON form. Names that are not declared are errors.</summary>
    /// <param name="json">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    public static CedarParse<CedarSchema> ParseJson(string json, string file) => Read(json, file, SchemaJsonReader.Parse);

    /// <summary>The schema in Cedar's schema syntax, without comments; names stay as they were written.</summary>
    public string ToText() => new SchemaWriter(this).Write();

    /// <summary>The schema in its JSON form, without comments; names stay as they were written.</summary>
    public string ToJson() => JsonValueWriter.Document(json => SchemaJsonWriter.Write(json, Syntax));

    /// <summary>What a record has, or an entity; null where neither is meant, or the entity type is not declared.</summary>
    internal RecordType? AttributesOf(CedarType? type) => type switch
    {
        RecordType record => record,
        EntityType entity => EntityTypes.GetValueOrDefault(entity.Name)?.Attributes,
        _ => null,
    };

    // Null when all of it is declared.
    private static CedarRecord? Keep(CedarRecord record, RecordType type)
    {
        foreach (var (name, _) in record.Attributes)
        {
            if (!type.Attributes.ContainsKey(name))
            {
                return new CedarRecord(record.Attributes.Where(attribute => type.Attributes.ContainsKey(attribute.Key)));
            }
        }

        return null;
    }

    private static CedarParse<CedarSchema> Read(string text, string file, Func<string, List<NamespaceSyntax>> parse)
    {
        try
        {
            return new CedarParse<CedarSchema>(new SchemaResolver(parse(text)).Resolve());
        }
        catch (SyntaxException e)
        {
            return new CedarParse<CedarSchema>([new SourceText(text, file).Error(e.Offset, e.Message)]);
        }
    }
}
