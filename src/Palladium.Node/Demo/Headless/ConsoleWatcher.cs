using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>When an alert's first revision was seen on a member's live stream.</summary>
internal sealed record Sighting(string Alert, long At, AlertSummaryDto Summary);

/// <summary>
/// Follows one member's picture as its console does: signed in, over server-sent events. Notes when each alert is first
/// seen, by this process's monotonic clock, and reconnects when the node is gone.
/// </summary>
internal sealed class ConsoleWatcher(string member, HttpClient signedIn, Action<string>? onText = null)
{
    private readonly ConcurrentDictionary<string, Sighting> _seen = new();
    private readonly ConcurrentDictionary<string, AlertSummaryDto> _latest = new();
    private volatile bool _connected;

    public string Member => member;

    public bool Connected => _connected;

    public IReadOnlyDictionary<string, Sighting> Seen => _seen;

    public IReadOnlyDictionary<string, AlertSummaryDto> Latest => _latest;

    public async Task FollowAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, PalladiumRoutes.Stream);
                using var response = await signedIn.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                response.EnsureSuccessStatusCode();
                await using var body = await response.Content.ReadAsStreamAsync(cancellation);
                await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellation))
                {
                    _connected = true;
                    onText?.Invoke(item.Data);
                    Take(item);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // The node is down or was killed on purpose: the reconnect below is what a console would do.
            }

            _connected = false;
            try
            {
                await Task.Delay(250, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Take(SseItem<string> item)
    {
        var now = Stopwatch.GetTimestamp();
        switch (item.EventType)
        {
            case StreamEvents.Snapshot:
                foreach (var alert in JsonSerializer.Deserialize<SnapshotDto>(item.Data, ContractJson.Options)!.Alerts)
                {
                    Note(alert, now);
                }

                break;
            case StreamEvents.Alert:
                Note(JsonSerializer.Deserialize<AlertSummaryDto>(item.Data, ContractJson.Options)!, now);
                break;
        }
    }

    private void Note(AlertSummaryDto alert, long now)
    {
        _seen.TryAdd(alert.Id, new Sighting(alert.Id, now, alert));
        _latest[alert.Id] = alert;
    }
}
