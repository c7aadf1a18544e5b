using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Tests.Doctrine;

/// <summary>The members of the demo city; a member's id here is its kind.</summary>
internal static class Cast
{
    public static readonly string[] Kinds =
        ["safety", "police", "fire", "ambulance", "bus", "security", "stadium", "utility", "residents", "oversight"];

    public static readonly GatePurpose Watch = new(PurposeClass.Plan, "city-watch");

    public static MemberId Id(string kind) => MemberId.Of(kind);

    public static CedarEntityData Member(string kind) => DoctrineEntities.Member(Id(kind), kind, kind);

    public static CedarEntityData Operator(string kind) => Person("ana", kind, "operator");

    /// <summary>A person on duty with these roles and no force.</summary>
    public static CedarEntityData Person(string id, string kind, params string[] roles) =>
        DoctrineEntities.Person(id, Id(kind), kind, new PersonFacts { Roles = roles, OnDuty = true }, DoctrineFolder.Montevideo.Schema);

    public static GateRequest Request(
        CedarEntityData principal, string action, CedarEntityData resource, GatePurpose? purpose = null) => new()
        {
            Principal = principal.Uid,
            Action = action,
            Resource = resource.Uid,
            Entities = EntitySlice.Of([.. Kinds.Select(Member), principal, resource]),
            Purpose = purpose ?? Watch,
        };
}
