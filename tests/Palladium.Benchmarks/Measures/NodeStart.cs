using Palladium.Benchmarks.Harness;
using Palladium.Benchmarks.Nodes;

namespace Palladium.Benchmarks.Measures;

/// <summary>A node alone: how soon it is ready, and how much memory it holds when it has idled for 20 s.</summary>
internal sealed class NodeStart : IBenchmark
{
    private const int Runs = 5;
    private static readonly Beside Ready = new("ready", 2, "s");
    private static readonly Beside Idle = new("idle", 250, "MB");

    public string Name => "node-start";

    public string What => "from the start of the process until ready, and resident memory after 20 s, of a node alone";

    public async Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        await using var node = await MeasuredNode.InitAsync(
            place.Program, Path.Combine(place.Folder, "node"), place.Doctrine, ["river-1"], cancellation);
        var (starts, memory) = (new List<double>(), new List<double>());
        for (var run = 1; run <= Runs; run++)
        {
            starts.Add((await node.StartAsync(cancellation)).TotalSeconds);
            await Task.Delay(TimeSpan.FromSeconds(20), cancellation);
            memory.Add(node.Memory / 1e6);
            await node.StopAsync();
            BenchmarkPlace.Say(FormattableString.Invariant($"run {run}: ready after {starts[^1]:0.00} s, {memory[^1]:0} MB after 20 s"));
        }

        return
        [
            new("ready, median of 5", Median.Of(starts), "s") { Limit = Ready },
            new("resident memory after 20 s, median of 5", Median.Of(memory), "MB") { Limit = Idle },
            .. starts.Select((value, i) => new Metric($"ready, run {i + 1}", value, "s") { Limit = Ready }),
            .. memory.Select((value, i) => new Metric($"resident memory, run {i + 1}", value, "MB") { Limit = Idle }),
        ];
    }
}
