namespace Palladium.City.Import;

/// <summary>What the ground is used for, in the few words that a style tells apart.</summary>
internal static class GroundRules
{
    public static string? KindOf(MapFeature area) => area["leisure"] switch
    {
        "park" or "garden" or "nature_reserve" or "recreation_ground" => "park",
        "golf_course" => "grass",
        "pitch" or "track" or "playground" => "pitch",
        "stadium" or "sports_centre" => "stadium",
        _ => Land(area) ?? Natural(area) ?? Institution(area),
    };

    private static string? Land(MapFeature area) => area["landuse"] switch
    {
        "grass" or "meadow" or "village_green" or "recreation_ground" or "greenfield" => "grass",
        "forest" => "forest",
        "orchard" or "farmland" or "farm" or "vineyard" or "plant_nursery" => "farm",
        "cemetery" => "cemetery",
        "industrial" or "railway" or "port" or "harbour" or "quarry" or "landfill" => "industrial",
        "commercial" or "retail" => "commercial",
        "military" => "military",
        _ => null,
    };

    private static string? Natural(MapFeature area) => area["natural"] switch
    {
        "beach" or "sand" => "sand",
        "wood" => "forest",
        "grassland" or "scrub" or "heath" => "grass",
        "wetland" => "wetland",
        "bare_rock" => "rock",
        _ => null,
    };

    private static string? Institution(MapFeature area) => area["amenity"] switch
    {
        "school" or "university" or "college" or "kindergarten" => "school",
        "hospital" or "clinic" => "hospital",
        "parking" => "parking",
        "grave_yard" => "cemetery",
        _ when area.Is("aeroway", "aerodrome") => "aerodrome",
        _ when area["aeroway"] is "apron" or "runway" => "apron",
        _ when area["man_made"] is "pier" or "breakwater" => "pier",
        _ when area["highway"] is "pedestrian" or "footway" => "square",
        _ when area.Is("place", "square") => "square",
        _ => null,
    };
}
