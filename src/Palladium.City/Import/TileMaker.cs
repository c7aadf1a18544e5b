using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;
using NetTopologySuite.Simplify;
using Palladium.City.Tiles;
using MapTile = NetTopologySuite.IO.VectorTiles.Tiles.Tile;

namespace Palladium.City.Import;

/// <summary>Cuts what is to be drawn into vector tiles, simpler at low zooms.</summary>
internal static class TileMaker
{
    public const int MinZoom = 8;
    public const int MaxZoom = 14;

    /// <summary>Tile units (of 4096) drawn beyond the edge, so that wide lines do not end there.</summary>
    private const int Margin = 96;

    /// <summary>Bottom to top; also the order in the tile.</summary>
    public static readonly string[] LayerOrder =
        ["water", "landuse", "waterway", "buildings", "roads", "rail", "boundaries", "pois", "places"];

    public static PmTilesWriter Make(
        IReadOnlyList<LayerItem> items, Envelope frame, IProgress<CityImportProgress>? progress, CancellationToken ct)
    {
        var writer = new PmTilesWriter();
        for (var zoom = MinZoom; zoom <= MaxZoom; zoom++)
        {
            progress?.Report(new($"drawing zoom {zoom}", 50 + (45 * (zoom - MinZoom) / (MaxZoom - MinZoom + 1))));
            foreach (var ((x, y), layers) in Distribute(items, frame, zoom, ct))
            {
                ct.ThrowIfCancellationRequested();
                writer.Add(zoom, x, y, Encode(zoom, x, y, layers));
            }
        }

        return writer;
    }

    private static Dictionary<(int X, int Y), Dictionary<string, Layer>> Distribute(
        IReadOnlyList<LayerItem> items, Envelope frame, int zoom, CancellationToken ct)
    {
        var tiles = new Dictionary<(int X, int Y), Dictionary<string, Layer>>();
        var unit = TileGrid.UnitDegrees(zoom);
        var cover = TileGrid.Cover(frame, zoom);
        foreach (var item in items.Where(i => i.MinZoom <= zoom))
        {
            ct.ThrowIfCancellationRequested();
            if (Simplify(item.Shape, unit, zoom) is not { IsEmpty: false } shape)
            {
                continue;
            }

            var reach = shape.EnvelopeInternal.Copy();
            reach.ExpandBy(Margin * unit);
            var (x0, y0, x1, y1) = TileGrid.Cover(reach, zoom);
            var attributes = new AttributesTable(item.Attributes.Select(a => KeyValuePair.Create(a.Key, a.Value)));
            for (var x = Math.Max(x0, cover.X0); x <= Math.Min(x1, cover.X1); x++)
            {
                for (var y = Math.Max(y0, cover.Y0); y <= Math.Min(y1, cover.Y1); y++)
                {
                    Put(tiles, (x, y), item.Layer, shape, attributes, zoom, unit);
                }
            }
        }

        return tiles;
    }

    private static void Put(
        Dictionary<(int X, int Y), Dictionary<string, Layer>> tiles, (int X, int Y) at, string layerName,
        Geometry shape, AttributesTable attributes, int zoom, double unit)
    {
        var box = TileGrid.Bounds(zoom, at.X, at.Y);

        // A label belongs to the one tile that it is in; a margin would draw it twice.
        if (shape is not Point)
        {
            box.ExpandBy(Margin * unit);
        }

        foreach (var piece in Clip.ToBox(shape, box))
        {
            if (!tiles.TryGetValue(at, out var layers))
            {
                tiles[at] = layers = [];
            }

            if (!layers.TryGetValue(layerName, out var layer))
            {
                layers[layerName] = layer = new Layer { Name = layerName };
            }

            layer.Features.Add(new Feature(piece, attributes));
        }
    }

    /// <summary>Null when it would be smaller than about a pixel.</summary>
    private static Geometry? Simplify(Geometry shape, double unit, int zoom)
    {
        if (shape is Point)
        {
            return shape;
        }

        var size = Math.Max(shape.EnvelopeInternal.Width, shape.EnvelopeInternal.Height) / unit;
        if (size < (shape is IPolygonal ? 12 : 4))
        {
            return null;
        }

        return new DouglasPeuckerSimplifier(shape)
        {
            DistanceTolerance = (zoom == MaxZoom ? 1 : 4) * unit,
            EnsureValidTopology = false,
        }.GetResultGeometry();
    }

    private static byte[] Encode(int zoom, int x, int y, Dictionary<string, Layer> layers)
    {
        var tile = new VectorTile { TileId = new MapTile(x, y, zoom).Id };
        foreach (var name in LayerOrder)
        {
            if (layers.TryGetValue(name, out var layer))
            {
                tile.Layers.Add(layer);
            }
        }

        using var bytes = new MemoryStream();
        tile.Write(bytes, minLinealExtent: 1, minPolygonalExtent: 2);
        return PmTilesDirectory.Gzip(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }
}
