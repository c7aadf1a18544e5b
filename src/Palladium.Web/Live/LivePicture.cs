using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Palladium.Web.Api;
using Palladium.Web.Contract;

namespace Palladium.Web.Live;

/// <summary>
/// What this page follows: one stream of events per open console, begun by its first reader. Units are left out, since the map in
/// the browser follows those itself. Events arrive on a pool thread; a component that draws them goes through its own dispatcher.
/// </summary>
internal sealed partial class LivePicture(NodeApi api, TimeProvider time, ILogger<LivePicture> logger) : IAsyncDisposable
{
    private const string Path = PalladiumRoutes.Stream + "?events=alert,source,member,incident,refusal,log";
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private Dictionary<string, AlertSummaryDto> _alerts = [];
    private Dictionary<string, MemberStateDto> _members = [];
    private Dictionary<string, IncidentDto> _incidents = [];
    private Dictionary<(string, string), SourceDto> _sources = [];
    private Dictionary<(string, string, string), RefusalDto> _refusals = [];
    private Task? _reading;

    /// <summary>Something changed; the argument is the event's name.</summary>
    public event Action<string>? Changed;

    /// <summary>Whether the stream is open.</summary>
    public bool Connected { get; private set; }

    /// <summary>Since when the stream is cut; null when it is open or was never.</summary>
    public DateTimeOffset? CutSince { get; private set; }

    /// <summary>Whether a snapshot came.</summary>
    public bool Known { get; private set; }

    public LogStatusDto? Log { get; private set; }

    /// <summary>By when they began, newest first, so that an update moves no row.</summary>
    public IReadOnlyList<AlertSummaryDto> Alerts
    {
        get { lock (_gate) { return [.. _alerts.Values.OrderByDescending(alert => alert.Since).ThenBy(alert => alert.Id, StringComparer.Ordinal)]; } }
    }

    public IReadOnlyList<MemberStateDto> Members
    {
        get { lock (_gate) { return [.. _members.Values]; } }
    }

    public IReadOnlyList<IncidentDto> Incidents
    {
        get { lock (_gate) { return [.. _incidents.Values.OrderBy(incident => incident.State).ThenByDescending(incident => incident.OpenedAt)]; } }
    }

    public IReadOnlyList<SourceDto> Sources
    {
        get { lock (_gate) { return [.. _sources.Values]; } }
    }

    public IReadOnlyList<RefusalDto> Refusals
    {
        get { lock (_gate) { return [.. _refusals.Values.OrderByDescending(refusal => refusal.LastAt)]; } }
    }

    public SourceDto? Source(string owner, string id)
    {
        lock (_gate) { return _sources.GetValueOrDefault((owner, id)); }
    }

    public AlertSummaryDto? Alert(string id)
    {
        lock (_gate) { return _alerts.GetValueOrDefault(id); }
    }

    /// <summary>Begins to follow; further calls change nothing.</summary>
    public void Follow()
    {
        lock (_gate) { _reading ??= Task.Run(ReadAsync); }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_reading is not null)
        {
            await _reading;
        }

        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        var wait = TimeSpan.FromMilliseconds(250);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var response = await api.OpenStreamAsync(Path, _end.Token);
                response.EnsureSuccessStatusCode();
                await using var stream = await response.Content.ReadAsStreamAsync(_end.Token);
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(_end.Token))
                {
                    wait = TimeSpan.FromMilliseconds(250);
                    Connected = true;
                    CutSince = null;
                    Take(item.EventType, item.Data);
                }
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                StreamCut(logger, e.Message);
            }

            Connected = false;
            CutSince ??= time.GetUtcNow();
            Changed?.Invoke("");
            try
            {
                await Task.Delay(wait, time, _end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            wait = wait < TimeSpan.FromSeconds(8) ? wait * 2 : wait;
        }
    }

    private void Take(string name, string data)
    {
        lock (_gate)
        {
            switch (name)
            {
                case StreamEvents.Snapshot when Read<SnapshotDto>(data) is { } all:
                    _alerts = all.Alerts.ToDictionary(alert => alert.Id);
                    _members = all.Members.ToDictionary(member => member.Member.Id);
                    _incidents = all.Incidents.ToDictionary(incident => incident.Id);
                    _sources = all.Sources.ToDictionary(source => (source.Owner, source.Id));
                    _refusals = all.Refusals.ToDictionary(refusal => (refusal.Intake, refusal.From, refusal.Rule));
                    Log = all.Log;
                    Known = true;
                    break;
                case StreamEvents.Alert when Read<AlertSummaryDto>(data) is { } alert:
                    _alerts[alert.Id] = alert;
                    break;
                case StreamEvents.Source when Read<SourceDto[]>(data) is { } sources:
                    foreach (var source in sources)
                    {
                        _sources[(source.Owner, source.Id)] = source;
                    }

                    break;
                case StreamEvents.Member when Read<MemberStateDto>(data) is { } member:
                    _members[member.Member.Id] = member;
                    break;
                case StreamEvents.Incident when Read<IncidentDto>(data) is { } incident:
                    _incidents[incident.Id] = incident;
                    break;
                case StreamEvents.Refusal when Read<RefusalDto>(data) is { } refusal:
                    _refusals[(refusal.Intake, refusal.From, refusal.Rule)] = refusal;
                    break;
                case StreamEvents.Log when Read<LogStatusDto>(data) is { } log:
                    Log = log;
                    break;
                default:
                    return;
            }
        }

        Changed?.Invoke(name);
    }

    private static T? Read<T>(string data) => JsonSerializer.Deserialize<T>(data, ContractJson.Options);

    [LoggerMessage(7001, LogLevel.Information, "The console's stream of events ended and is opened again: {Why}")]
    private static partial void StreamCut(ILogger logger, string why);
}
