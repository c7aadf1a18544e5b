using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Palladium.Federation.Charter;
using Palladium.Federation.Keys;
using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Node.Peers;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;

namespace Palladium.Tests.Node.Peers;

/// <summary>A node reduced to log, journal and network: real files, real TLS; bodies survive a restart in the test's memory.</summary>
internal sealed class PeerNode : IJournal, IReleaseContents, IReleaseSink, IReleaseDecisions, ILiveRows, IAsyncDisposable
{
    private readonly string _data;
    private readonly IPEndPoint _listen;
    private readonly NodeKeys _keys;
    private readonly NoteSigningKey _logKey;
    private readonly List<(EntryHeader Header, byte[] Salt, byte[] Body)> _entries;
    private readonly SemaphoreSlim _one = new(1);

    private PeerNode(MemberId id, string data, IPEndPoint listen, List<(EntryHeader, byte[], byte[])> entries)
    {
        (Id, _data, _listen, _entries) = (id, data, listen, entries);
        Charter = new CharterStore(data).Load().Value.InForce;
        _keys = NodeKeys.LoadOrCreate(data);
        _logKey = NoteSigningKey.FromSeed(LogOrigin.Of(Charter.Charter.Network, id), _keys.ExportLogSeed());
        Log = LogWriter.Open(new LogWriterOptions { Directory = Path.Combine(data, "log"), Key = _logKey, JournalLength = 1 << 20 });
        Network = new PeerNetwork(new PeerNetworkOptions
        {
            Self = id,
            Charter = Charter,
            Keys = _keys,
            Log = new OwnLog(Log, _logKey),
            Journal = this,
            DataFolder = data,
            Listen = listen,
            Contents = this,
            Sink = this,
            Decisions = this,
        });
        Network.ReceiptArrived += receipt => Receipts.Enqueue(receipt);
    }

    public MemberId Id { get; }

    public SignedCharter Charter { get; }

    public LogWriter Log { get; }

    public PeerNetwork Network { get; }

    public ConcurrentQueue<VerifiedRelease> Received { get; } = new();

    public ConcurrentQueue<ReceiptArrived> Receipts { get; } = new();

    public ReleaseDecision? Decision { get; set; }

    public IReadOnlyList<EntryHeader> Headers
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries.Select(e => e.Header)];
            }
        }
    }

    public static async Task<PeerNode> StartAsync(MemberId id, string data, IPEndPoint listen)
    {
        var node = new PeerNode(id, data, listen, []);
        await node.Network.StartAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Stops it and gives a function that starts it again on the same files.</summary>
    public async Task<Func<Task<PeerNode>>> StopAsync()
    {
        await DisposeAsync();
        return async () =>
        {
            var node = new PeerNode(Id, _data, _listen, _entries);
            await node.Network.StartAsync(CancellationToken.None);
            return node;
        };
    }

    public async Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation) =>
        (await AppendAsync([draft], cancellation))[0];

    public async Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var made = drafts.Select(draft => Make(draft)).ToList();
            lock (_entries)
            {
                _entries.AddRange(made);
            }

            var first = await Log.AppendAsync([.. made.Select(m => (ReadOnlyMemory<byte>)m.Header.ToCanonicalBytes())], cancellation);
            return [.. made.Select((m, i) => new JournalEntry(first + i, m.Header, m.Salt))];
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Appends an alert and its release as the gate would, and hands it to the network.</summary>
    public async Task<long> ReleaseAlertAsync(MemberId to, string text)
    {
        var body = CanonicalJson.Write(new JsonObject { ["headline"] = text });
        var alert = await AppendAsync(new EntryDraft(EntryKinds.Alert, PurposeClass.Plan, body), CancellationToken.None);
        var extent = ReleaseBody.ExtentOf(EntryReference.Of(alert.Header, alert.Index));
        var (release, releaseBody) = await ReleaseEntryAsync(to, extent);
        Network.Release(to, release.Index, new ReleaseContent(alert.Index, alert.Salt, body, release.Salt, releaseBody));
        return release.Index;
    }

    public async Task<(JournalEntry Entry, byte[] Body)> ReleaseEntryAsync(MemberId to, JsonObject extent)
    {
        var body = CanonicalJson.Write(new JsonObject
        {
            ["extent"] = extent,
            ["forWhom"] = to.Name,
            ["permitted"] = true,
            ["rule"] = "must-know",
        });
        return (await AppendAsync(new EntryDraft(EntryKinds.Release, PurposeClass.Plan, body), CancellationToken.None), body);
    }

    public async IAsyncEnumerable<(long Release, MemberId To)> ReleasesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        for (var i = 0; i < Headers.Count; i++)
        {
            if (_entries[i].Header.Kind == EntryKinds.Release.Name && ReleaseBody.Parse(_entries[i].Body).Value is { Item: not null } body)
            {
                yield return (i, body.To);
            }
        }
    }

    public ValueTask<ReleaseContent?> OpenAsync(long release, CancellationToken cancellation)
    {
        var entry = _entries[(int)release];
        var item = ReleaseBody.Parse(entry.Body).Value.Item!;
        return ValueTask.FromResult<ReleaseContent?>(new ReleaseContent(
            item.Index, _entries[(int)item.Index].Salt, _entries[(int)item.Index].Body, entry.Salt, entry.Body));
    }

    public ValueTask<Refusal?> ReceiveAsync(VerifiedRelease release, CancellationToken cancellation)
    {
        Received.Enqueue(release);
        return ValueTask.FromResult<Refusal?>(null);
    }

    public async ValueTask<ReleaseDecision> DecideAsync(PeerRequestReceived request, CancellationToken cancellation)
    {
        if (Decision is { } decision)
        {
            return decision;
        }

        var (release, body) = await ReleaseEntryAsync(request.From, request.Body.Live is null
            ? ReleaseBody.ExtentOf(request.Body.Item!)
            : ReleaseBody.ExtentOfLease(request.Request.Id));
        if (request.Body.Live is not null)
        {
            return new LeaseReleased(release.Index, release.Salt, body, this);
        }

        return new EntriesReleased([(release.Index, (await OpenAsync(release.Index, cancellation))!)]);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Rows(
        MemberId recipient, EntryId lease, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var i = 0; i < 100; i++)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes($$"""{"unit":{{i}}}""");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await Log.DisposeAsync();
        _logKey.Dispose();
        _keys.Dispose();
    }

    private (EntryHeader Header, byte[] Salt, byte[] Body) Make(EntryDraft draft)
    {
        var salt = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        var header = new EntryHeader
        {
            Id = EntryId.Fresh(),
            Kind = draft.Kind.Name,
            Time = 1_790_000_000,
            Audience = draft.Kind.Audience,
            Purpose = draft.Purpose,
            Size = SizeBucket.For(draft.Body.Length),
            Commitment = Commitment.Compute(draft.Kind.Name, salt, draft.Body.Span),
        };
        return (header, salt, draft.Body.ToArray());
    }

    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
