namespace Palladium.Web.Contract;

/// <summary>The threat level of an area as this node has to take it.</summary>
/// <param name="Area">The area's word; empty for the whole city.</param>
/// <param name="Level">1 to 5.</param>
/// <param name="SetLevel">The level that was set; null where the usual one holds because nobody set another.</param>
/// <param name="SetBy">The member that set it; null for none.</param>
/// <param name="SetAt">When.</param>
/// <param name="Until">Until when it counts.</param>
/// <param name="HeardAt">When this node last heard of the setter, or of any other member; null for never.</param>
/// <param name="Fell">Whether the set level counts no more because the setter was not heard for too long.</param>
public sealed record ThreatDto(
    string Area, int Level, int? SetLevel, string? SetBy, DateTimeOffset? SetAt, DateTimeOffset? Until, DateTimeOffset? HeardAt, bool Fell);

/// <summary>All levels in force: <see cref="PalladiumRoutes.Threat"/>.</summary>
/// <param name="Levels">The whole city first, then areas with a level of their own.</param>
/// <param name="Usual">The level where nobody set one.</param>
/// <param name="MaxAgeMinutes">How long a level above the usual one counts after the last word from its setter.</param>
/// <param name="MaySet">Whether the asker may set a level.</param>
public sealed record ThreatsDto(IReadOnlyList<ThreatDto> Levels, int Usual, int MaxAgeMinutes, bool MaySet);

/// <summary>Sets a level: <see cref="PalladiumRoutes.Threat"/>.</summary>
/// <param name="Area">The area's word; empty or left out for the whole city.</param>
/// <param name="Level">1 to 5.</param>
/// <param name="Until">Until when, at most 30 days from now.</param>
public sealed record SetThreatRequest(string? Area, int Level, DateTimeOffset Until);
