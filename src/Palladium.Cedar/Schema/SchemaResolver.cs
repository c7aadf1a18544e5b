using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Looks every name of a schema up and closes its hierarchies.</summary>
internal sealed class SchemaResolver(SchemaSyntax syntax)
{
    private const int MaxTypeDepth = 300;
    private const int MaxTypeSize = 100_000;
    private readonly Dictionary<string, EntitySyntax> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CommonTypeSyntax> _common = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CedarType> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inProgress = new(StringComparer.Ordinal);

    /// <exception cref="SyntaxException">At the first error.</exception>
    public CedarSchema Resolve()
    {
        foreach (var entity in syntax.Entities)
        {
            if (!_entities.TryAdd(entity.Name, entity))
            {
                throw new SyntaxException(entity.Offset, $"the entity type '{entity.Name}' is declared twice");
            }
        }

        foreach (var type in syntax.Types)
        {
            if (!_common.TryAdd(type.Name, type))
            {
                throw new SyntaxException(type.Offset, $"the type '{type.Name}' is declared twice");
            }
        }

        foreach (var type in syntax.Types)
        {
            Common(type, 0);
        }

        var parents = syntax.Entities.ToDictionary(e => e.Name, e => e.Parents.Select(EntityTypeName).ToArray(), StringComparer.Ordinal);
        var entities = syntax.Entities.ToDictionary(
            e => e.Name,
            e => new EntityTypeDeclaration(
                e.Name,
                Closure(e.Name, parents, StringComparer.Ordinal),
                e.Attributes is null ? RecordType.Empty : (RecordType)Type(e.Attributes, 0),
                e.Tags is null ? null : Type(e.Tags, 0),
                e.Enum?.ToHashSet(StringComparer.Ordinal)),
            StringComparer.Ordinal);
        return new CedarSchema(entities, Actions());
    }

    private Dictionary<EntityUid, ActionDeclaration> Actions()
    {
        var byUid = new Dictionary<EntityUid, ActionSyntax>();
        foreach (var action in syntax.Actions)
        {
            if (!byUid.TryAdd(Uid(action.Namespace, action.Id), action))
            {
                throw new SyntaxException(action.Offset, $"the action \"{action.Id}\" is declared twice");
            }
        }

        var parents = byUid.ToDictionary(a => a.Key, a => a.Value.Parents.Select(p => Parent(a.Value, p, byUid)).ToArray());
        return byUid.ToDictionary(a => a.Key, a => Action(a.Key, a.Value, parents));
    }

    private ActionDeclaration Action(EntityUid uid, ActionSyntax action, Dictionary<EntityUid, EntityUid[]> parents)
    {
        var ancestors = Closure(uid, parents, EqualityComparer<EntityUid>.Default);
        if (ancestors.Contains(uid))
        {
            throw new SyntaxException(action.Offset, $"the action {uid} is in itself");
        }

        var context = action.Context is null ? RecordType.Empty : Type(action.Context, 0);
        return new ActionDeclaration(
            uid,
            parents[uid],
            ancestors,
            [.. action.Principals.Select(EntityTypeName).Distinct()],
            [.. action.Resources.Select(EntityTypeName).Distinct()],
            context as RecordType ?? throw new SyntaxException(action.Context!.Offset, $"a context is a record, found {context}"));
    }

    private static EntityUid Uid(string space, string id) => new(space.Length == 0 ? "Action" : space + "::Action", id);

    private static EntityUid Parent(
        ActionSyntax action, (NameRef? Type, string Id, int Offset) parent, Dictionary<EntityUid, ActionSyntax> declared)
    {
        var candidates = parent.Type is null
            ? [Uid(action.Namespace, parent.Id)]
            : Candidates(parent.Type).Select(t => new EntityUid(t, parent.Id));
        foreach (var uid in candidates)
        {
            if (declared.ContainsKey(uid))
            {
                return uid;
            }
        }

        throw new SyntaxException(parent.Offset, $"the action \"{parent.Id}\" is not declared");
    }

    /// <summary>The full names a name may stand for: in its own namespace first, then without one; a qualified one as written, too.</summary>
    private static IEnumerable<string> Candidates(NameRef reference) => reference.Namespace.Length == 0
        ? [reference.Name]
        : reference.Name.Contains(':', StringComparison.Ordinal) && reference.Name != "Action"
            ? [reference.Name]
            : [reference.Namespace + "::" + reference.Name, reference.Name];

    private string EntityTypeName(NameRef reference)
    {
        foreach (var name in Candidates(reference))
        {
            if (_entities.ContainsKey(name))
            {
                return name;
            }
        }

        throw new SyntaxException(reference.Offset, $"the entity type '{reference.Name}' is not declared");
    }

    private CedarType Type(TypeSyntax type, int depth)
    {
        if (depth > MaxTypeDepth)
        {
            throw new SyntaxException(type.Offset, $"types nest too deeply; at most {MaxTypeDepth} levels");
        }

        CedarType made = type switch
        {
            SetTypeSyntax set => new SetType(Type(set.Element, depth + 1)),
            RecordTypeSyntax record => new RecordType(record.Attributes.ToDictionary(
                a => a.Name, a => new AttributeType(Type(a.Type, depth + 1), a.IsRequired), StringComparer.Ordinal)),
            NameTypeSyntax name => Named(name.Reference, depth),
            _ => throw new InvalidOperationException($"no type for {type.GetType().Name}"),
        };
        return made.Depth > MaxTypeDepth || made.Size > MaxTypeSize
            ? throw new SyntaxException(type.Offset, $"the type is too large; at most {MaxTypeDepth} levels and {MaxTypeSize} parts when written out")
            : made;
    }

    private CedarType Named(NameRef reference, int depth)
    {
        const string builtIns = "__cedar::";
        if (reference.Name.StartsWith(builtIns, StringComparison.Ordinal))
        {
            return CedarType.BuiltIn(reference.Name[builtIns.Length..])
                ?? throw new SyntaxException(reference.Offset, $"there is no built-in type '{reference.Name}'");
        }

        foreach (var name in Candidates(reference))
        {
            if (_common.TryGetValue(name, out var common))
            {
                return Common(common, depth + 1);
            }

            if (_entities.ContainsKey(name))
            {
                return new EntityType(name);
            }
        }

        return CedarType.BuiltIn(reference.Name)
            ?? throw new SyntaxException(reference.Offset, $"the type '{reference.Name}' is not declared");
    }

    private CedarType Common(CommonTypeSyntax common, int depth)
    {
        if (_resolved.TryGetValue(common.Name, out var known))
        {
            return known;
        }

        if (!_inProgress.Add(common.Name))
        {
            throw new SyntaxException(common.Offset, $"the type '{common.Name}' contains itself");
        }

        var type = Type(common.Type, depth + 1);
        _inProgress.Remove(common.Name);
        _resolved[common.Name] = type;
        return type;
    }

    private static HashSet<T> Closure<T>(T start, Dictionary<T, T[]> parents, IEqualityComparer<T> comparer)
        where T : notnull
    {
        var reached = new HashSet<T>(comparer);
        var pending = new Stack<T>(parents[start]);
        while (pending.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var parent in parents[next])
                {
                    pending.Push(parent);
                }
            }
        }

        return reached;
    }
}
