namespace Palladium.City.Roads;

/// <summary>Fastest ways through the road graph (A* with straight-line time at the highest speed as the bound).</summary>
public static class ShortestPath
{
    private const double FastestMetresPerSecond = 130 / 3.6;

    /// <summary>The edges to drive, in order; empty when already there; null when there is no way.</summary>
    public static IReadOnlyList<RoadEdge>? Find(RoadGraph graph, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var cost = new Dictionary<int, double> { [from] = 0 };
        var cameBy = new Dictionary<int, RoadEdge>();
        var done = new HashSet<int>();
        var open = new PriorityQueue<int, double>();
        open.Enqueue(from, 0);
        while (open.TryDequeue(out var node, out _))
        {
            if (node == to)
            {
                return Trace(cameBy, from, to);
            }

            if (!done.Add(node))
            {
                continue;
            }

            foreach (var edge in graph.From(node))
            {
                var total = cost[node] + (edge.Length / (edge.SpeedLimit / 3.6));
                if (!cost.TryGetValue(edge.To, out var known) || total < known)
                {
                    cost[edge.To] = total;
                    cameBy[edge.To] = edge;
                    open.Enqueue(edge.To, total + (graph.Place(edge.To).DistanceTo(graph.Place(to)) / FastestMetresPerSecond));
                }
            }
        }

        return null;
    }

    private static List<RoadEdge> Trace(Dictionary<int, RoadEdge> cameBy, int from, int to)
    {
        var path = new List<RoadEdge>();
        for (var at = to; at != from; at = path[^1].From)
        {
            path.Add(cameBy[at]);
        }

        path.Reverse();
        return path;
    }
}
