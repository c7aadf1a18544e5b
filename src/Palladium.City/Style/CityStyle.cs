using System.Text.Json.Nodes;
using Palladium.Records;

namespace Palladium.City.Style;

/// <summary>The map's looks: MapLibre style documents for the layers that the import makes.</summary>
public static class CityStyle
{
    /// <summary>The style as JSON text.</summary>
    /// <param name="theme"><c>dark</c> or <c>light</c>.</param>
    /// <param name="tileUrl">
    /// Where tiles are, with <c>{z}</c>, <c>{x}</c>, <c>{y}</c>: absolute, because the map's worker has no page to be relative to;
    /// for example <c>https://host:8443/api/v1/tiles/{z}/{x}/{y}.mvt</c>.
    /// </param>
    /// <param name="city">Gives the bounds and zooms of the tiles, so that none is asked for beyond them; null leaves them out.</param>
    public static Outcome<string> Read(string theme, string tileUrl, CityInfo? city = null)
    {
        if (theme is not ("dark" or "light"))
        {
            return new Refusal("theme", "style.theme", "There are two themes: dark and light.");
        }

        using var stream = typeof(CityStyle).Assembly.GetManifestResourceStream($"Palladium.City.Style.{theme}.json")!;
        var style = JsonNode.Parse(stream)!;
        var source = style["sources"]!["city"]!;
        source["tiles"] = new JsonArray(tileUrl);
        if (city is not null)
        {
            source["bounds"] = new JsonArray(city.Bounds.West, city.Bounds.South, city.Bounds.East, city.Bounds.North);
            source["minzoom"] = city.MinZoom;
            source["maxzoom"] = city.MaxZoom;
            source["attribution"] = city.Attribution;
        }

        return style.ToJsonString();
    }
}
