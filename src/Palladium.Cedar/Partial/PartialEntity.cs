namespace Palladium.Cedar;

/// <summary>What is known of an entity. Immutable.</summary>
/// <param name="Attributes">Its attributes, as far as they are known.</param>
/// <param name="Parents">The entities it is in; null where that is not known.</param>
/// <param name="Tags">Its tags; null where they are not known.</param>
public sealed record PartialEntity(PartialRecord Attributes, IReadOnlyCollection<EntityUid>? Parents, CedarRecord? Tags)
{
    /// <summary>Of an entity that is known not to exist: it has no attributes and is in nothing but itself.</summary>
    public static PartialEntity Missing { get; } = new(PartialRecord.Of(CedarRecord.Empty), [], CedarRecord.Empty) { Exists = false };

    /// <summary>Whether there is such an entity.</summary>
    public bool Exists { get; private init; } = true;

    /// <summary>Of an entity of which everything is known.</summary>
    public static PartialEntity Of(CedarEntityData entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return new PartialEntity(PartialRecord.Of(entity.Attributes), entity.Parents, entity.Tags);
    }
}

/// <summary>Where partial evaluation finds entities. Must answer the same for the length of one evaluation.</summary>
public interface IPartialEntities
{
    /// <summary>What is known of an entity; null where it is not even known whether it exists.</summary>
    PartialEntity? Find(EntityUid uid);
}

/// <summary>Entities each of which is known wholly or not at all.</summary>
/// <param name="store">The entities that are known.</param>
/// <param name="areAll">Whether there are no others; otherwise nothing is known of what is not in the store.</param>
public sealed class KnownEntities(IEntityStore store, bool areAll) : IPartialEntities
{
    /// <inheritdoc/>
    public PartialEntity? Find(EntityUid uid) =>
        store.Find(uid) is { } entity ? PartialEntity.Of(entity) : areAll ? PartialEntity.Missing : null;
}
