using System.Net.Http.Headers;
using System.Net.Sockets;
using MQTTnet.Exceptions;
using Palladium.City.Replay;
using Palladium.Node.Demo.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Feeds;

/// <summary>
/// Everything that comes into the demo's nodes from outside, over the same doors as in operation: readings by MQTT and HTTP,
/// positions by Cursor-on-Target, alerts by Atom. A node that is down is tried again; what it missed is missed, as with real
/// sensors.
/// </summary>
internal sealed class FieldFeeds(DemoNetwork network, string home, TimeProvider clock, TextWriter output) : IAsyncDisposable
{
    private static readonly TimeSpan PositionsEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReplayEvery = TimeSpan.FromSeconds(2);

    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _end = new();
    private CapServer? _cap;

    /// <summary>Where recorded CAP alerts and NAB series are, or null.</summary>
    public static string? DataFolder(string home)
    {
        var named = Environment.GetEnvironmentVariable("PALLADIUM_DATA");
        var folder = string.IsNullOrEmpty(named) ? Path.GetFullPath(Path.Combine(home, "..", "shared", "data")) : named;
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>Starts the feeds that need no story: weather, recorded series, vehicles, recorded alerts.</summary>
    /// <param name="canaries">Callsigns planted to find leaks, by member.</param>
    /// <param name="cancellation">Ends the start.</param>
    public async Task StartAsync(IReadOnlyDictionary<string, string> canaries, CancellationToken cancellation)
    {
        var weather = Path.Combine(home, "demo", "node_modules", "vega-datasets", "data", "seattle-weather.csv");
        Replay("safety", "weather/temperature", RecordedSeries.SeattleTemperature(weather), pace: 6 * 3600);
        Replay("safety", "weather/wind", RecordedSeries.SeattleWind(weather), pace: 6 * 3600);
        Replay("safety", "weather/rain", RecordedSeries.SeattleRain(weather), pace: 6 * 3600);
        if (DataFolder(home) is { } data)
        {
            Replay("utility", "machine/temperature", RecordedSeries.Nab(
                Path.Combine(data, "nab", "data", "realKnownCause", "machine_temperature_system_failure.csv"), "Machine temperature", "[degF]"), pace: 3600);
            Replay("bus", "demand", RecordedSeries.Nab(
                Path.Combine(data, "nab", "data", "realKnownCause", "nyc_taxi.csv"), "Taxi demand in New York", "{rides}"), pace: 3600);
            _cap = await CapServer.StartAsync(
                Path.Combine(data, "cap", "valid"), network.CapPort, TimeSpan.FromSeconds(20), clock, cancellation);
        }

        if (MovingUnits.In(network.City, clock.GetUtcNow(), canaries) is { } units)
        {
            foreach (var member in units.Members)
            {
                _running.Add(MoveAsync(units, member));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        if (_cap is not null)
        {
            await _cap.DisposeAsync();
        }

        _end.Dispose();
    }

    private void Replay(string member, string source, Records.Outcome<RecordedSeries> series, double pace)
    {
        if (series.Accepted(out var values, out var refusal))
        {
            _running.Add(ReplayAsync(network.Node(member), source, values, pace));
        }
        else
        {
            output.WriteLine($"The recorded series for {source} cannot be played: {refusal}");
        }
    }

    private async Task ReplayAsync(DemoNode node, string source, RecordedSeries series, double pace)
    {
        using var http = new HttpClient { BaseAddress = node.Http, Timeout = TimeSpan.FromSeconds(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.FieldToken);
        var started = clock.GetTimestamp();
        await EveryAsync(ReplayEvery, async cancellation =>
        {
            var value = series.At(clock.GetElapsedTime(started), pace);
            using var answer = await http.PostAsJsonAsync(
                PalladiumRoutes.Observations, new ObservationRequest(source, value.Value, clock.GetUtcNow()), ContractJson.Options, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new IOException($"{node.Member.Id} refused a reading of {source}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            }
        });
    }

    private async Task MoveAsync(MovingUnits units, string member)
    {
        var node = network.Node(member);
        using var sender = new CotSender(node.Ports.Cot, node.FieldToken);
        await EveryAsync(PositionsEvery, cancellation => sender.SendAsync(units.Step(member, PositionsEvery), cancellation));
    }

    // A feed outlives its node: a failure is said once, and once more when it works again.
    private async Task EveryAsync(TimeSpan every, Func<CancellationToken, Task> act)
    {
        using var timer = new PeriodicTimer(every, clock);
        string? trouble = null;
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                try
                {
                    await act(_end.Token);
                    trouble = null;
                }
                catch (Exception e) when (e is HttpRequestException or IOException or SocketException or MqttCommunicationException
                    || (e is OperationCanceledException && !_end.IsCancellationRequested))
                {
                    if (trouble is null && e is IOException && e.InnerException is null)
                    {
                        await output.WriteLineAsync(e.Message);
                    }

                    trouble ??= e.Message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The demo is ending.
        }
    }
}
