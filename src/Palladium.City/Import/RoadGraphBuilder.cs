using NetTopologySuite.Geometries;
using Palladium.City.Roads;
using Palladium.Records.Scene;

namespace Palladium.City.Import;

/// <summary>Makes the road graph: ways that share a coordinate are joined there.</summary>
internal sealed class RoadGraphBuilder
{
    private readonly Dictionary<(double X, double Y), int> _nodeAt = [];
    private readonly List<GeoPoint> _nodes = [];
    private readonly List<RoadEdge> _edges = [];

    public static RoadGraph Build(IEnumerable<MapFeature> features)
    {
        var builder = new RoadGraphBuilder();
        foreach (var way in features.Where(f => f.Shape is ILineal && RoadRules.Drivable(f)))
        {
            builder.Add(way);
        }

        return builder.Connected();
    }

    private void Add(MapFeature way)
    {
        var roadClass = RoadRules.ClassOf(way)!.Value;
        var speed = RoadRules.Speed(way, roadClass);
        var direction = RoadRules.Direction(way);
        for (var part = 0; part < way.Shape.NumGeometries; part++)
        {
            var line = way.Shape.GetGeometryN(part).Coordinates;
            for (var i = 1; i < line.Length; i++)
            {
                int a = Node(line[i - 1]), b = Node(line[i]);
                if (a == b)
                {
                    continue;
                }

                var length = (float)_nodes[a].DistanceTo(_nodes[b]);
                if (direction >= 0)
                {
                    _edges.Add(new RoadEdge(a, b, length, roadClass, speed));
                }

                if (direction <= 0)
                {
                    _edges.Add(new RoadEdge(b, a, length, roadClass, speed));
                }
            }
        }
    }

    private int Node(Coordinate place)
    {
        if (!_nodeAt.TryGetValue((place.X, place.Y), out var node))
        {
            node = _nodes.Count;
            _nodeAt.Add((place.X, place.Y), node);
            _nodes.Add(new GeoPoint(place.Y, place.X));
        }

        return node;
    }

    /// <summary>Keeps the largest part in which every node reaches every other, so that no traveller is ever stuck.</summary>
    private RoadGraph Connected()
    {
        var component = StrongComponents.Find(_nodes.Count, _edges);
        if (component.Length == 0)
        {
            return new RoadGraph([], []);
        }

        var largest = component.CountBy(c => c).MaxBy(c => c.Value).Key;
        var renumbered = new int[_nodes.Count];
        var nodes = new List<GeoPoint>();
        for (var i = 0; i < _nodes.Count; i++)
        {
            renumbered[i] = component[i] == largest ? nodes.Count : -1;
            if (component[i] == largest)
            {
                nodes.Add(_nodes[i]);
            }
        }

        return new RoadGraph([.. nodes], [.. _edges
            .Where(e => renumbered[e.From] >= 0 && renumbered[e.To] >= 0)
            .Select(e => e with { From = renumbered[e.From], To = renumbered[e.To] })]);
    }
}
