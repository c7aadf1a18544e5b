namespace Palladium.Cedar.Entities;

/// <summary>Entities and their parents, without a request.</summary>
internal sealed class Hierarchy
{
    /// <summary>How many ancestors are kept in all; hierarchies with more, such as very long chains, are climbed when asked.</summary>
    private const int MaxKept = 20_000_000;

    private readonly IReadOnlyDictionary<EntityUid, CedarEntityData> _entities;
    private readonly List<EntityUid> _fromBelow = [];

    public Hierarchy(IReadOnlyDictionary<EntityUid, CedarEntityData> entities)
    {
        _entities = entities;

        // Takes away entity after entity that is nobody's parent any more; what cannot be taken away is a cycle or above one.
        var children = new Dictionary<EntityUid, int>();
        foreach (var parent in entities.Values.SelectMany(e => e.ParentArray))
        {
            children[parent] = children.GetValueOrDefault(parent) + 1;
        }

        var free = new Stack<EntityUid>(entities.Keys.Where(uid => !children.ContainsKey(uid)));
        while (free.TryPop(out var uid))
        {
            _fromBelow.Add(uid);
            foreach (var parent in ParentsOf(uid))
            {
                if (--children[parent] == 0)
                {
                    free.Push(parent);
                }
            }
        }
    }

    /// <summary>An entity that is its own ancestor, or above one; null if there is none.</summary>
    public EntityUid? FindCycle()
    {
        var ordered = _fromBelow.ToHashSet();
        foreach (var uid in _entities.Keys)
        {
            if (!ordered.Contains(uid))
            {
                return uid;
            }
        }

        return null;
    }

    /// <summary>The ancestors of the entities, without those in cycles or below one and those beyond what is kept.</summary>
    public Dictionary<EntityUid, AncestorSet> Ancestors()
    {
        var known = new Dictionary<EntityUid, AncestorSet>();
        var withSelf = new Dictionary<EntityUid, AncestorSet>();
        var kept = 0L;
        for (var i = _fromBelow.Count - 1; i >= 0 && kept < MaxKept; i--)
        {
            var uid = _fromBelow[i];
            var parents = ParentsOf(uid);
            if (!Array.TrueForAll(parents, parent => known.ContainsKey(parent)))
            {
                continue;
            }

            known[uid] = parents.Length switch
            {
                0 => AncestorSet.None,
                1 => WithSelf(parents[0]),
                _ => Union(parents),
            };
        }

        return known;

        AncestorSet WithSelf(EntityUid parent)
        {
            if (!withSelf.TryGetValue(parent, out var set))
            {
                set = Union([parent]);
                withSelf[parent] = set;
            }

            return set;
        }

        AncestorSet Union(EntityUid[] parents)
        {
            var union = new HashSet<EntityUid>(parents);
            foreach (var parent in parents)
            {
                foreach (var ancestor in known[parent].All)
                {
                    union.Add(ancestor);
                }
            }

            kept += union.Count;
            return new AncestorSet(union);
        }
    }

    private EntityUid[] ParentsOf(EntityUid uid) => _entities.TryGetValue(uid, out var entity) ? entity.ParentArray : [];
}
