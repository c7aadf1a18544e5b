using NetTopologySuite.Geometries;

namespace Palladium.City.Import;

/// <summary>Whether a closed way is an area or a line that ends where it began (OpenStreetMap does not say).</summary>
internal static class AreaRule
{
    private static readonly string[] AreaKeys =
    [
        "building", "landuse", "leisure", "amenity", "shop", "tourism", "office", "place", "boundary", "water", "historic", "military", "industrial",
    ];

    private static readonly string[] LineNatural = ["coastline", "tree_row", "cliff", "ridge"];

    public static bool IsArea(Dictionary<string, string> tags, Coordinate[] line)
    {
        if (line.Length < 4 || !line[0].Equals2D(line[^1]) || tags.GetValueOrDefault("area") == "no")
        {
            return false;
        }

        return tags.GetValueOrDefault("area") == "yes"
            || (tags.TryGetValue("natural", out var natural) && !LineNatural.Contains(natural))
            || (!tags.ContainsKey("highway") && !tags.ContainsKey("barrier") && AreaKeys.Any(tags.ContainsKey))
            || tags.GetValueOrDefault("power") is "substation" or "plant"
            || tags.GetValueOrDefault("aeroway") is "aerodrome" or "apron" or "terminal"
            || tags.GetValueOrDefault("man_made") is "pier" or "breakwater"
            || tags.GetValueOrDefault("waterway") is "riverbank" or "dock";
    }
}
