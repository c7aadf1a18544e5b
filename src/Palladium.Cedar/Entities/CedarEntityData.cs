using Palladium.Cedar.Entities;

namespace Palladium.Cedar;

/// <summary>What a store knows of an entity. Immutable.</summary>
public sealed class CedarEntityData
{
    /// <summary>Makes an entity.</summary>
    /// <param name="uid">Its name.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="parents">The entities it is in; direct ones suffice, transitive ones do no harm.</param>
    /// <param name="tags">Its tags; null for none.</param>
    public CedarEntityData(EntityUid uid, CedarRecord attributes, IReadOnlyCollection<EntityUid> parents, CedarRecord? tags = null)
    {
        Uid = uid;
        Attributes = attributes;
        ParentArray = [.. parents];
        Tags = tags ?? CedarRecord.Empty;
    }

    /// <summary>The entity as it is in a store that knows all its ancestors.</summary>
    internal CedarEntityData(CedarEntityData entity, AncestorSet ancestors)
    {
        Uid = entity.Uid;
        Attributes = entity.Attributes;
        ParentArray = entity.ParentArray;
        Tags = entity.Tags;
        Ancestors = ancestors;
    }

    /// <summary>Its name.</summary>
    public EntityUid Uid { get; }

    /// <summary>Its attributes.</summary>
    public CedarRecord Attributes { get; }

    /// <summary>The entities it is in.</summary>
    public IReadOnlyCollection<EntityUid> Parents => ParentArray;

    /// <summary>Its tags.</summary>
    public CedarRecord Tags { get; }

    internal EntityUid[] ParentArray { get; }

    /// <summary>All entities it is in, however far up; null where nobody has worked that out.</summary>
    internal AncestorSet? Ancestors { get; }

    internal bool IsSameAs(CedarEntityData other) =>
        Uid.Equals(other.Uid) && Attributes.Equals(other.Attributes) && Tags.Equals(other.Tags)
        && ParentArray.ToHashSet().SetEquals(other.ParentArray);
}
