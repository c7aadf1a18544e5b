namespace Palladium.Cedar.Evaluation;

/// <summary>What can be said of entities and their parents without a request.</summary>
internal static class Hierarchy
{
    /// <summary>An entity that is its own ancestor; null if there is none.</summary>
    public static EntityUid? FindCycle(IReadOnlyDictionary<EntityUid, CedarEntityData> entities)
    {
        // Takes away entity after entity that is nobody's parent any more; what cannot be taken away holds a cycle.
        var children = entities.Values.SelectMany(e => e.ParentArray.Distinct()).CountBy(uid => uid).ToDictionary();
        var free = new Stack<EntityUid>(entities.Keys.Where(uid => !children.ContainsKey(uid)));
        var taken = new HashSet<EntityUid>();
        while (free.TryPop(out var uid))
        {
            taken.Add(uid);
            foreach (var parent in entities.GetValueOrDefault(uid)?.ParentArray.Distinct() ?? [])
            {
                if (--children[parent] == 0)
                {
                    free.Push(parent);
                }
            }
        }

        foreach (var uid in entities.Keys)
        {
            if (!taken.Contains(uid))
            {
                return uid;
            }
        }

        return null;
    }
}
