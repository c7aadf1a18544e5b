using System.Runtime.InteropServices;

namespace Palladium.Cedar.Entities;

/// <summary>Climbs from parent to parent in stores that do not know who is in whom; keeps its space between uses. For one thread.</summary>
internal sealed class HierarchyWalk
{
    private readonly HashSet<EntityUid> _visited = [];
    private readonly List<EntityUid> _reached = [];

    /// <summary>Whether the ancestor is above the entity; cycles do no harm.</summary>
    public bool Reaches(IEntityStore store, CedarEntityData entity, in EntityUid ancestor)
    {
        foreach (ref readonly var parent in entity.ParentArray.AsSpan())
        {
            if (parent.Equals(ancestor))
            {
                return true;
            }
        }

        return Climb(store, entity, ancestor);
    }

    /// <summary>All entities above the entity; until the next use.</summary>
    public ReadOnlySpan<EntityUid> All(IEntityStore store, CedarEntityData entity)
    {
        Climb(store, entity, null);
        return CollectionsMarshal.AsSpan(_reached);
    }

    private bool Climb(IEntityStore store, CedarEntityData entity, EntityUid? sought)
    {
        _visited.Clear();
        _reached.Clear();
        if (Add(entity, sought))
        {
            return true;
        }

        for (var i = 0; i < _reached.Count; i++)
        {
            if (store.Find(_reached[i]) is { } above && Add(above, sought))
            {
                return true;
            }
        }

        return false;
    }

    private bool Add(CedarEntityData entity, in EntityUid? sought)
    {
        foreach (var parent in entity.ParentArray)
        {
            if (parent == sought)
            {
                return true;
            }

            if (_visited.Add(parent))
            {
                _reached.Add(parent);
            }
        }

        return false;
    }
}
