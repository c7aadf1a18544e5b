using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Text;
using Palladium.Federation.Charter;
using Palladium.Federation.Keys;
using Palladium.Federation.Release;
using Palladium.Node.Peers;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Tests.Node.Peers;

public sealed class PeerNetworkTests : IAsyncLifetime
{
    private static readonly MemberId Police = MemberId.Of("police");
    private static readonly MemberId Fire = MemberId.Of("fire");
    private static readonly MemberId Office = MemberId.Of("office");

    private readonly string _folder = Directory.CreateTempSubdirectory("palladium-peers").FullName;
    private readonly Dictionary<MemberId, PeerNode> _nodes = [];
    private readonly Dictionary<MemberId, int> _ports = [];

    public async ValueTask InitializeAsync()
    {
        var ids = (MemberId[])[Fire, Office, Police];
        var ports = PeerNode.FreePorts(3);
        for (var i = 0; i < 3; i++)
        {
            _ports[ids[i]] = ports[i];
        }

        var founded = NetworkFounding.Found(new FoundingRequest(
            "testnet",
            [.. ids.Select(id => new FoundingMember(
                id, id.Name, id.Name, DataOf(id), new Uri($"https://127.0.0.1:{_ports[id]}/"), new Uri("http://127.0.0.1:1/")))],
            1, new string('a', 64), Path.Combine(_folder, "out")));
        Assert.Null(founded.Refusal);
        foreach (var id in ids)
        {
            _nodes[id] = await PeerNode.StartAsync(id, DataOf(id), new IPEndPoint(IPAddress.Loopback, _ports[id]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_released_body_arrives_is_receipted_and_every_mirror_is_cosigned()
    {
        var index = await _nodes[Office].ReleaseAlertAsync(Police, "flood");

        await UntilAsync(() => _nodes[Office].Receipts.Any(r => r.Release == index && r.Recipient == Police));

        var received = Assert.Single(_nodes[Police].Received);
        Assert.Equal("""{"headline":"flood"}""", Encoding.UTF8.GetString(received.Content.Span));
        Assert.Equal(EntryKinds.Alert.Name, received.Item.Kind);
        Assert.Contains(_nodes[Police].Headers, header => header.Kind == EntryKinds.Receipt.Name);
        await UntilAsync(MirrorsEqual);
        await UntilAsync(() => _nodes[Office].Network.Peers.All(p => p.Cosigned == _nodes[Office].Log.Head.Size && p.LagEntries == 0));
        Assert.Equal(3, _nodes[Office].Log.SignHead().Note.Signatures.Count);
        Assert.Empty(_nodes[Police].Network.Refusals);
    }

    [Fact]
    public async Task A_stopped_peer_gets_everything_after_its_return_and_nothing_twice()
    {
        await _nodes[Office].ReleaseAlertAsync(Police, "first");
        await UntilAsync(() => _nodes[Office].Receipts.Count == 1);
        var restart = await _nodes[Police].StopAsync();
        for (var i = 0; i < 40; i++)
        {
            await _nodes[Office].ReleaseAlertAsync(Police, $"while away {i}");
        }

        await UntilAsync(() => _nodes[Office].Network.Peers.Single(p => p.Peer == Police) is { Reachable: false, Queue: 40 });

        // The holder restarts too: its outbox comes out of its own log.
        var restartHolder = await _nodes[Office].StopAsync();
        _nodes[Office] = await restartHolder();
        _nodes[Police] = await restart();

        await UntilAsync(() => _nodes[Office].Receipts.Count == 40);
        Assert.Equal(40, _nodes[Police].Received.Select(r => r.Release.Index).Distinct().Count());
        Assert.Equal(40, _nodes[Police].Received.Count);
        await UntilAsync(MirrorsEqual);
        Assert.All(_nodes.Values, node => Assert.Empty(node.Network.Refusals));
    }

    [Fact]
    public async Task A_request_brings_the_body_or_the_rule_that_denies_it_and_a_live_lease_ends_with_the_same_hash_on_both_sides()
    {
        var body = Encoding.UTF8.GetBytes("""{"value":7}""");
        var item = await _nodes[Office].AppendAsync(new EntryDraft(EntryKinds.Incident, PurposeClass.Incident, body), CancellationToken.None);
        var request = new ReleaseRequestBody(Office, EntryReference.Of(item.Header, item.Index), null, "incident", "i-1", "public-task");

        var brought = (await _nodes[Fire].Network.RequestAsync(Office, request, PurposeClass.Incident, CancellationToken.None)).Value;
        Assert.Equal(body, Assert.Single(brought).Content.ToArray());

        var rows = new List<string>();
        var lease = (await _nodes[Fire].Network.OpenLeaseAsync(
            Office, request with { Item = null, Live = "picture" }, PurposeClass.Incident,
            (row, _) =>
            {
                rows.Add(Encoding.UTF8.GetString(row.Span));
                return ValueTask.CompletedTask;
            }, CancellationToken.None)).Value;
        Assert.True(lease.Complete);
        Assert.Equal(100, rows.Count);
        Assert.Equal("""{"unit":99}""", rows[^1]);
        await UntilAsync(() => _nodes[Office].Headers.Any(h => h.Kind == EntryKinds.LeaseClosed.Name));
        Assert.Contains(_nodes[Fire].Headers, h => h.Kind == EntryKinds.LeaseClosed.Name);

        _nodes[Office].Decision = new RequestDenied("no-night-cameras", "Not at night.", Logged: false);
        var denied = await _nodes[Fire].Network.RequestAsync(Office, request, PurposeClass.Incident, CancellationToken.None);
        Assert.Equal("no-night-cameras", denied.Refusal?.Rule);
        Assert.Contains(_nodes[Office].Headers, h => h.Kind == EntryKinds.ReleaseDenied.Name);
    }

    [Fact]
    public async Task Corrupt_messages_are_refused_counted_logged_and_disturb_nothing()
    {
        await _nodes[Office].ReleaseAlertAsync(Police, "before");
        await UntilAsync(() => _nodes[Office].Receipts.Count == 1);
        await UntilAsync(MirrorsEqual);
        using var keys = NodeKeys.LoadOrCreate(DataOf(Office));
        using var http = Client(keys);
        var log = _nodes[Office].Log;
        var (size, note) = (log.Head.Size, log.SignHead().Note.ToString());
        var at = $"https://127.0.0.1:{_ports[Police]}/peer/v1/logs/office/head";
        var leaf = log.ReadLeaves(0, 1)[0].ToArray();

        async Task<HttpStatusCode> PushAsync(LogSection section, string? url = null) =>
            (await http.PostAsJsonAsync(url ?? at, section, PeerJson.Options)).StatusCode;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PushAsync(new LogSection(
            size, [leaf], note.Replace($"\n{size}\n", $"\n{size + 1}\n", StringComparison.Ordinal))));
        using var stranger = Palladium.Log.NoteSigningKey.Generate(log.Origin);
        var forged = Palladium.Log.SignedCheckpoint.Sign(stranger, new(log.Origin, size + 1, log.Head.Root)).Note.ToString();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PushAsync(new LogSection(size, [leaf], forged)));
        using var own = Palladium.Log.NoteSigningKey.FromSeed(log.Origin, keys.ExportLogSeed());
        var wrongRoot = Palladium.Log.SignedCheckpoint.Sign(own, new(log.Origin, size + 1, log.Head.Root)).Note.ToString();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PushAsync(new LogSection(size, [leaf], wrongRoot)));
        Assert.Equal(HttpStatusCode.Conflict, await PushAsync(new LogSection(
            size + 5, [leaf], Palladium.Log.SignedCheckpoint.Sign(own, new(log.Origin, size + 6, log.Head.Root)).Note.ToString())));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PushAsync(
            new LogSection(0, [], note), $"https://127.0.0.1:{_ports[Police]}/peer/v1/logs/fire/head"));
        var malformed = await http.PostAsync(at, new StringContent("{\"oldSize\":", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);

        var other = Path.Combine(_folder, "stranger");
        using var strangerKeys = NodeKeys.LoadOrCreate(other);
        using var unknown = Client(strangerKeys);
        await Assert.ThrowsAsync<HttpRequestException>(() => unknown.PostAsJsonAsync(at, new LogSection(0, [], note), PeerJson.Options));

        var rules = (string[])["message.malformed", "peer.unknown-key", "push.not-author", "push.root", "push.signature"];
        await UntilAsync(() => rules.All(rule => _nodes[Police].Network.Refusals.Any(r => r.Rule == rule)));
        Assert.Equal(2, _nodes[Police].Network.Refusals.Single(r => r.Rule == "push.signature").Count);
        Assert.Equal(rules, _nodes[Police].Network.Refusals.Select(r => r.Rule).Order(StringComparer.Ordinal));
        await UntilAsync(() => _nodes[Police].Headers.Count(h => h.Kind == EntryKinds.PeerRefused.Name) >= rules.Length);
        Assert.Equal(rules.Length, _nodes[Police].Headers.Count(h => h.Kind == EntryKinds.PeerRefused.Name));

        await _nodes[Office].ReleaseAlertAsync(Police, "after");
        await UntilAsync(() => _nodes[Office].Receipts.Count == 2);
        await UntilAsync(MirrorsEqual);
    }

    private static HttpClient Client(NodeKeys keys) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = [keys.Transport],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => keys.Transport,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=palladium-node",
        },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private bool MirrorsEqual() => _nodes.Values.All(author => _nodes.Values.Where(n => n.Id != author.Id).All(
        holder => holder.Network.Mirror(author.Id)!.Head == author.Log.Head));

    private string DataOf(MemberId id) => Path.Combine(_folder, id.Name);

    // What is waited for is told by no event that covers every case, so it is looked at; the test fails after 20 s.
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }
}
