using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Looks every name of a schema up and closes its hierarchies.</summary>
internal sealed class SchemaResolver(List<NamespaceSyntax> namespaces)
{
    private const int MaxTypeDepth = 300;
    private const int MaxTypeSize = 100_000;
    private readonly Dictionary<string, EntitySyntax> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CommonTypeSyntax> _common = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityUid, ActionSyntax> _actions = [];
    private readonly Dictionary<string, CedarType> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inProgress = new(StringComparer.Ordinal);

    /// <exception cref="SyntaxException">At the first error.</exception>
    public CedarSchema Resolve()
    {
        foreach (var space in namespaces)
        {
            Collect(space);
        }

        ForbidShadows();
        foreach (var (name, type) in _common)
        {
            Common(name, type, 0);
        }

        var parents = _entities.ToDictionary(e => e.Key, e => e.Value.Parents.Select(EntityTypeName).ToArray(), StringComparer.Ordinal);
        var entities = _entities.ToDictionary(
            e => e.Key,
            e => new EntityTypeDeclaration(
                e.Key,
                Closure(e.Key, parents, StringComparer.Ordinal),
                RecordOf(e.Value.Attributes, "the attributes of an entity type are"),
                e.Value.Tags is null ? null : Type(e.Value.Tags, 0),
                e.Value.Enum?.ToHashSet(StringComparer.Ordinal)),
            StringComparer.Ordinal);
        return new CedarSchema(namespaces, entities, Actions());
    }

    private void Collect(NamespaceSyntax space)
    {
        foreach (var entity in space.Entities)
        {
            if (!_entities.TryAdd(Names.Qualify(space.Name, entity.Name), entity))
            {
                throw new SyntaxException(entity.Offset, $"the entity type '{Names.Qualify(space.Name, entity.Name)}' is declared twice");
            }
        }

        foreach (var type in space.Types)
        {
            if (!_common.TryAdd(Names.Qualify(space.Name, type.Name), type))
            {
                throw new SyntaxException(type.Offset, $"the type '{Names.Qualify(space.Name, type.Name)}' is declared twice");
            }
        }

        foreach (var action in space.Actions)
        {
            if (!_actions.TryAdd(new EntityUid(Names.Qualify(space.Name, "Action"), action.Id), action))
            {
                throw new SyntaxException(action.Offset, $"the action {CedarText.Quote(action.Id)} is declared twice");
            }
        }
    }

    /// <summary>What is declared outside the namespaces may not be declared inside one again, or a name would depend on its place.</summary>
    private void ForbidShadows()
    {
        foreach (var space in namespaces.Where(n => n.Name.Length > 0))
        {
            var names = space.Entities.Select(e => (e.Name, e.Offset)).Concat(space.Types.Select(t => (t.Name, t.Offset)));
            foreach (var (name, offset) in names)
            {
                if (_entities.ContainsKey(name) || _common.ContainsKey(name))
                {
                    throw new SyntaxException(offset, $"'{space.Name}::{name}' would shadow '{name}', which is declared outside every namespace");
                }
            }

            foreach (var action in space.Actions)
            {
                if (_actions.ContainsKey(new EntityUid("Action", action.Id)))
                {
                    throw new SyntaxException(action.Offset, $"the action {CedarText.Quote(action.Id)} would shadow the one that is declared outside every namespace");
                }
            }
        }
    }

    private Dictionary<EntityUid, ActionDeclaration> Actions()
    {
        var parents = _actions.ToDictionary(a => a.Key, a => a.Value.Parents.Select(p => Parent(a.Key, p)).ToArray());
        return _actions.ToDictionary(a => a.Key, a => Action(a.Key, a.Value, parents));
    }

    private ActionDeclaration Action(EntityUid uid, ActionSyntax action, Dictionary<EntityUid, EntityUid[]> parents)
    {
        var ancestors = Closure(uid, parents, EqualityComparer<EntityUid>.Default);
        return ancestors.Contains(uid)
            ? throw new SyntaxException(action.Offset, $"the action {uid} is in itself")
            : new ActionDeclaration(
                uid,
                parents[uid],
                ancestors,
                [.. action.Principals.Select(EntityTypeName).Distinct()],
                [.. action.Resources.Select(EntityTypeName).Distinct()],
                RecordOf(action.Context, "a context is"));
    }

    private RecordType RecordOf(TypeSyntax? type, string what) => type is null
        ? RecordType.Empty
        : Type(type, 0) is var made && made is RecordType record
            ? record
            : throw new SyntaxException(type.Offset, $"{what} a record, found {made}");

    // Without a type the parent is looked for beside the action first, then outside the namespaces.
    private EntityUid Parent(EntityUid action, ActionParentSyntax parent)
    {
        var candidates = parent.Type is null ? [action.Type, "Action"] : Candidates(parent.Type);
        foreach (var type in candidates)
        {
            if (_actions.ContainsKey(new EntityUid(type, parent.Id)))
            {
                return new EntityUid(type, parent.Id);
            }
        }

        throw new SyntaxException(parent.Offset, $"the action {CedarText.Quote(parent.Id)} is not declared");
    }

    /// <summary>The full names a name may stand for: without a namespace in its own first, then outside; with one as written.</summary>
    private static IEnumerable<string> Candidates(NameRef reference) =>
        reference.Namespace.Length == 0 || reference.Name.Contains(':', StringComparison.Ordinal)
            ? [reference.Name]
            : [$"{reference.Namespace}::{reference.Name}", reference.Name];

    private string EntityTypeName(NameRef reference) =>
        Candidates(reference).FirstOrDefault(_entities.ContainsKey)
        ?? throw new SyntaxException(reference.Offset, $"the entity type '{reference.Name}' is not declared");

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
            NameTypeSyntax name => Named(name.Reference, name.Kind, depth),
            _ => throw new InvalidOperationException($"no type for {type.GetType().Name}"),
        };
        return made.Depth > MaxTypeDepth || made.Size > MaxTypeSize
            ? throw new SyntaxException(type.Offset, $"the type is too large; at most {MaxTypeDepth} levels and {MaxTypeSize} parts when written out")
            : made;
    }

    private CedarType Named(NameRef reference, NameKind kind, int depth)
    {
        const string builtIns = Names.BuiltIns + "::";
        if (kind == NameKind.Entity)
        {
            return new EntityType(EntityTypeName(reference));
        }

        if (reference.Name.StartsWith(builtIns, StringComparison.Ordinal))
        {
            return CedarType.BuiltIn(reference.Name[builtIns.Length..])
                ?? throw new SyntaxException(reference.Offset, $"there is no built-in type '{reference.Name}'");
        }

        foreach (var name in Candidates(reference))
        {
            if (_common.TryGetValue(name, out var common))
            {
                return Common(name, common, depth + 1);
            }

            if (kind == NameKind.EntityOrCommon && _entities.ContainsKey(name))
            {
                return new EntityType(name);
            }
        }

        return CedarType.BuiltIn(reference.Name)
            ?? throw new SyntaxException(reference.Offset, $"the type '{reference.Name}' is not declared");
    }

    private CedarType Common(string name, CommonTypeSyntax common, int depth)
    {
        if (_resolved.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!_inProgress.Add(name))
        {
            throw new SyntaxException(common.Offset, $"the type '{name}' contains itself");
        }

        var type = Type(common.Type, depth + 1);
        _inProgress.Remove(name);
        _resolved[name] = type;
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
