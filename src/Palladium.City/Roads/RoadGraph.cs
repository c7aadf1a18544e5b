using Palladium.Records.Scene;

namespace Palladium.City.Roads;

/// <summary>
/// The streets that vehicles may use, as a directed graph: every bend and crossing is a node, every stretch between two is
/// an edge in each permitted direction. From every node every other can be reached (the rest was left out at the import). Immutable; safe for
/// many threads.
/// </summary>
public sealed class RoadGraph
{
    private readonly GeoPoint[] _nodes;
    private readonly RoadEdge[] _edges;
    private readonly int[] _firstEdge;
    private readonly byte[] _neighbours;

    /// <summary>Edges in any order; <paramref name="edges"/> is sorted by origin here.</summary>
    internal RoadGraph(GeoPoint[] nodes, RoadEdge[] edges)
    {
        _nodes = nodes;
        _edges = edges;
        Array.Sort(_edges, (a, b) => (a.From, a.To).CompareTo((b.From, b.To)));
        _firstEdge = new int[nodes.Length + 1];
        foreach (var edge in _edges)
        {
            _firstEdge[edge.From + 1]++;
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            _firstEdge[i + 1] += _firstEdge[i];
        }

        _neighbours = CountNeighbours();
    }

    /// <summary>Number of nodes.</summary>
    public int NodeCount => _nodes.Length;

    /// <summary>Every edge, by origin.</summary>
    public IReadOnlyList<RoadEdge> Edges => _edges;

    /// <summary>Where a node is.</summary>
    public GeoPoint Place(int node) => _nodes[node];

    /// <summary>The edges that leave a node.</summary>
    public ReadOnlySpan<RoadEdge> From(int node) => _edges.AsSpan(_firstEdge[node].._firstEdge[node + 1]);

    /// <summary>Whether three or more streets meet here, so that traffic slows down.</summary>
    public bool IsJunction(int node) => _neighbours[node] >= 3;

    /// <summary>The node closest to a place.</summary>
    /// <exception cref="InvalidOperationException">The graph is empty.</exception>
    public int Nearest(GeoPoint place)
    {
        if (_nodes.Length == 0)
        {
            throw new InvalidOperationException("The road graph is empty.");
        }

        var best = 0;
        var least = double.PositiveInfinity;
        var scale = Math.Cos(double.DegreesToRadians(place.Latitude));
        for (var i = 0; i < _nodes.Length; i++)
        {
            var dx = (_nodes[i].Longitude - place.Longitude) * scale;
            var dy = _nodes[i].Latitude - place.Latitude;
            var d = (dx * dx) + (dy * dy);
            if (d < least)
            {
                (best, least) = (i, d);
            }
        }

        return best;
    }

    private byte[] CountNeighbours()
    {
        var seen = new HashSet<(int, int)>();
        var count = new byte[_nodes.Length];
        foreach (var edge in _edges)
        {
            if (seen.Add((Math.Min(edge.From, edge.To), Math.Max(edge.From, edge.To))))
            {
                count[edge.From] = (byte)Math.Min(255, count[edge.From] + 1);
                count[edge.To] = (byte)Math.Min(255, count[edge.To] + 1);
            }
        }

        return count;
    }
}

/// <summary>A straight stretch of street that may be driven from one node to another.</summary>
/// <param name="From">Index of the node it leaves.</param>
/// <param name="To">Index of the node it reaches.</param>
/// <param name="Length">Metres.</param>
/// <param name="Class">The road's class.</param>
/// <param name="SpeedLimit">Kilometres per hour, signed or usual.</param>
public readonly record struct RoadEdge(int From, int To, float Length, RoadClass Class, byte SpeedLimit);
