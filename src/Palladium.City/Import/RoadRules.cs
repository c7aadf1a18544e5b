using System.Globalization;
using Palladium.City.Roads;

namespace Palladium.City.Import;

/// <summary>Which ways vehicles may use, how fast, in which direction.</summary>
internal static class RoadRules
{
    public static RoadClass? ClassOf(MapFeature way) => way["highway"] switch
    {
        "motorway" or "motorway_link" => RoadClass.Motorway,
        "trunk" or "trunk_link" => RoadClass.Trunk,
        "primary" or "primary_link" => RoadClass.Primary,
        "secondary" or "secondary_link" => RoadClass.Secondary,
        "tertiary" or "tertiary_link" => RoadClass.Tertiary,
        "residential" or "unclassified" or "road" => RoadClass.Residential,
        "service" => RoadClass.Service,
        "living_street" => RoadClass.Living,
        _ => null,
    };

    /// <summary>Whether a patrol car may drive there at all.</summary>
    public static bool Drivable(MapFeature way) =>
        ClassOf(way) is not null && !(way["access"] is "no" or "private") && !(way["motor_vehicle"] is "no" or "private");

    /// <summary>Kilometres per hour: what is signed, or what is usual in a city on that class of road.</summary>
    public static byte Speed(MapFeature way, RoadClass roadClass)
    {
        if (way["maxspeed"] is { } text && double.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var signed))
        {
            var km = text.EndsWith("mph", StringComparison.Ordinal) ? signed * 1.609344 : signed;
            if (km is >= 5 and <= 130)
            {
                return (byte)km;
            }
        }

        return roadClass switch
        {
            RoadClass.Motorway => 100,
            RoadClass.Trunk => 75,
            RoadClass.Primary => 60,
            RoadClass.Secondary => 50,
            RoadClass.Tertiary => 45,
            RoadClass.Residential => 40,
            RoadClass.Service => 20,
            _ => 10,
        };
    }

    /// <summary>1 along the way only, -1 against it only, 0 both.</summary>
    public static int Direction(MapFeature way) => way["oneway"] switch
    {
        "yes" or "true" or "1" => 1,
        "-1" or "reverse" => -1,
        "no" => 0,
        _ => way.Is("junction", "roundabout") || way["highway"] is "motorway" or "motorway_link" ? 1 : 0,
    };
}
