using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>The entity types and actions that policies, entities and requests may use. Immutable.</summary>
public sealed class CedarSchema
{
    internal CedarSchema(
        IReadOnlyDictionary<string, EntityTypeDeclaration> entityTypes, IReadOnlyDictionary<EntityUid, ActionDeclaration> actions)
    {
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

    internal IReadOnlyDictionary<string, EntityTypeDeclaration> EntityTypes { get; }

    internal IReadOnlyDictionary<EntityUid, ActionDeclaration> Actions { get; }

    internal HashSet<string> ActionTypes { get; }

    /// <summary>Reads a schema in Cedar's schema syntax. Names that are not declared are errors.</summary>
    /// <param name="text">Any text; whatever is wrong with it comes back as errors.</param>
    /// <param name="file">The name that errors shall bear.</param>
    public static CedarParse<CedarSchema> Parse(string text, string file)
    {
        var source = new SourceText(text, file);
        try
        {
            return new CedarParse<CedarSchema>(new SchemaResolver(SchemaParser.Parse(text)).Resolve());
        }
        catch (SyntaxException e)
        {
            return new CedarParse<CedarSchema>([source.Error(e.Offset, e.Message)]);
        }
    }
}
