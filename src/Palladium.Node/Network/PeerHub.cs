using System.Collections.Concurrent;
using System.Net;
using Palladium.Node.Configuration;
using Palladium.Node.Intake;
using Palladium.Node.Journal;
using Palladium.Node.Peers;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Network;

/// <summary>
/// The node's end of the network between members: starts it when there is a charter, and tells the features what they
/// need to know about the others. A node that is alone has none, reaches nobody and waits for nobody.
/// </summary>
internal sealed class PeerHub(
    NodeConfiguration configuration, NodeStores stores, NetworkDirectory directory, PictureBoard board, Refusals refusals, TimeProvider clock,
    ILoggerFactory logging) : IPeerWatch, IReleaseCarrier, IAsyncDisposable
{
    private readonly ConcurrentDictionary<MemberId, bool> _heard = new();

    /// <summary>A receipt for one of this node's releases was verified. Subscribe before the network is started.</summary>
    public event Action<ReceiptArrived>? ReceiptArrived;

    /// <summary>The network; null while this node is alone.</summary>
    public PeerNetwork? Network { get; private set; }

    /// <summary>Starts the network of the charter in force.</summary>
    public async Task StartAsync(
        Federation.Charter.SignedCharter charter, IReleaseContents contents, IReleaseSink sink, IReleaseDecisions decisions,
        ICharterExchange charters, CancellationToken cancellation)
    {
        var network = new PeerNetwork(new PeerNetworkOptions
        {
            Self = configuration.Member,
            Charter = charter,
            Keys = stores.Keys,
            Log = new OwnLog(stores.Log, stores.LogKey),
            Journal = stores.Journal,
            DataFolder = configuration.Data,
            Listen = new IPEndPoint(IPAddress.Parse(configuration.Listen.Address), configuration.Listen.PeerPort ?? 0),
            Addresses = configuration.PeerAddresses,
            Charters = charters,
            Contents = contents,
            Sink = sink,
            Decisions = decisions,
            Time = clock,
            Logging = logging,
        });
        network.ReachabilityChanged += (peer, _) => board.Touch(new RowKey(RowKind.Member, peer, peer.Name));
        network.MirrorAdvanced += (author, _) =>
        {
            _heard[author] = true;
            board.Touch(new RowKey(RowKind.Log, author, author.Name));
        };
        network.ReceiptArrived += receipt => ReceiptArrived?.Invoke(receipt);
        network.RefusalCounted += refusal => refusals.Count("peer", refusal.Peer, new Refusal(refusal.Field, refusal.Rule, refusal.Message));
        Network = network;
        await network.StartAsync(cancellation);
    }

    /// <inheritdoc />
    public DateTimeOffset? UnreachableSince(MemberId member)
    {
        if (member == directory.Self.Id)
        {
            return null;
        }

        var peer = StateOf(member);
        return peer?.Reachable == true ? null : peer?.Since ?? peer?.LastSeen ?? DateTimeOffset.MaxValue;
    }

    /// <inheritdoc />
    public bool HeardSinceStart(MemberId member) => _heard.ContainsKey(member) || StateOf(member)?.LastSeen is not null;

    /// <inheritdoc />
    public Task<EntryHeader?> MirroredAsync(MemberId author, long index, CancellationToken cancellation)
    {
        if (author == directory.Self.Id)
        {
            return Task.FromResult(stores.Journal.ReadHeader(index));
        }

        var mirror = Network?.Mirror(author);
        if (mirror is null || index < 0 || index >= mirror.Head.Size || mirror.ReadLeaves(index, 1) is not [var leaf, ..])
        {
            return Task.FromResult<EntryHeader?>(null);
        }

        return Task.FromResult(EntryHeader.Parse(leaf.Span).Accepted(out var header, out _) ? header : null);
    }

    /// <inheritdoc />
    public void Send(
        MemberId recipient, JournalEntry item, ReadOnlyMemory<byte> body, JournalEntry release, ReadOnlyMemory<byte> releaseBody) =>
        Network?.Release(recipient, release.Index, new ReleaseContent(item.Index, item.Salt, body, release.Salt, releaseBody));

    /// <summary>How a member stands; null for this one and while this node is alone.</summary>
    public PeerState? StateOf(MemberId member) => Network?.Peers.FirstOrDefault(peer => peer.Peer == member);

    /// <summary>The members whose verified cosignature covers that many entries of a log; none while this node is alone.</summary>
    public IReadOnlyList<MemberId> CosignersOf(MemberId author, long size) => Network?.Witnesses.CosignersOf(author, size) ?? [];

    /// <summary>The members other than its author that hold that many entries of a log: this one by its own copy, the others by their word.</summary>
    public IReadOnlyList<MemberId> HoldersOf(MemberId author, long size)
    {
        var others = Network?.Witnesses.HoldersOf(author, size) ?? [];
        return Network?.Mirror(author)?.Head.Size >= size ? [.. others.Append(directory.Self.Id).Order()] : others;
    }

    public ValueTask DisposeAsync() => Network?.DisposeAsync() ?? ValueTask.CompletedTask;
}
