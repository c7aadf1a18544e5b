using MQTTnet.Protocol;
using Palladium.Benchmarks.Harness;
using Palladium.Benchmarks.Limits;
using Palladium.Benchmarks.Mqtt;
using Palladium.Benchmarks.Nodes;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// Readings over MQTT through the whole of a node: signed in, parsed, decided by the gate, encrypted, synced, thresholds asked.
/// Counted by the node once they are durable. Clients, node and peer share the machine's cores.
/// </summary>
internal sealed class MqttObservations : IBenchmark
{
    private const int Few = 8;
    private const int Many = 64;
    private const int Outstanding = 8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan For = TimeSpan.FromSeconds(8);

    public string Name => "mqtt-observations";

    public string What => "readings a second over MQTT into a node's durable store, beside a broker that only counts";

    public async Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        var (syncs, syncMs) = DiskRate.Syncs(place.Folder);
        var loads = new[]
        {
            (Clients: Few, Quality: MqttQualityOfServiceLevel.AtLeastOnce, Words: $"QoS 1, {Few} clients"),
            (Clients: Many, Quality: MqttQualityOfServiceLevel.AtLeastOnce, Words: $"QoS 1, {Many} clients"),
            (Clients: Few, Quality: MqttQualityOfServiceLevel.AtMostOnce, Words: $"QoS 0, {Few} clients"),
            (Clients: Many, Quality: MqttQualityOfServiceLevel.AtMostOnce, Words: $"QoS 0, {Many} clients"),
        };
        var (metrics, memory) = await NodeAsync(place, loads, syncMs, cancellation);
        var peers = await PeerAsync(place, loads, cancellation);
        return
        [
            .. metrics.Select(metric => peers.TryGetValue(metric.Name, out var peer)
                ? metric with { Peer = new("broker that only counts, same clients", peer, "/s") }
                : metric),
            new("resident memory after the load", memory / (1024.0 * 1024), "MiB"),
            new("sync of one page, same disk", syncs, "/s"),
        ];
    }

    private static async Task<(List<Metric> Metrics, long Memory)> NodeAsync(
        BenchmarkPlace place, IEnumerable<(int Clients, MqttQualityOfServiceLevel Quality, string Words)> loads, double syncMs, CancellationToken cancellation)
    {
        await using var node = await MeasuredNode.InitAsync(
            place.Program, Path.Combine(place.Folder, "node"), place.Doctrine, Enumerable.Range(0, Many).Select(MqttLoad.Source), cancellation);
        var token = await node.TokenAsync(["observations:write", "metrics"], cancellation);
        await node.StartAsync(cancellation);
        var metrics = new List<Metric>();
        foreach (var (clients, quality, words) in loads)
        {
            BenchmarkPlace.Say($"node, {words}, {Outstanding} outstanding each");
            await using var load = await MqttLoad.ConnectAsync(node.MqttPort, token, clients, cancellation);
            var result = await load.RunAsync(
                quality, Outstanding, WarmUp, For, stop => node.ObservationsAsync(token, stop), place.Clock, cancellation);
            metrics.Add(new(words, result.PerSecond, "/s"));
            if (quality == MqttQualityOfServiceLevel.AtLeastOnce)
            {
                metrics.Add(new($"{words}, confirmed p50", result.Latencies.Milliseconds(50), "ms") { Peer = new("one sync, median", syncMs, "ms") });
                metrics.Add(new($"{words}, confirmed p99", result.Latencies.Milliseconds(99), "ms"));
            }
        }

        return (metrics, node.Memory);
    }

    private static async Task<Dictionary<string, double>> PeerAsync(
        BenchmarkPlace place, IEnumerable<(int Clients, MqttQualityOfServiceLevel Quality, string Words)> loads, CancellationToken cancellation)
    {
        var port = MeasuredNode.FreePorts(1)[0];
        await using var broker = await CountingBroker.StartAsync(port, cancellation);
        var rates = new Dictionary<string, double>();
        foreach (var (clients, quality, words) in loads)
        {
            BenchmarkPlace.Say($"peer, {words}, {Outstanding} outstanding each");
            await using var load = await MqttLoad.ConnectAsync(port, "none", clients, cancellation);
            rates[words] = (await load.RunAsync(quality, Outstanding, WarmUp, For, broker.CountAsync, place.Clock, cancellation)).PerSecond;
        }

        return rates;
    }
}
