namespace Palladium.Cedar;

/// <summary>The question: may this principal do this action on this resource? Immutable.</summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Action">What for.</param>
/// <param name="Resource">On what.</param>
/// <param name="Context">What else is known of the request.</param>
public sealed record CedarRequest(EntityUid Principal, EntityUid Action, EntityUid Resource, CedarRecord Context)
{
    /// <summary>Who asks.</summary>
    public EntityUid Principal
    {
        get => PrincipalEntity.Uid;
        init => PrincipalEntity = new CedarEntity(value);
    }

    /// <summary>What for.</summary>
    public EntityUid Action
    {
        get => ActionEntity.Uid;
        init => ActionEntity = new CedarEntity(value);
    }

    /// <summary>On what.</summary>
    public EntityUid Resource
    {
        get => ResourceEntity.Uid;
        init => ResourceEntity = new CedarEntity(value);
    }

    internal CedarEntity PrincipalEntity { get; private init; } = new(Principal);

    internal CedarEntity ActionEntity { get; private init; } = new(Action);

    internal CedarEntity ResourceEntity { get; private init; } = new(Resource);
}
