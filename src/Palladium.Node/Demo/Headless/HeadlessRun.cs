using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Palladium.Node.Demo.Feeds;
using Palladium.Node.Demo.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>
/// The demo without a browser: runs the story, kills the leader in the middle and brings it back, sends corrupt messages,
/// changes a policy, lets an unentitled member try everything, and reports what it saw. All of it is seen from outside the
/// nodes, through their public interfaces, by clients that sign in like people and programs.
/// </summary>
internal sealed class HeadlessRun
{
    public static readonly JsonSerializerOptions ReportJson = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Leader = "safety";
    private const string Unentitled = "residents";
    private static readonly TimeSpan AlertsEvery = TimeSpan.FromSeconds(2);
    private static readonly string[] Birds = ["kestrel", "heron", "osprey"];
    private static readonly string[] Reserved = ["gate-7", "gate-8"];

    private readonly DemoNetwork _network;
    private readonly string _home;
    private readonly TimeSpan _duration;
    private readonly TextWriter _output;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly Dictionary<string, HttpClient> _people = [];
    private readonly Dictionary<string, ConsoleWatcher> _watchers = [];
    private readonly Dictionary<string, long> _capSentAt = [];
    private readonly string[] _canaries;

    public HeadlessRun(DemoNetwork network, string home, TimeSpan duration, TextWriter output, TimeProvider clock)
    {
        (_network, _home, _duration, _output, _clock) = (network, home, duration, output, clock);
        _start = clock.GetTimestamp();
        _canaries = [.. Birds.Select(bird => $"{bird}{RandomNumberGenerator.GetHexString(10, lowercase: true)}")];
    }

    public async Task<DemoReport> RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var feeds = new FieldFeeds(_network, _home, _clock, _output);
        await feeds.StartAsync(new Dictionary<string, string> { ["police"] = _canaries[0] }, cancellation);
        foreach (var node in _network.Nodes)
        {
            _people[node.Member.Id] = await node.SignInAsync(_clock, cancellation);
            _watchers[node.Member.Id] = new ConsoleWatcher(node.Member.Id, Following(node));
        }

        var following = _watchers.Values.Select(watcher => watcher.FollowAsync(ending.Token)).ToArray();
        await using var story = new AlertStory(_network, _clock, AlertsEvery, Reserved);
        using var telling = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var told = story.RunAsync(telling.Token);
        var probe = new UnentitledProbe(_network, _network.Node(Unentitled), _people[Unentitled], _canaries, _clock);
        using var probing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        var scenes = new HeadlessScenes(_network, _people, _clock, _output);
        await AtAsync(0.04, cancellation);
        var incident = await scenes.OpenIncidentAsync(Leader, $"Flood at the port {_canaries[1]}", cancellation);
        var probed = probe.RunAsync(probing.Token);
        await AtAsync(0.08, cancellation);
        await PlantAlertAsync(cancellation);
        await AtAsync(0.12, cancellation);
        story.Force(Reserved[0]);
        var corrupt = await CorruptPeer.SendAsync(_network, cancellation);
        await AtAsync(0.28, cancellation);
        var loss = await scenes.LoseLeaderAsync(Leader, incident, UntilOf(0.56), cancellation);
        await AtAsync(0.58, cancellation);
        await scenes.ReturnLeaderAsync(Leader, incident, loss, cancellation);
        await AtAsync(0.72, cancellation);
        await scenes.ChangePolicyAsync(cancellation);
        story.Force(Reserved[1]);
        await AtAsync(0.90, cancellation);
        await telling.CancelAsync();
        await told;
        await AtAsync(1.0, cancellation);
        await probing.CancelAsync();
        await probed;

        var measure = new HeadlessMeasure(_network, _people, _watchers, story, _capSentAt, loss, _start, _clock);
        var report = await measure.ReportAsync(_clock.GetElapsedTime(_start), probe, corrupt, Reserved, cancellation);
        await ending.CancelAsync();
        await Task.WhenAll(following);
        foreach (var person in _people.Values)
        {
            person.Dispose();
        }

        return report;
    }

    private TimeSpan UntilOf(double share) => (_duration * share) - _clock.GetElapsedTime(_start);

    private async Task AtAsync(double share, CancellationToken cancellation)
    {
        var wait = UntilOf(share);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _clock, cancellation);
        }
    }

    // An alert that only some may know, with a word in it that must turn up nowhere else.
    private async Task PlantAlertAsync(CancellationToken cancellation)
    {
        var node = _network.Node("police");
        using var http = new HttpClient { BaseAddress = node.Http };
        http.DefaultRequestHeaders.Authorization = new("Bearer", node.FieldToken);
        var sent = _clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'-00:00'", CultureInfo.InvariantCulture);
        var cap = $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>exercise-1</identifier><sender>desk@police.invalid</sender><sent>{sent}</sent>
            <status>Exercise</status><msgType>Alert</msgType><scope>Restricted</scope><restriction>Responders</restriction>
            <info><category>Security</category><event>Exercise</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>
            <headline>Suspicious object {_canaries[2]}</headline><description>Exercise only: {_canaries[2]}.</description>
            <area><areaDesc>Old town {_canaries[2]}</areaDesc></area></info></alert>
            """;
        using var content = new StringContent(cap, Encoding.UTF8, "application/cap+xml");
        var before = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(PalladiumRoutes.Cap, content, cancellation);
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"The planted alert was refused: {await answer.Content.ReadAsStringAsync(cancellation)}");
        }

        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        _capSentAt[made.GetProperty("alert").GetString()!] = before;
    }

    // Streams are open for as long as the run lasts; the client of the forms has a timeout.
    private static HttpClient Following(DemoNode node)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = node.Http, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Add("Cookie", node.SessionCookie);
        return http;
    }
}
