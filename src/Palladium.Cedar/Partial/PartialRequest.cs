namespace Palladium.Cedar;

/// <summary>An entity whose type is known; its id may not be.</summary>
/// <param name="Type">The full type name.</param>
/// <param name="Id">The id; null while it is not known. Whatever it turns out to be, the entity exists.</param>
public readonly record struct PartialUid(string Type, string? Id)
{
    internal EntityUid? Uid => Id is null ? null : new EntityUid(Type, Id);

    /// <summary>An entity that is known.</summary>
    public static PartialUid Of(EntityUid uid) => new(uid.Type, uid.Id);

    /// <summary>Any entity of a type.</summary>
    public static PartialUid Any(string type) => new(type, null);
}

/// <summary>Attributes of which some are not known.</summary>
/// <param name="Known">Those that are known.</param>
/// <param name="Unknown">The names of those of which neither the value nor, where they are optional, the presence is known.</param>
public sealed record PartialRecord(CedarRecord Known, IReadOnlySet<string> Unknown)
{
    private static readonly HashSet<string> Nothing = [];

    /// <summary>Attributes that are all known.</summary>
    public static PartialRecord Of(CedarRecord whole) => new(whole, Nothing);
}

/// <summary>A question of which not all is known. What is known must be as the schema declares it. Immutable.</summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Action">What for.</param>
/// <param name="Resource">On what.</param>
/// <param name="Context">What else is known of the request, and what is not.</param>
public sealed record PartialRequest(PartialUid Principal, EntityUid Action, PartialUid Resource, PartialRecord Context)
{
    /// <summary>The question about every entity of a type: what may this principal do this on?</summary>
    public static PartialRequest AboutAny(string resourceType, EntityUid principal, EntityUid action, CedarRecord context) =>
        new(PartialUid.Of(principal), action, PartialUid.Any(resourceType), PartialRecord.Of(context));
}
