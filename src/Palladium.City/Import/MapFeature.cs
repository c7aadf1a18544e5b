using NetTopologySuite.Geometries;

namespace Palladium.City.Import;

/// <summary>One object of the map with all its tags, whatever file it came from.</summary>
/// <param name="Id"><c>osm/n/1</c>, <c>osm/w/2</c> or <c>osm/r/3</c>: stable over imports.</param>
/// <param name="Tags">OpenStreetMap's keys and values.</param>
/// <param name="Shape">Point, line(s) or area(s), longitude and latitude in degrees.</param>
internal sealed record MapFeature(string Id, IReadOnlyDictionary<string, string> Tags, Geometry Shape)
{
    public string? this[string key] => Tags.GetValueOrDefault(key);

    public bool Is(string key, string value) => Tags.TryGetValue(key, out var v) && v == value;

    public bool Has(string key) => Tags.ContainsKey(key);

    public string Name => this["name"] ?? "";
}

/// <summary>All that an import read, and the frame it fills.</summary>
internal sealed record MapContent(IReadOnlyList<MapFeature> Features, Envelope Frame, string Source);
