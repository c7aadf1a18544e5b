using Palladium.Records.Scene;

namespace Palladium.City.Import;

/// <summary>Which objects of the map are sites, and of what kind.</summary>
internal static class SiteRules
{
    private static readonly Dictionary<(string Key, string Value), string> Kinds = new()
    {
        [("amenity", "police")] = "police",
        [("amenity", "hospital")] = "hospital",
        [("amenity", "clinic")] = "clinic",
        [("amenity", "fire_station")] = "fire_station",
        [("leisure", "stadium")] = "stadium",
        [("amenity", "school")] = "school",
        [("amenity", "embassy")] = "embassy",
        [("power", "substation")] = "substation",
        [("amenity", "bus_station")] = "bus_station",
        [("amenity", "ferry_terminal")] = "ferry_terminal",
        [("landuse", "port")] = "port",
        [("landuse", "harbour")] = "port",
        [("industrial", "port")] = "port",
        [("harbour", "yes")] = "port",
        [("aeroway", "aerodrome")] = "airport",
    };

    public static string? KindOf(MapFeature feature)
    {
        foreach (var ((key, value), kind) in Kinds)
        {
            if (feature.Is(key, value))
            {
                return kind;
            }
        }

        return null;
    }

    public static List<Site> Sites(IEnumerable<MapFeature> features) =>
        [.. from f in features
            let kind = KindOf(f)
            where kind is not null
            orderby kind, f.Id
            select new Site(f.Id, kind, f.Name, Place(f))];

    public static List<CityCamera> Cameras(IEnumerable<MapFeature> features) =>
        [.. from f in features
            where f.Is("man_made", "surveillance")
            orderby f.Id
            select new CityCamera(f.Id, f.Name, Place(f), Direction(f), Feed.Live)];

    public static GeoPoint Place(MapFeature feature)
    {
        var point = feature.Shape is NetTopologySuite.Geometries.Point p ? p : feature.Shape.InteriorPoint;
        return new GeoPoint(point.Y, point.X);
    }

    private static double? Direction(MapFeature feature) =>
        double.TryParse(feature["camera:direction"] ?? feature["direction"],
            System.Globalization.CultureInfo.InvariantCulture, out var d) && d is >= 0 and <= 360 ? d : null;
}
