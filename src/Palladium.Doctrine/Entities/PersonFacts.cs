namespace Palladium.Doctrine.Entities;

/// <summary>What the rules may know about a person at one moment. Whoever has none of it has none of the rights that hang on it.</summary>
public sealed record PersonFacts
{
    /// <summary>The most that <see cref="RoleForce"/> and <see cref="Accreditation"/> can say.</summary>
    public const int MostForce = 5;

    /// <summary>Words of the doctrine: <c>operator</c>, <c>steward</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether the person is on duty now.</summary>
    public bool OnDuty { get; init; }

    /// <summary>Sites of which the person has charge.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>The highest degree of force that goes with the person's role, 0 to 5.</summary>
    public int RoleForce { get; init; }

    /// <summary>The highest degree of force for which the person is trained, 0 to 5.</summary>
    public int Accreditation { get; init; }

    /// <summary>When the training is out of date.</summary>
    public DateTimeOffset AccreditedUntil { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Whether the person is a reservist.</summary>
    public bool Reservist { get; init; }

    /// <summary>Whether the reservist was called up.</summary>
    public bool CalledUp { get; init; }

    /// <summary>Whether the person sits on the ethics committee.</summary>
    public bool Overseer { get; init; }
}
