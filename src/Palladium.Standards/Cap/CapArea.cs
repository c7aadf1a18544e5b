using Palladium.Records.Scene;

namespace Palladium.Standards.Cap;

/// <summary>Where an alert applies (CAP 1.2, 3.2.4). The area is the union of polygons, circles and geocodes.</summary>
/// <param name="Description">The area in words.</param>
public sealed record CapArea(string Description)
{
    /// <summary>Closed rings: at least four points, the first and the last the same.</summary>
    public IReadOnlyList<IReadOnlyList<GeoPoint>> Polygons { get; init; } = [];

    /// <summary>Circles.</summary>
    public IReadOnlyList<CapCircle> Circles { get; init; } = [];

    /// <summary>Codes of areas.</summary>
    public IReadOnlyList<CapNamedValue> Geocodes { get; init; } = [];

    /// <summary>Altitude in feet above mean sea level; with a ceiling, the lower end of a range.</summary>
    public decimal? Altitude { get; init; }

    /// <summary>The upper end in feet above mean sea level; only together with an altitude.</summary>
    public decimal? Ceiling { get; init; }
}

/// <summary>A circle on the earth.</summary>
/// <param name="Center">Its centre, WGS 84.</param>
/// <param name="RadiusKilometres">0 or more, in kilometres as the standard has it.</param>
public readonly record struct CapCircle(GeoPoint Center, double RadiusKilometres);
