namespace Palladium.Web.Contract;

/// <summary>
/// What somebody may do at a place: GET <see cref="PalladiumRoutes.Rights"/> for whoever is signed in, POST <see cref="RightsRequest"/> for a
/// person who does not have to exist.
/// </summary>
/// <param name="Place">The place's word; empty for none.</param>
/// <param name="Threat">The threat level that was asked with, 1 to 5.</param>
/// <param name="InForce">The level in force at the place; null where another one was asked with.</param>
/// <param name="OnDuty">Whether the person is on duty.</param>
/// <param name="HighestDegree">The highest degree of force up to which every degree is permitted; null for none.</param>
/// <param name="Rights">What is permitted and what is not, in the order of the degrees, then acts, then what may be seen.</param>
/// <param name="Authorities">Behind what, and when this node last heard of it.</param>
public sealed record RightsDto(
    string Place, int Threat, ThreatDto? InForce, bool OnDuty, int? HighestDegree, IReadOnlyList<RightDto> Rights, IReadOnlyList<AuthorityDto> Authorities);

/// <summary>One thing that somebody may do, or may not.</summary>
/// <param name="Group"><c>force</c>, <c>act</c> or <c>see</c>.</param>
/// <param name="What">In words.</param>
/// <param name="Degree">The degree of force; null for what is none.</param>
/// <param name="Permitted">Whether it is permitted.</param>
/// <param name="Rule">The rule that decided, by its id.</param>
/// <param name="Words">The rule, in its words.</param>
/// <param name="IfThreatRose">Whether it would be permitted if the threat level were one higher.</param>
/// <param name="Authority">Id of the <see cref="AuthorityDto"/> behind it: the one of which this node heard least lately.</param>
public sealed record RightDto(
    string Group, string What, int? Degree, bool Permitted, string Rule, string Words, bool IfThreatRose, string Authority);

/// <summary>What a right rests on.</summary>
/// <param name="Id"><c>doctrine</c> or <c>threat</c>.</param>
/// <param name="Words">What it is, in words.</param>
/// <param name="HeardAt">When this node last heard of whoever can change it; null for never.</param>
/// <param name="AgeSeconds">How long ago that was; null for never.</param>
public sealed record AuthorityDto(string Id, string Words, DateTimeOffset? HeardAt, long? AgeSeconds);

/// <summary>A person to ask for, for stewards and planners: <see cref="PalladiumRoutes.Rights"/>.</summary>
/// <param name="Member">The member whose person it is; left out for this one.</param>
/// <param name="Roles">Words of the doctrine.</param>
/// <param name="OnDuty">Whether the person is on duty.</param>
/// <param name="RoleForce">0 to 5.</param>
/// <param name="Accreditation">0 to 5.</param>
/// <param name="Sites">Of which the person has charge.</param>
/// <param name="Reservist">Whether the person is a reservist.</param>
/// <param name="CalledUp">Whether the reservist is called up.</param>
/// <param name="Overseer">Whether the person sits on the ethics committee.</param>
/// <param name="Place">The place's word.</param>
/// <param name="Threat">1 to 5; left out for the level in force there.</param>
public sealed record RightsRequest(
    string? Member = null, IReadOnlyList<string>? Roles = null, bool OnDuty = true, int RoleForce = 0, int Accreditation = 0,
    IReadOnlyList<string>? Sites = null, bool Reservist = false, bool CalledUp = false, bool Overseer = false, string? Place = null, int? Threat = null);
