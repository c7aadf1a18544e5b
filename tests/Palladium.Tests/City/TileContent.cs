using System.IO.Compression;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;
using Palladium.City;
using Palladium.Records.Scene;
using MapTile = NetTopologySuite.IO.VectorTiles.Tiles.Tile;

namespace Palladium.Tests.City;

/// <summary>Looks into the tiles that a city folder serves.</summary>
internal static class TileContent
{
    public static VectorTile At(CityFolder city, GeoPoint place, int zoom)
    {
        var at = MapTile.CreateAroundLocation(place.Latitude, place.Longitude, zoom)!;
        var bytes = city.Tile(zoom, at.X, at.Y);
        Assert.NotNull(bytes);
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        plain.Position = 0;
        return new MapboxTileReader().Read(plain, at);
    }

    public static bool IsWater(CityFolder city, double latitude, double longitude)
    {
        var place = new GeoPoint(latitude, longitude);
        return At(city, place, 14).Layers.Where(l => l.Name == "water").SelectMany(l => l.Features)
            .Any(f => f.Geometry.Buffer(0).Contains(new Point(longitude, latitude)));
    }
}
