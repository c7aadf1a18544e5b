using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Palladium.Cedar;

/// <summary>Where the evaluator finds entities. Must answer the same for the length of one decision.</summary>
public interface IEntityStore
{
    /// <summary>The entity of this name, or null. An entity that is missing has no attributes and is in nothing but itself.</summary>
    CedarEntityData? Find(EntityUid uid);
}

/// <summary>Entities in memory. Immutable, safe for any number of threads.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "A store, not a collection.")]
public sealed class EntityStore : IEntityStore
{
    private readonly FrozenDictionary<EntityUid, CedarEntityData> _entities;

    /// <summary>Makes a store; of several entities with one uid the last counts.</summary>
    /// <param name="entities">The entities.</param>
    public EntityStore(IEnumerable<CedarEntityData> entities)
    {
        var byUid = new Dictionary<EntityUid, CedarEntityData>();
        foreach (var entity in entities)
        {
            byUid[entity.Uid] = entity;
        }

        _entities = byUid.ToFrozenDictionary();
    }

    /// <summary>A store with nothing in it.</summary>
    public static EntityStore Empty { get; } = new([]);

    /// <summary>All entities, in no order.</summary>
    public IReadOnlyCollection<CedarEntityData> Entities => _entities.Values;

    /// <inheritdoc/>
    public CedarEntityData? Find(EntityUid uid) => _entities.GetValueOrDefault(uid);
}
