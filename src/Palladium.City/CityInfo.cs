using Palladium.Records.Scene;

namespace Palladium.City;

/// <summary>What a city folder says about itself; the content of <c>city.json</c>.</summary>
/// <param name="Name">As given at the import.</param>
/// <param name="TimeZone">IANA name: <c>America/Montevideo</c>.</param>
/// <param name="Bounds">The part of the earth that the map covers.</param>
/// <param name="Centre">Where a map should open: the middle of the street network, not of the bounds.</param>
/// <param name="MinZoom">Lowest zoom with tiles.</param>
/// <param name="MaxZoom">Highest zoom with tiles; a map scales these up beyond it.</param>
/// <param name="Source">What file or folder it was made from (a name, no path).</param>
/// <param name="Attribution">To be shown wherever the map is shown (a condition of the licence).</param>
/// <param name="Counts">How many of each kind of site, and of roads, nodes, edges, tiles, features by name.</param>
public sealed record CityInfo(
    string Name, string TimeZone, GeoBounds Bounds, GeoPoint Centre, int MinZoom, int MaxZoom,
    string Source, string Attribution, IReadOnlyDictionary<string, long> Counts);

/// <summary>A rectangle in degrees, WGS 84, that does not cross the antimeridian.</summary>
public sealed record GeoBounds(double West, double South, double East, double North)
{
    /// <summary>Whether a place is inside or on the edge.</summary>
    public bool Contains(GeoPoint place) =>
        place.Longitude >= West && place.Longitude <= East && place.Latitude >= South && place.Latitude <= North;
}

/// <summary>A camera as the map knows it, or as a drill invents it.</summary>
/// <param name="Id">Stable within the city: <c>osm/n/1</c>, or <c>exercise/camera/07</c>.</param>
/// <param name="Name">What it is called: usually of the site or the crossing where it stands.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Direction">Degrees clockwise from north that it looks at; null when unknown.</param>
/// <param name="Feed"><see cref="Feed.Exercise"/> for an invented one.</param>
public sealed record CityCamera(string Id, string Name, GeoPoint Place, double? Direction, Feed Feed);
