using Palladium.Records;

namespace Palladium.Federation.Delivery;

/// <summary>
/// Decides what is sent to whom, and when: pushes of the own log, releases, pulls from peers, cosignatures. No sockets, files or
/// clock: every input comes with the time, every wish is an effect, and the same inputs with the same randomness give
/// the same effects. One caller at a time.
/// </summary>
/// <remarks>
/// The core knows sizes, never leaves: a size is told to it only after the leaves up to it were verified and are durable.
/// Whoever carries out an effect tells the outcome with its ticket; one request per peer is under way, and whatever came
/// up meanwhile goes out with the next one, the newest head standing for all before it.
/// </remarks>
public sealed partial class FederationCore
{
    private readonly SortedDictionary<MemberId, PeerDelivery> _peers = [];
    private readonly SortedDictionary<MemberId, long> _mirrors = [];
    private readonly Dictionary<MemberId, (long At, long Size)> _cosigned = [];
    private readonly HashSet<MemberId> _forked = [];
    private readonly FederationLimits _limits;
    private readonly Func<double> _random;
    private List<FederationEffect> _effects = [];
    private long _now;
    private long _tickets;

    /// <summary>Begins, or begins again after a restart.</summary>
    /// <param name="ownSize">Size of the own log.</param>
    /// <param name="cursors">Every peer with the size of our log it last confirmed; 0 when unknown.</param>
    /// <param name="mirrors">Sizes of the verified mirrors.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="random">Numbers from 0 up to 1, for jitter.</param>
    /// <param name="firstTicket">Tickets count from here; must differ between runs, so that no old answer is taken for a new one.</param>
    public FederationCore(
        long ownSize,
        IReadOnlyDictionary<MemberId, long> cursors,
        IReadOnlyDictionary<MemberId, long> mirrors,
        FederationLimits limits,
        Func<double> random,
        long firstTicket = 0)
    {
        (OwnSize, _limits, _random, _tickets) = (ownSize, limits, random, firstTicket);
        foreach (var (peer, cursor) in cursors)
        {
            _peers[peer] = new PeerDelivery(peer, Math.Min(cursor, ownSize));
            _mirrors[peer] = mirrors.TryGetValue(peer, out var size) ? size : 0;
        }
    }

    /// <summary>Size of the own log as last told.</summary>
    public long OwnSize { get; private set; }

    /// <summary>Every peer, ordered by id.</summary>
    public IReadOnlyList<PeerView> Peers => [.. _peers.Values.Select(View)];

    /// <summary>Takes one input and says what is to be done.</summary>
    /// <param name="input">What happened. Inputs about unknown peers change nothing.</param>
    /// <param name="now">Milliseconds of a clock that never runs backwards.</param>
    public IReadOnlyList<FederationEffect> Step(FederationInput input, long now)
    {
        _now = Math.Max(_now, now);
        _effects = [];
        Take(input);
        foreach (var peer in _peers.Values)
        {
            Expire(peer);
            Next(peer);
        }

        return _effects;
    }

    private void Take(FederationInput input)
    {
        switch (input)
        {
            case OwnHeadAdvanced own:
                OwnSize = Math.Max(OwnSize, own.Size);
                break;
            case MirrorVerified mirror:
                Verified(mirror);
                break;
            case ForkFound fork when _forked.Add(fork.Author):
                _effects.Add(new ReportFork(fork.Author));
                break;
            case PeerHeard heard when Find(heard.Peer) is { } peer:
                Heard(peer);
                break;
            case ReleaseQueued queued when Find(queued.Peer) is { } peer:
                Queue(peer, queued.Index);
                break;
            case PushAnswered answer when Answered(answer.Peer, answer.Ticket) is { } peer:
                Confirmed(peer, answer.Size, answer.CosignedSize);
                break;
            case ReleasesAnswered answer when Answered(answer.Peer, answer.Ticket) is { } peer:
                Receipts(peer, answer);
                break;
            case StatusAnswered answer when Answered(answer.Peer, answer.Ticket) is { } peer:
                foreach (var (author, size) in answer.Sizes)
                {
                    if (_mirrors.ContainsKey(author))
                    {
                        peer.Holds[author] = size;
                    }
                }

                break;
            case PullAnswered answer when Find(answer.Peer)?.InFlight is SendPull pull && Answered(answer.Peer, answer.Ticket) is { } peer:
                if (_mirrors.GetValueOrDefault(answer.Author) == pull.From)
                {
                    // It gave nothing of what it promised: not asked again before its next status.
                    peer.Holds[answer.Author] = pull.From;
                }

                break;
            case RequestFailed failed when Find(failed.Peer) is { } peer && peer.InFlight?.Ticket == failed.Ticket:
                Failed(peer, failed.Reason);
                break;
        }
    }
}
