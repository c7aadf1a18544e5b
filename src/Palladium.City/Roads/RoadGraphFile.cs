using System.Text;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.City.Roads;

/// <summary>
/// <c>roads.bin</c>: "PALR", format 1, node count, edge count (32-bit little endian), then nodes (latitude, longitude as
/// 1e-7 degrees in 32-bit integers), then edges (from, to, length in metres as a 32-bit float, class, speed limit).
/// </summary>
internal static class RoadGraphFile
{
    private const int EdgeBytes = 14;
    private static ReadOnlySpan<byte> Magic => "PALR"u8;

    public static void Write(string path, RoadGraph graph)
    {
        using var writer = new BinaryWriter(File.Create(path), Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(1);
        writer.Write(graph.NodeCount);
        writer.Write(graph.Edges.Count);
        for (var i = 0; i < graph.NodeCount; i++)
        {
            writer.Write((int)Math.Round(graph.Place(i).Latitude * 1e7));
            writer.Write((int)Math.Round(graph.Place(i).Longitude * 1e7));
        }

        foreach (var edge in graph.Edges)
        {
            writer.Write(edge.From);
            writer.Write(edge.To);
            writer.Write(edge.Length);
            writer.Write((byte)edge.Class);
            writer.Write(edge.SpeedLimit);
        }
    }

    public static Outcome<RoadGraph> Read(string path)
    {
        if (!File.Exists(path))
        {
            return new Refusal(path, "city.no-file", "The city folder has no roads.bin; import the city again.");
        }

        using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        var length = reader.BaseStream.Length;
        if (length < 16 || !reader.ReadBytes(4).AsSpan().SequenceEqual(Magic) || reader.ReadInt32() != 1)
        {
            return new Refusal(path, "city.bad-roads", "Not a road file of format 1; import the city again.");
        }

        int nodeCount = reader.ReadInt32(), edgeCount = reader.ReadInt32();
        if (nodeCount < 0 || edgeCount < 0 || length != 16 + (8L * nodeCount) + ((long)EdgeBytes * edgeCount))
        {
            return new Refusal(path, "city.bad-roads", "The road file is cut or damaged; import the city again.");
        }

        var nodes = new GeoPoint[nodeCount];
        for (var i = 0; i < nodeCount; i++)
        {
            nodes[i] = new GeoPoint(reader.ReadInt32() / 1e7, reader.ReadInt32() / 1e7);
        }

        var edges = new RoadEdge[edgeCount];
        for (var i = 0; i < edgeCount; i++)
        {
            edges[i] = new RoadEdge(reader.ReadInt32(), reader.ReadInt32(), reader.ReadSingle(), (RoadClass)reader.ReadByte(), reader.ReadByte());
            if ((uint)edges[i].From >= nodeCount || (uint)edges[i].To >= nodeCount)
            {
                return new Refusal(path, "city.bad-roads", "The road file names a node that it does not hold; import the city again.");
            }
        }

        return new RoadGraph(nodes, edges);
    }
}
