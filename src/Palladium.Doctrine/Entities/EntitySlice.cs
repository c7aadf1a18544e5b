using Palladium.Cedar;

namespace Palladium.Doctrine.Entities;

/// <summary>
/// The entities that one decision may look at. Immutable; build one per principal and reuse it with <see cref="With"/> for
/// each resource.
/// </summary>
public sealed class EntitySlice : IEntityStore
{
    private readonly Dictionary<EntityUid, CedarEntityData> _all;

    private EntitySlice(Dictionary<EntityUid, CedarEntityData> all) => _all = all;

    /// <summary>Nothing.</summary>
    public static EntitySlice Empty { get; } = new([]);

    /// <summary>The entities, in no particular order.</summary>
    public IEnumerable<CedarEntityData> All => _all.Values;

    /// <summary>Of these; a later one replaces an earlier one of the same name.</summary>
    public static EntitySlice Of(params IEnumerable<CedarEntityData> entities) => Empty.With(entities);

    /// <summary>This one and these; a later one replaces an earlier one of the same name.</summary>
    public EntitySlice With(params IEnumerable<CedarEntityData> entities)
    {
        var all = new Dictionary<EntityUid, CedarEntityData>(_all);
        foreach (var entity in entities)
        {
            all[entity.Uid] = entity;
        }

        return new EntitySlice(all);
    }

    /// <inheritdoc />
    public CedarEntityData? Find(EntityUid uid) => _all.GetValueOrDefault(uid);
}
