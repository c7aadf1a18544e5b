using Palladium.Adapters.Host;
using Palladium.Node.Alerts;
using Palladium.Node.Configuration;
using Palladium.Operations.Picture;
using Palladium.Records.Scene;
using Palladium.Sqlite.Segments;

namespace Palladium.Node.Intake;

/// <summary>
/// This machine's own load, memory, network traffic and failed log-ins as sources of the node, live. A value that
/// can't be read here is said to be so on the node's page and never shown as zero.
/// </summary>
internal sealed class CyberSensors(
    NodeConfiguration configuration, SceneBook scene, SegmentStore segments, ThresholdWatch thresholds, FeedBoard feeds, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private static readonly (string Id, string Kind, string Name, string Unit, Func<HostReading, HostValue> Value)[] Gauges =
    [
        ("cyber/load", "cyber.load", "Load of this machine", "1", reading => reading.Load),
        ("cyber/memory", "cyber.memory", "Memory in use", "%", reading => reading.MemoryUsed),
        ("cyber/network-in", "cyber.network", "Network traffic in", "By/s", reading => reading.NetworkIn),
        ("cyber/network-out", "cyber.network", "Network traffic out", "By/s", reading => reading.NetworkOut),
        ("cyber/failed-logins", "cyber.failed-logins", "Failed log-ins", "1", reading => reading.FailedLogins),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.CyberSensors)
        {
            return;
        }

        var sources = Gauges.Select(gauge => new Source(
            gauge.Id, configuration.Member, gauge.Kind, gauge.Name, gauge.Unit, "", null, Feed.Live)).ToArray();
        foreach (var source in sources)
        {
            scene.Declare(source);
        }

        var board = feeds.Add("This machine's own load, memory, network and log-ins", Feed.Live, "/proc");
        var gauge = new HostGauge(new HostFiles(), clock);
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                await TakeAsync(gauge.Read(), sources, board, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node is stopping.
        }
    }

    private async Task TakeAsync(HostReading reading, Source[] sources, FeedState board, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var readings = new List<Observation>();
        var missing = new List<string>();
        for (var i = 0; i < Gauges.Length; i++)
        {
            var value = Gauges[i].Value(reading);
            if (value.Value is { } number)
            {
                readings.Add(new Observation(sources[i].Id, reading.Time, number, now));
            }
            else
            {
                missing.Add($"{Gauges[i].Name}: {value.Why}");
            }
        }

        await segments.AddAsync(readings, cancellation);
        board.Count(readings.Count);
        board.Words = missing.Count == 0 ? "All of it can be read." : string.Join(". ", missing) + ".";
        foreach (var observation in readings)
        {
            scene.Observe(configuration.Member, observation);
            thresholds.Observe(sources.First(source => source.Id == observation.Source), observation);
        }
    }
}
