using NetTopologySuite.Geometries;

namespace Palladium.City.Import;

/// <summary>Names on the map: of parts of the city and of important places.</summary>
internal static class PlaceRules
{
    public static LayerItem? Label(MapFeature feature)
    {
        if (feature.Name.Length == 0)
        {
            return null;
        }

        var (layer, kind, zoom) = Place(feature) ?? Poi(feature) ?? default;
        return layer is null ? null : new LayerItem(layer, zoom, Point(feature), ("kind", kind), ("name", feature.Name));
    }

    private static (string Layer, string Kind, int MinZoom)? Place(MapFeature feature) => feature["place"] switch
    {
        "city" => ("places", "city", 8),
        "town" => ("places", "town", 9),
        "suburb" or "village" => ("places", "suburb", 11),
        "neighbourhood" or "quarter" or "hamlet" => ("places", "neighbourhood", 13),
        "islet" or "island" => ("places", "island", 13),
        _ => null,
    };

    private static (string Layer, string Kind, int MinZoom)? Poi(MapFeature feature) => SiteRules.KindOf(feature) switch
    {
        "hospital" => ("pois", "hospital", 13),
        "stadium" => ("pois", "stadium", 13),
        "airport" => ("pois", "airport", 11),
        "ferry_terminal" or "port" => ("pois", "port", 13),
        { } kind => ("pois", kind, 14),
        null when feature["amenity"] is "university" or "townhall" or "theatre" or "courthouse" or "marketplace" =>
            ("pois", feature["amenity"]!, 14),
        null when feature.Is("tourism", "museum") => ("pois", "museum", 14),
        null when feature.Is("railway", "station") => ("pois", "station", 13),
        null when feature.Is("leisure", "park") => ("pois", "park", feature.Shape.Area > 2e-6 ? 12 : 14),
        null when feature.Is("natural", "beach") => ("pois", "beach", 13),
        null when feature.Is("natural", "water") && feature.Shape.Area > 1e-6 => ("pois", "water", 13),
        _ => null,
    };

    private static Point Point(MapFeature feature) => feature.Shape as Point ?? feature.Shape.InteriorPoint;
}
