using System.Collections.Immutable;

namespace Palladium.Doctrine.Force;

/// <summary>What the doctrine fixes about force, the threat level, reviews and emergencies. Who may do what is in its policies. Pure data.</summary>
public sealed record ForceTable
{
    /// <summary>The highest degree of force there can be.</summary>
    public const int MostDegree = 5;

    /// <summary>The highest threat level there can be; the lowest is 1.</summary>
    public const int MostThreat = 5;

    /// <summary>Of a doctrine that says nothing about it: the lowest level, nothing that may be opened in an emergency.</summary>
    public static ForceTable Silent { get; } = new();

    /// <summary>The threat level where nobody set one, 1 to 5.</summary>
    public int UsualThreat { get; init; } = 1;

    /// <summary>How long a level above the usual one counts after the last word from the member that set it.</summary>
    public TimeSpan ThreatMaxAge { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What each degree of force is, in words; a degree without words is none.</summary>
    public ImmutableSortedDictionary<int, string> Degrees { get; init; } = ImmutableSortedDictionary<int, string>.Empty;

    /// <summary>Within which time a use of force is reviewed.</summary>
    public TimeSpan ForceReview { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Within which time an opening in an emergency is reviewed.</summary>
    public TimeSpan EmergencyReview { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Actions that one person alone may open by saying that it is an emergency.</summary>
    public ImmutableArray<string> EmergencyActions { get; init; } = [];
}
