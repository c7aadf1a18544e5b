using NetTopologySuite.Geometries;

namespace Palladium.City.Import;

/// <summary>Something to be drawn.</summary>
/// <param name="Layer">Name of the layer in the tiles.</param>
/// <param name="MinZoom">From which zoom on.</param>
/// <param name="Shape">Longitude and latitude in degrees.</param>
/// <param name="Attributes">What a style may ask for; strings and whole numbers.</param>
internal sealed record LayerItem(string Layer, int MinZoom, Geometry Shape, params (string Key, object Value)[] Attributes);
