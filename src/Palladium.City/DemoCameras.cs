using Palladium.Records.Scene;

namespace Palladium.City;

/// <summary>
/// Invents cameras for drills, because hardly any map knows a city's real ones. Each is marked <see cref="Feed.Exercise"/>, says so in its
/// name, and stands on a street by a real named site and looks at it. The same city always gives the same cameras.
/// </summary>
public static class DemoCameras
{
    private static readonly string[] Kinds =
        ["stadium", "hospital", "police", "fire_station", "bus_station", "ferry_terminal", "port", "embassy", "substation", "clinic", "school"];

    /// <summary>Up to <paramref name="count"/> cameras, spread over the city; fewer when it has fewer named sites.</summary>
    public static IReadOnlyList<CityCamera> Invent(CityFolder city, int count = 48)
    {
        ArgumentNullException.ThrowIfNull(city);
        var candidates = city.Sites
            .Where(s => s.Name.Length > 0 && Kinds.Contains(s.Kind))
            .OrderBy(s => Array.IndexOf(Kinds, s.Kind)).ThenBy(s => s.Id, StringComparer.Ordinal)
            .ToList();
        var chosen = new List<Site>();
        while (chosen.Count < count && candidates.Count > 0)
        {
            // Always the one farthest from those chosen, with a kind's rank as the tie-break: an even spread.
            var next = chosen.Count == 0 ? candidates[0] : candidates.MaxBy(c => chosen.Min(s => s.Place.DistanceTo(c.Place)))!;
            chosen.Add(next);
            candidates.Remove(next);
        }

        return [.. chosen.Select((site, i) => Camera(city, site, i + 1))];
    }

    private static CityCamera Camera(CityFolder city, Site site, int number)
    {
        var place = site.Place;
        if (city.Roads.Accepted(out var roads, out _) && roads.NodeCount > 0)
        {
            var corner = roads.Place(roads.Nearest(site.Place));
            place = corner.DistanceTo(site.Place) < 250 ? corner : place;
        }

        double? direction = place == site.Place ? null : Math.Round(Geo.Bearing(place, site.Place));
        return new CityCamera($"exercise/camera/{number:00}", $"{site.Name} (exercise camera {number})", place, direction, Feed.Exercise);
    }
}
