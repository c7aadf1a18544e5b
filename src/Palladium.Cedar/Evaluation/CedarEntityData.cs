namespace Palladium.Cedar;

/// <summary>What a store knows of an entity. Immutable.</summary>
/// <param name="uid">Its name.</param>
/// <param name="attributes">Its attributes.</param>
/// <param name="parents">The entities it is in; direct ones suffice, transitive ones do no harm.</param>
/// <param name="tags">Its tags; null for none.</param>
public sealed class CedarEntityData(
    EntityUid uid,
    CedarRecord attributes,
    IReadOnlyCollection<EntityUid> parents,
    CedarRecord? tags = null)
{
    /// <summary>Its name.</summary>
    public EntityUid Uid { get; } = uid;

    /// <summary>Its attributes.</summary>
    public CedarRecord Attributes { get; } = attributes;

    /// <summary>The entities it is in.</summary>
    public IReadOnlyCollection<EntityUid> Parents { get; } = parents;

    /// <summary>Its tags.</summary>
    public CedarRecord Tags { get; } = tags ?? CedarRecord.Empty;

    internal EntityUid[] ParentArray { get; } = parents as EntityUid[] ?? [.. parents];

    internal bool IsSameAs(CedarEntityData other) =>
        Uid.Equals(other.Uid) && Attributes.Equals(other.Attributes) && Tags.Equals(other.Tags)
        && ParentArray.ToHashSet().SetEquals(other.ParentArray);
}
