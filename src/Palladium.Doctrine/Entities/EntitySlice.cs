using Palladium.Cedar;

namespace Palladium.Doctrine.Entities;

/// <summary>
/// The entities that one decision may look at. Immutable; build one per principal and reuse it with <see cref="With"/> for
/// each resource: what was found out about the part that is reused is not found out again.
/// </summary>
public sealed class EntitySlice : IEntityStore
{
    // A few entities on top of a slice are looked through; with more, or with too many layers, all are gathered in one.
    private const int MostOnTop = 4;
    private const int MostLayers = 4;

    private readonly EntitySlice? _below;
    private readonly CedarEntityData[] _own;
    private readonly Dictionary<EntityUid, CedarEntityData>? _index;
    private readonly int _layers;
    private volatile SliceVerdict[] _verdicts = [];

    private EntitySlice(EntitySlice? below, CedarEntityData[] own)
    {
        _below = below;
        _own = own;
        _layers = (below?._layers ?? 0) + 1;
        _index = own.Length > MostOnTop ? own.ToDictionary(entity => entity.Uid) : null;
    }

    /// <summary>Nothing.</summary>
    public static EntitySlice Empty { get; } = new(null, []);

    /// <summary>The entities, in no particular order.</summary>
    public IEnumerable<CedarEntityData> All => _below is null ? _own : _below.All.Concat(_own);

    /// <summary>Of these; a later one replaces an earlier one of the same name.</summary>
    public static EntitySlice Of(params IEnumerable<CedarEntityData> entities) => Empty.With(entities);

    /// <summary>This one and these; a later one replaces an earlier one of the same name.</summary>
    public EntitySlice With(params IEnumerable<CedarEntityData> entities)
    {
        CedarEntityData[] added = [.. entities];
        if (_layers < MostLayers && added.Length <= MostOnTop && AreNew(added))
        {
            return this == Empty ? new EntitySlice(null, added) : new EntitySlice(this, added);
        }

        var all = new Dictionary<EntityUid, CedarEntityData>();
        foreach (var entity in All.Concat(added))
        {
            all[entity.Uid] = entity;
        }

        return new EntitySlice(null, [.. all.Values]);
    }

    /// <inheritdoc />
    public CedarEntityData? Find(EntityUid uid)
    {
        for (var layer = this; layer is not null; layer = layer._below)
        {
            if (layer.FindOwn(uid) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>What a schema says to these entities. Worked out once for each schema.</summary>
    internal SliceVerdict Under(CedarSchema schema)
    {
        foreach (var known in _verdicts)
        {
            if (ReferenceEquals(known.Schema, schema))
            {
                return known;
            }
        }

        var verdict = SliceVerdict.Of(this, _below?.Under(schema), _own, schema);

        // There are as many as versions of the doctrine in force; an old one that is pushed out is worked out again if asked for.
        _verdicts = [verdict, .. _verdicts.Take(3)];
        return verdict;
    }

    /// <summary>These entities on top of another slice; neither has an entity of the other.</summary>
    internal static EntitySlice OnTop(EntitySlice? below, CedarEntityData[] own) => new(below, own);

    private bool AreNew(CedarEntityData[] added)
    {
        for (var i = 0; i < added.Length; i++)
        {
            if (Find(added[i].Uid) is not null || Array.FindIndex(added, i + 1, other => other.Uid == added[i].Uid) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private CedarEntityData? FindOwn(EntityUid uid)
    {
        if (_index is not null)
        {
            return _index.GetValueOrDefault(uid);
        }

        foreach (var entity in _own)
        {
            if (entity.Uid.Equals(uid))
            {
                return entity;
            }
        }

        return null;
    }
}
