using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Federation.Charter;
using Palladium.Federation.Delivery;
using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;

namespace Palladium.Node.Peers;

/// <summary>
/// The node's place in the network: runs the core over HTTP/2 with mutual TLS. Start it after the own log is open; stop it
/// before. Events are raised on whatever thread learned of something; handlers must be quick and must not throw.
/// </summary>
public sealed partial class PeerNetwork : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan CharterSettles = TimeSpan.FromMilliseconds(700);

    private readonly PeerNetworkOptions _options;
    private readonly NetworkCharter _charter;
    private readonly FederationCore _core;
    private readonly Lock _coreLock = new();
    private readonly PeerMirrors _mirrors;
    private readonly WitnessBook _witnesses;
    private readonly ReceiptBook _receipts;
    private readonly PeerRefusals _refusals;
    private readonly PeerListener _listener;
    private readonly Dictionary<MemberId, PeerClient> _clients;
    private readonly Dictionary<MemberId, PeerExchanges> _exchanges;
    private readonly ConcurrentDictionary<long, ReleaseContent> _contents = new();
    private readonly ConcurrentDictionary<(MemberId, long), TaskCompletionSource<VerifiedRelease>> _awaited = new();
    private readonly ConcurrentDictionary<MemberId, SemaphoreSlim> _receiving = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger;
    private readonly long _startedAt;
    private readonly string _cursorFile;
    private readonly string _cosignedFile;
    private readonly ConcurrentDictionary<MemberId, long> _cursors;
    private Task _running = Task.CompletedTask;
    private int _cursorsChanged;
    private int _asking;
    private int _disposed;

    /// <summary>Opens mirrors and books; nothing listens and nothing is sent yet.</summary>
    /// <exception cref="LogDamagedException">A mirror on disk is damaged.</exception>
    public PeerNetwork(PeerNetworkOptions options)
    {
        _options = options;
        _charter = options.Charter.Charter;
        _logger = options.Logging.CreateLogger("Palladium.Peers");
        _startedAt = options.Time.GetTimestamp();
        _mirrors = new PeerMirrors(_charter, options.Self, options.DataFolder, options.Time);
        _witnesses = new WitnessBook(_charter);
        _receipts = new ReceiptBook(options.DataFolder);
        _refusals = new PeerRefusals(options.Journal, options.Time);
        _refusals.Refused += refusal => RefusalCounted?.Invoke(refusal);
        _cursorFile = Path.Combine(options.DataFolder, "peers", "cursors.json");
        _cosignedFile = Path.Combine(options.DataFolder, "peers", "cosigned.json");
        foreach (var (author, heads) in ReadState<IReadOnlyList<CosignedHead>>(_cosignedFile))
        {
            // Verified again: the file is a hint like the others.
            if (MemberId.Parse(author).Accepted(out var member, out _) && HeldOf(member) is { } held)
            {
                _ = _witnesses.Take(member, held, LogOrigin.Of(_charter.Network, member), heads);
            }
        }

        var peers = _charter.Members.Where(member => member.Id != options.Self).ToList();
        _cursors = new(ReadCursors(peers.Select(peer => peer.Id)));
        _clients = peers.ToDictionary(peer => peer.Id, peer => new PeerClient(peer, options.Addresses.GetValueOrDefault(peer.Id) ?? peer.PeerUrl, options.Keys));
        _exchanges = peers.ToDictionary(peer => peer.Id, _ => new PeerExchanges(options.Time));
        _core = new FederationCore(
            options.Log.Writer.Head.Size, _cursors, _mirrors.Sizes, options.Limits, options.Random);
        _listener = new PeerListener(_charter, options.Self, options.Keys, options.Listen, new Receiver(this), options.Logging);
    }

    /// <summary>A verified release was kept and its receipt logged: author, headers and body are in it.</summary>
    public event Action<VerifiedRelease>? ReleaseArrived;

    /// <summary>A receipt for one of our releases was verified.</summary>
    public event Action<ReceiptArrived>? ReceiptArrived;

    /// <summary>A mirror grew: author and verified size.</summary>
    public event Action<MemberId, long>? MirrorAdvanced;

    /// <summary>A peer became reachable or unreachable.</summary>
    public event Action<MemberId, bool>? ReachabilityChanged;

    /// <summary>A message of a peer was refused.</summary>
    public event Action<PeerRefusal>? RefusalCounted;

    /// <summary>The port listened on, once started.</summary>
    public int Port => _listener.Port;

    /// <summary>Whatever was refused, by peer and rule.</summary>
    public IReadOnlyList<PeerRefusal> Refusals => _refusals.All;

    /// <summary>The verified copy of another's log, for proofs, audit and rebuilding projections; null for ourselves and strangers.</summary>
    public MirrorLog? Mirror(MemberId author) => _mirrors.Find(author);

    /// <summary>Who cosigned and who holds how much of each log.</summary>
    public WitnessBook Witnesses => _witnesses;

    /// <summary>How each peer stands, now.</summary>
    public IReadOnlyList<PeerState> Peers
    {
        get
        {
            IReadOnlyList<PeerView> views;
            lock (_coreLock)
            {
                views = _core.Peers;
            }

            return [.. views.Select(view => new PeerState(
                view.Peer, view.Reachable, TimeOf(view.Since), TimeOf(view.LastSeen), view.Lag, view.Queue, view.SetAside,
                _mirrors.Find(view.Peer)!.Head.Size, _mirrors.Find(view.Peer)! is { Forks.Count: 0, Failure: null }, view.Cosigned,
                view.KnowsMore, view.LastFailure, _exchanges[view.Peer].LastMinute()))];
        }
    }

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _listener.StartAsync(cancellationToken);
        _running = Task.WhenAll(
            Task.Run(RebuildOutboxAsync, CancellationToken.None), Task.Run(FollowHeadAsync, CancellationToken.None),
            Task.Run(TickAsync, CancellationToken.None));
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _listener.StopAsync(cancellationToken);
        try
        {
            await _running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // That is how they end.
        }

        WriteState();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await StopAsync(CancellationToken.None);
        await _listener.DisposeAsync();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        await _mirrors.DisposeAsync();
        _receipts.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// Sends a body to a member, at once when it is reachable, otherwise when it returns; until its receipt came it is sent
    /// again, also after a restart. The release entry is durable already and the gate has written it.
    /// </summary>
    /// <param name="recipient">Who gets it; a stranger is a bug of the caller.</param>
    /// <param name="releaseIndex">Index of the release entry in the own log.</param>
    /// <param name="content">What the gate opened.</param>
    public void Release(MemberId recipient, long releaseIndex, ReleaseContent content)
    {
        if (!_clients.ContainsKey(recipient))
        {
            throw new ArgumentException($"{recipient} is not another member of the network.", nameof(recipient));
        }

        if (_contents.Count < _options.Limits.MaxOutbox)
        {
            // Beyond that it is opened again when its turn comes.
            _contents[releaseIndex] = content;
        }

        // Head and release under one lock: between them a plain push could take the one place under way.
        IReadOnlyList<FederationEffect> head, queued;
        lock (_coreLock)
        {
            head = _core.Step(new ReleaseQueued(recipient, releaseIndex), Now);
            queued = _core.Step(new OwnHeadAdvanced(_options.Log.Writer.Head.Size), Now);
        }

        Carry(head);
        Carry(queued);
    }

    /// <summary>
    /// Hands the charter in force to every peer. One that can't be reached now gets it when it is asked for its status again.
    /// </summary>
    public Task OfferCharterAsync() => Task.WhenAll(_clients.Select(client => OfferCharterAsync(client.Key, client.Value)));

    /// <summary>
    /// Hands a charter that a peer brought on to those who still lack it a moment later: most get it from that same peer, and each
    /// of n members handing it to all would be n² copies of a doctrine in the very second in which everybody reads it.
    /// </summary>
    public Task PassCharterOnAsync() => Task.WhenAll(_clients.Select(async client =>
    {
        await Task.Delay((1 + _options.Random()) * CharterSettles, _options.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await OfferCharterAsync(client.Key, client.Value, ask: true);
    }));

    private async Task OfferCharterAsync(MemberId peer, PeerClient client, bool ask = false)
    {
        if (_options.Charters is not { } charters || charters.Offer() is not { } offer)
        {
            return;
        }

        var offered = charters.InForce;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(TimeSpan.FromMilliseconds(_options.Limits.RequestTimeout));
        try
        {
            if (!ask || charters.IsOlder((await client.StatusAsync(timeout.Token)).Charter))
            {
                await client.OfferCharterAsync(offer, timeout.Token);
                charters.Heard(peer, offered);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            CharterNotTaken(_logger, peer.Name, Root(e).Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Peer} did not take the charter: {Reason}")]
    private static partial void CharterNotTaken(ILogger logger, string peer, string reason);

    private long Now => (long)_options.Time.GetElapsedTime(_startedAt).TotalMilliseconds;

    private IReadOnlyList<FederationEffect> Tell(FederationInput input)
    {
        IReadOnlyList<FederationEffect> effects;
        lock (_coreLock)
        {
            effects = _core.Step(input, Now);
        }

        Carry(effects);
        return effects;
    }

    private void Carry(IReadOnlyList<FederationEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case PeerRequest request:
                    _ = Task.Run(() => SendAsync(request));
                    break;
                case PersistCursor cursor:
                    _cursors[cursor.Peer] = cursor.Size;
                    Volatile.Write(ref _cursorsChanged, 1);
                    break;
                case PeerReachability change:
                    if (change.Reachable)
                    {
                        _exchanges[change.Peer].BeginAnew();
                    }

                    Reachability(_logger, change.Peer.Name, change.Reachable ? "reachable" : "unreachable", change.Reason);
                    ReachabilityChanged?.Invoke(change.Peer, change.Reachable);
                    break;
                case ReloadOutbox:
                    _ = Task.Run(RebuildOutboxAsync);
                    break;
                case ReportFork fork:
                    _ = Task.Run(() => ReportForkAsync(fork.Author));
                    break;
            }
        }
    }

    private async Task FollowHeadAsync()
    {
        var size = -1L;
        while (!_stop.IsCancellationRequested)
        {
            size = (await _options.Log.Writer.WaitForHeadAsync(size, _stop.Token)).Size;
            Tell(new OwnHeadAdvanced(size));
        }
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickEvery, _options.Time);
        var ticks = 0;
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            Tell(new TimePassed());
            if (++ticks % 40 == 0 && Interlocked.Exchange(ref _cursorsChanged, 0) == 1)
            {
                WriteState();
            }
        }
    }

    private async Task RebuildOutboxAsync()
    {
        await foreach (var (release, to) in _options.Contents.ReleasesAsync(_stop.Token))
        {
            if (!_receipts.Has(to, release))
            {
                Tell(new ReleaseQueued(to, release));
            }
        }
    }

    private async Task ReportForkAsync(MemberId author)
    {
        if (_mirrors.Find(author)?.Forks is [.., var evidence])
        {
            var body = CanonicalJson.Write(new JsonObject
            {
                ["author"] = author.Name,
                ["held"] = evidence.Held.Note.ToString(),
                ["other"] = evidence.Other.Note.ToString(),
                ["v"] = 1,
            });
            await AppendAsync(EntryKinds.Fork, PurposeClass.Oversight, body, CancellationToken.None);
        }
    }

    private Task<JournalEntry> AppendAsync(EntryKind kind, PurposeClass purpose, byte[] body, CancellationToken cancellation) =>
        _options.Journal.AppendAsync(new EntryDraft(kind, purpose, body), cancellation);

    private DateTimeOffset? TimeOf(long at) => at < 0 ? null : _options.Time.GetUtcNow() - TimeSpan.FromMilliseconds(Now - at);

    /// <summary>A log as it is held here: the own one, or a mirror; null for strangers.</summary>
    private LogReader? HeldOf(MemberId author) => author == _options.Self ? _options.Log.Writer : _mirrors.Find(author);

    private Dictionary<MemberId, long> ReadCursors(IEnumerable<MemberId> peers)
    {
        var known = ReadState<long>(_cursorFile);
        return peers.ToDictionary(peer => peer, peer => Math.Max(0, known.GetValueOrDefault(peer.Name)));
    }

    private Dictionary<string, T> ReadState<T>(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, T>>(File.ReadAllText(file)) ?? [] : [];
        }
        catch (JsonException e)
        {
            // A hint that was lost: the peers say it again.
            StateLost(_logger, Path.GetFileName(file), e.Message);
            return [];
        }
    }

    private void WriteState()
    {
        Write(_cursorFile, _cursors.ToDictionary(c => c.Key.Name, c => c.Value));
        Write(_cosignedFile, _charter.Members.ToDictionary(member => member.Id.Name, member => _witnesses.HeadsOf(member.Id)));

        static void Write<T>(string file, T state)
        {
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(state));
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Peer} is {State} {Reason}")]
    private static partial void Reachability(ILogger logger, string peer, string state, string reason);

    [LoggerMessage(LogLevel.Warning, "{File} is unreadable and begins anew: {Reason}")]
    private static partial void StateLost(ILogger logger, string file, string reason);

    [LoggerMessage(LogLevel.Error, "A peer's message could not be handled")]
    private static partial void ReceivingFailed(ILogger logger, Exception failure);
}
