using System.Globalization;
using System.Text.RegularExpressions;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles.Mapbox;
using Palladium.Records;
using MapTile = NetTopologySuite.IO.VectorTiles.Tiles.Tile;

namespace Palladium.City.Import;

/// <summary>Reads a folder of OSM QA tiles: <c>Z-X-Y.mvt</c>, one layer <c>osm</c>, every tag a property.</summary>
internal static partial class QaTileSource
{
    public static Outcome<MapContent> Read(string folder, IProgress<CityImportProgress>? progress, CancellationToken ct)
    {
        var files = Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.mvt").Where(f => TileName().IsMatch(Path.GetFileName(f))).Order().ToArray()
            : [];
        if (files.Length == 0)
        {
            return new Refusal(folder, "city.no-tiles", "The folder holds no files of the form Z-X-Y.mvt.");
        }

        var merge = new FeatureMerge();
        var frame = new Envelope();
        for (var i = 0; i < files.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            progress?.Report(new($"reading {Path.GetFileName(files[i])}", 30 * i / files.Length));
            if (!ReadTile(files[i], merge, frame).Accepted(out _, out var refusal))
            {
                return refusal;
            }
        }

        return new MapContent(merge.ToFeatures(), frame, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));
    }

    private static Outcome<bool> ReadTile(string file, FeatureMerge merge, Envelope frame)
    {
        var numbers = TileName().Match(Path.GetFileName(file)).Groups;
        var tile = new MapTile(Number(numbers[2]), Number(numbers[3]), Number(numbers[1]));
        frame.ExpandToInclude(TileGrid.Bounds(tile.Zoom, tile.X, tile.Y));
        NetTopologySuite.IO.VectorTiles.VectorTile content;
        try
        {
            using var stream = File.OpenRead(file);
            content = new MapboxTileReader().Read(stream, tile);
        }
        catch (Exception e) when (e is ProtoBuf.ProtoException or IOException or InvalidOperationException
            or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            return new Refusal(file, "city.bad-tile", $"Not a readable vector tile: {e.Message}");
        }

        foreach (var feature in content.Layers.Where(l => l.Name == "osm").SelectMany(l => l.Features))
        {
            if (feature.Geometry is { IsEmpty: false } && Identity(feature.Attributes) is { } id)
            {
                feature.Geometry.Apply(GridRounding.Instance);
                feature.Geometry.GeometryChanged();
                merge.Add(id, Tags(feature.Attributes), feature.Geometry);
            }
        }

        return true;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static string? Identity(IAttributesTable attributes) =>
        attributes.GetOptionalValue("@type") is string { Length: > 0 } type && attributes.GetOptionalValue("@id") is { } id
            ? string.Create(CultureInfo.InvariantCulture, $"osm/{type[0]}/{id}")
            : null;

    private static Dictionary<string, string> Tags(IAttributesTable attributes)
    {
        var tags = new Dictionary<string, string>();
        var names = attributes.GetNames();
        var values = attributes.GetValues();
        for (var i = 0; i < names.Length; i++)
        {
            // Editors' names (@user) are not needed and therefore not kept.
            if (names[i] is [not '@', ..] && Convert.ToString(values[i], CultureInfo.InvariantCulture) is { } value)
            {
                tags[names[i]] = value;
            }
        }

        return tags;
    }

    [GeneratedRegex(@"^(\d{1,2})-(\d{1,8})-(\d{1,8})\.mvt$")]
    private static partial Regex TileName();
}
