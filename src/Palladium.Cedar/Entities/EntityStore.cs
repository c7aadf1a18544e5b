using System.Diagnostics.CodeAnalysis;
using Palladium.Cedar.Entities;

namespace Palladium.Cedar;

/// <summary>Where the evaluator finds entities. Must answer the same for the length of one decision.</summary>
public interface IEntityStore
{
    /// <summary>The entity of this name, or null. An entity that is missing has no attributes and is in nothing but itself.</summary>
    CedarEntityData? Find(EntityUid uid);
}

/// <summary>
/// Entities in memory. Immutable, safe for any number of threads. Works out who is in whom once, so that <c>in</c> is one
/// look-up however deep the hierarchy is.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "A store, not a collection.")]
public sealed class EntityStore : IEntityStore
{
    private readonly Dictionary<EntityUid, CedarEntityData> _entities = [];

    /// <summary>Makes a store; of several entities with one uid the last counts.</summary>
    /// <param name="entities">The entities.</param>
    public EntityStore(IEnumerable<CedarEntityData> entities)
    {
        foreach (var entity in entities)
        {
            _entities[entity.Uid] = entity;
        }

        foreach (var (uid, ancestors) in new Hierarchy(_entities).Ancestors())
        {
            if (_entities.TryGetValue(uid, out var entity))
            {
                _entities[uid] = new CedarEntityData(entity, ancestors);
            }
        }
    }

    /// <summary>A store with nothing in it.</summary>
    public static EntityStore Empty { get; } = new([]);

    /// <summary>All entities, in no order.</summary>
    public IReadOnlyCollection<CedarEntityData> Entities => _entities.Values;

    /// <inheritdoc/>
    public CedarEntityData? Find(EntityUid uid) => _entities.GetValueOrDefault(uid);
}
