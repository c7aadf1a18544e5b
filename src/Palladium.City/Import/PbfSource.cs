using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Polygonize;
using OsmSharp;
using OsmSharp.Streams;
using OsmSharp.Tags;
using Palladium.Records;

namespace Palladium.City.Import;

/// <summary>
/// Reads an OpenStreetMap extract. Everything is held in memory, which suits a city (about 100 bytes a node), not a continent.
/// </summary>
internal static class PbfSource
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    public static Outcome<MapContent> Read(string file, IProgress<CityImportProgress>? progress, CancellationToken ct)
    {
        if (!File.Exists(file))
        {
            return new Refusal(file, "city.no-file", "There is no such file.");
        }

        var nodes = new Dictionary<long, Coordinate>();
        var ways = new Dictionary<long, long[]>();
        var features = new List<MapFeature>();
        var relations = new List<Relation>();
        try
        {
            using var stream = File.OpenRead(file);
            long count = 0;
            foreach (var item in new PBFOsmStreamSource(stream))
            {
                if (++count % 200_000 == 0)
                {
                    ct.ThrowIfCancellationRequested();
                    progress?.Report(new($"reading {Path.GetFileName(file)}", (int)(25 * stream.Position / stream.Length)));
                }

                Take(item, nodes, ways, features, relations);
            }
        }
        catch (Exception e) when (e is IOException or ProtoBuf.ProtoException or InvalidDataException
            or InvalidOperationException or ArgumentException or NullReferenceException or IndexOutOfRangeException
            or OverflowException or FormatException)
        {
            // The library signals damage with whatever its parser ran into; all of it means the same to the caller.
            return new Refusal(file, "city.bad-pbf", $"Not a readable .osm.pbf file: {e.Message}");
        }

        foreach (var relation in relations)
        {
            if (Area(relation, nodes, ways) is { } area)
            {
                features.Add(new MapFeature(Id('r', relation.Id), Tags(relation.Tags), area));
            }
        }

        return nodes.Count == 0
            ? new Refusal(file, "city.empty", "The file holds no nodes.")
            : new MapContent(features, Frame(features), Path.GetFileName(file));
    }

    private static void Take(
        OsmGeo item, Dictionary<long, Coordinate> nodes, Dictionary<long, long[]> ways, List<MapFeature> features, List<Relation> relations)
    {
        switch (item)
        {
            case Node { Id: { } id, Longitude: { } x, Latitude: { } y } node:
                var place = new Coordinate(Math.Round(x, 7), Math.Round(y, 7));
                nodes[id] = place;
                if (node.Tags is { Count: > 0 })
                {
                    features.Add(new MapFeature(Id('n', id), Tags(node.Tags), Factory.CreatePoint(place)));
                }

                break;
            case Way { Id: { } id, Nodes: { Length: > 1 } refs } way:
                ways[id] = refs;
                if (way.Tags is { Count: > 0 } && Line(refs, nodes) is { Length: > 1 } line)
                {
                    var tags = Tags(way.Tags);
                    features.Add(new MapFeature(Id('w', id), tags, AreaRule.IsArea(tags, line)
                        ? Factory.CreatePolygon(line)
                        : Factory.CreateLineString(line)));
                }

                break;
            case Relation { Tags: not null, Members: not null } relation
                when relation.Tags.TryGetValue("type", out var type) && type is "multipolygon" or "boundary":
                relations.Add(relation);
                break;
        }
    }

    private static Coordinate[] Line(long[] refs, Dictionary<long, Coordinate> nodes) =>
        [.. refs.Select(r => nodes.GetValueOrDefault(r)).OfType<Coordinate>()];

    /// <summary>Outer rings less inner rings; null when members are missing so that no ring closes.</summary>
    private static Geometry? Area(Relation relation, Dictionary<long, Coordinate> nodes, Dictionary<long, long[]> ways)
    {
        var outer = Rings(relation, "outer", nodes, ways);
        if (outer is null)
        {
            return null;
        }

        var inner = Rings(relation, "inner", nodes, ways);
        return inner is null ? outer : outer.Buffer(0).Difference(inner.Buffer(0));
    }

    private static Geometry? Rings(Relation relation, string role, Dictionary<long, Coordinate> nodes, Dictionary<long, long[]> ways)
    {
        var polygonizer = new Polygonizer();
        foreach (var member in relation.Members)
        {
            if (member.Type == OsmGeoType.Way && (member.Role == role || (role == "outer" && member.Role.Length == 0))
                && ways.TryGetValue(member.Id, out var refs) && Line(refs, nodes) is { Length: > 1 } line)
            {
                polygonizer.Add(Factory.CreateLineString(line));
            }
        }

        var polygons = polygonizer.GetPolygons();
        return polygons.Count == 0 ? null : Factory.BuildGeometry(polygons);
    }

    /// <summary>Where the streets and houses are; an extract often drags in a coast or a boundary far beyond its city.</summary>
    private static Envelope Frame(List<MapFeature> features)
    {
        var frame = new Envelope();
        foreach (var feature in features.Where(f => f.Has("highway") || f.Has("building")))
        {
            frame.ExpandToInclude(feature.Shape.EnvelopeInternal);
        }

        if (frame.IsNull)
        {
            features.ForEach(f => frame.ExpandToInclude(f.Shape.EnvelopeInternal));
        }

        frame.ExpandBy(frame.Width * 0.05, frame.Height * 0.05);
        return frame;
    }

    private static string Id(char kind, long? id) => string.Create(CultureInfo.InvariantCulture, $"osm/{kind}/{id}");

    private static Dictionary<string, string> Tags(TagsCollectionBase tags)
    {
        var result = new Dictionary<string, string>(tags.Count);
        foreach (var tag in tags)
        {
            result[tag.Key] = tag.Value;
        }

        return result;
    }
}
