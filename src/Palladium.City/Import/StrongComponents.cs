using Palladium.City.Roads;

namespace Palladium.City.Import;

/// <summary>Kosaraju's algorithm without recursion (a street network is deeper than a thread's stack).</summary>
internal static class StrongComponents
{
    /// <summary>The component number of every node.</summary>
    public static int[] Find(int nodeCount, List<RoadEdge> edges)
    {
        var forward = Adjacency(nodeCount, edges, e => (e.From, e.To));
        var backward = Adjacency(nodeCount, edges, e => (e.To, e.From));
        var component = new int[nodeCount];
        Array.Fill(component, -1);
        var next = 0;
        foreach (var root in FinishOrder(forward).Reverse())
        {
            if (component[root] < 0)
            {
                Mark(root, next++, backward, component);
            }
        }

        return component;
    }

    private static List<int>[] Adjacency(int nodeCount, List<RoadEdge> edges, Func<RoadEdge, (int A, int B)> ends)
    {
        var lists = new List<int>[nodeCount];
        for (var i = 0; i < nodeCount; i++)
        {
            lists[i] = [];
        }

        foreach (var edge in edges)
        {
            var (a, b) = ends(edge);
            lists[a].Add(b);
        }

        return lists;
    }

    private static int[] FinishOrder(List<int>[] adjacency)
    {
        var order = new List<int>(adjacency.Length);
        var seen = new bool[adjacency.Length];
        var stack = new Stack<(int Node, int Next)>();
        for (var root = 0; root < adjacency.Length; root++)
        {
            if (seen[root])
            {
                continue;
            }

            seen[root] = true;
            stack.Push((root, 0));
            while (stack.TryPop(out var at))
            {
                if (at.Next == adjacency[at.Node].Count)
                {
                    order.Add(at.Node);
                    continue;
                }

                stack.Push((at.Node, at.Next + 1));
                var child = adjacency[at.Node][at.Next];
                if (!seen[child])
                {
                    seen[child] = true;
                    stack.Push((child, 0));
                }
            }
        }

        return [.. order];
    }

    private static void Mark(int root, int number, List<int>[] adjacency, int[] component)
    {
        var open = new Stack<int>([root]);
        component[root] = number;
        while (open.TryPop(out var node))
        {
            foreach (var other in adjacency[node].Where(o => component[o] < 0))
            {
                component[other] = number;
                open.Push(other);
            }
        }
    }
}
