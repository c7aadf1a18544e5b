using System.Diagnostics;
using System.Globalization;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Palladium.Benchmarks.Harness;

namespace Palladium.Benchmarks.Mqtt;

/// <summary>What a load did.</summary>
/// <param name="PerSecond">Messages that the other side counted, a second.</param>
/// <param name="Latencies">From before a publish until its confirmation; of QoS 0 until it was handed to the socket.</param>
internal sealed record LoadResult(double PerSecond, Latencies Latencies);

/// <summary>Gateways of sensors that publish readings as fast as the broker lets them.</summary>
internal sealed class MqttLoad : IAsyncDisposable
{
    private readonly List<IMqttClient> _clients = [];

    /// <summary>The source that client number <paramref name="client"/> writes.</summary>
    public static string Source(int client) => string.Create(CultureInfo.InvariantCulture, $"bench-{client}");

    /// <summary>Connects the clients.</summary>
    public static async Task<MqttLoad> ConnectAsync(int port, string token, int clients, CancellationToken cancellation)
    {
        var load = new MqttLoad();
        for (var i = 0; i < clients; i++)
        {
            var client = new MqttClientFactory().CreateMqttClient();
            load._clients.Add(client);
            await client.ConnectAsync(
                new MqttClientOptionsBuilder()
                    .WithTcpServer("127.0.0.1", port)
                    .WithCredentials("bench", token)
                    .WithClientId(Source(i))
                    .WithProtocolVersion(MqttProtocolVersion.V500)
                    .Build(),
                cancellation);
        }

        return load;
    }

    /// <summary>
    /// Publishes for the time given. What counts is what <paramref name="counted"/> says that the other side took in, between
    /// two moments while the load runs.
    /// </summary>
    public async Task<LoadResult> RunAsync(
        MqttQualityOfServiceLevel quality, int outstanding, TimeSpan warmUp, TimeSpan time, Func<CancellationToken, Task<long>> counted,
        TimeProvider clock, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loops = _clients.SelectMany((client, number) => Enumerable.Range(0, outstanding)
            .Select(_ => Task.Run(() => PublishAsync(client, number, quality, clock, over.Token), cancellation))).ToList();
        await Task.Delay(warmUp, cancellation);
        var (before, start) = (await counted(cancellation), Stopwatch.GetTimestamp());
        await Task.Delay(time, cancellation);
        var (after, seconds) = (await counted(cancellation), Stopwatch.GetElapsedTime(start).TotalSeconds);
        await over.CancelAsync();
        var times = await Task.WhenAll(loops);
        return new LoadResult((after - before) / seconds, new Latencies(times.SelectMany(list => list.Where(t => t.At >= start).Select(t => t.Took))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisconnectAsync();
            client.Dispose();
        }
    }

    private static async Task<List<(long At, long Took)>> PublishAsync(
        IMqttClient client, int number, MqttQualityOfServiceLevel quality, TimeProvider clock, CancellationToken over)
    {
        var times = new List<(long At, long Took)>();
        var topic = $"palladium/{Source(number)}";
        while (!over.IsCancellationRequested)
        {
            // Below every threshold of the doctrine: what is measured is the way of a reading, not of an alert.
            var payload = string.Create(
                CultureInfo.InvariantCulture, $$"""{"value":{{1 + (times.Count % 100 * 0.01):0.00}},"time":"{{clock.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}}Z"}""");
            var at = Stopwatch.GetTimestamp();
            // Without the token: a publish that was begun is finished, so that the connection stays whole.
            var result = await client.PublishStringAsync(topic, payload, quality, false, CancellationToken.None);
            if (!result.IsSuccess)
            {
                throw new InvalidOperationException($"A reading was refused: {result.ReasonCode} {result.ReasonString}");
            }

            times.Add((at, Stopwatch.GetTimestamp() - at));
        }

        return times;
    }
}
