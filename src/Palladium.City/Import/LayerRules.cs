using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Linemerge;

namespace Palladium.City.Import;

/// <summary>What of the map is drawn, in which layer, from which zoom on.</summary>
internal static class LayerRules
{
    public static IEnumerable<LayerItem> Items(IReadOnlyList<MapFeature> features)
    {
        var lines = features.Where(f => f.Shape is ILineal).ToList();
        var areas = features.Where(f => f.Shape is IPolygonal).ToList();
        return Roads(lines)
            .Concat(lines.Select(Line).OfType<LayerItem>())
            .Concat(areas.SelectMany(Area))
            .Concat(features.Select(PlaceRules.Label).OfType<LayerItem>());
    }

    /// <summary>Ways of one street are drawn as one line, so that its name finds room.</summary>
    private static IEnumerable<LayerItem> Roads(List<MapFeature> lines) =>
        from way in lines
        let road = Road(way)
        where road is not null
        group way.Shape by (road.Value.Class, road.Value.MinZoom, way.Name) into street
        from part in Merge(street)
        select new LayerItem("roads", street.Key.MinZoom, part, ("class", street.Key.Class), ("name", street.Key.Name));

    private static IEnumerable<Geometry> Merge(IEnumerable<Geometry> shapes)
    {
        var merger = new LineMerger();
        merger.Add(shapes);
        return merger.GetMergedLineStrings();
    }

    private static (string Class, int MinZoom)? Road(MapFeature way) => way["highway"] switch
    {
        "motorway" or "trunk" => ("trunk", 8),
        "primary" => ("primary", 8),
        "secondary" => ("secondary", 10),
        "motorway_link" or "trunk_link" or "primary_link" or "secondary_link" or "tertiary_link" => ("link", 12),
        "tertiary" => ("tertiary", 11),
        "residential" or "unclassified" or "road" => ("minor", 12),
        "living_street" or "pedestrian" => ("living", 13),
        "service" => ("service", 14),
        "footway" or "path" or "steps" or "cycleway" or "track" => ("path", 14),
        _ when way["man_made"] is "pier" or "breakwater" or "groyne" => ("pier", 12),
        _ when way.Is("aeroway", "runway") => ("runway", 11),
        _ => null,
    };

    private static LayerItem? Line(MapFeature way)
    {
        if (way["railway"] is "rail" or "light_rail" or "tram" or "subway" && !way.Is("tunnel", "yes"))
        {
            return new LayerItem("rail", way.Has("service") ? 13 : 10, way.Shape, ("class", way["railway"]!));
        }

        if (way["waterway"] is "river" or "canal" or "stream" && !way.Has("tunnel"))
        {
            var kind = way["waterway"]!;
            return new LayerItem("waterway", kind == "stream" ? 12 : 9, way.Shape, ("kind", kind), ("name", way.Name));
        }

        return way.Is("boundary", "administrative")
            ? new LayerItem("boundaries", 8, way.Shape, ("level", way["admin_level"] ?? ""))
            : null;
    }

    private static IEnumerable<LayerItem> Area(MapFeature area)
    {
        if (area.Is("boundary", "administrative"))
        {
            yield return new LayerItem("boundaries", 8, area.Shape.Boundary, ("level", area["admin_level"] ?? ""));
        }

        if (area.Is("natural", "water") || area["waterway"] is "riverbank" or "dock" || area["landuse"] is "reservoir" or "basin")
        {
            yield return new LayerItem("water", 8, area.Shape, ("kind", "inland"), ("name", area.Name));
        }
        else if (GroundRules.KindOf(area) is { } ground)
        {
            yield return new LayerItem("landuse", ground is "pitch" or "parking" ? 13 : 9, area.Shape, ("kind", ground));
        }

        if (area.Has("building") && !area.Is("building", "no"))
        {
            yield return new LayerItem("buildings", 13, area.Shape);
        }
    }
}
