using Palladium.Records;

namespace Palladium.Federation.Delivery;

/// <summary>Something that the core wants done. Requests carry a ticket that the answer brings back.</summary>
public abstract record FederationEffect;

/// <summary>A request to a peer; at most one per peer is under way.</summary>
/// <param name="Peer">To whom.</param>
/// <param name="Ticket">To be brought back with the answer or the failure.</param>
public abstract record PeerRequest(MemberId Peer, long Ticket) : FederationEffect;

/// <summary>Send leaves of the own log, with the checkpoint of size <paramref name="To"/>; none when both are equal (asks to cosign).</summary>
/// <param name="Peer">To whom.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="From">What the peer is thought to have.</param>
/// <param name="To">Up to which size.</param>
public sealed record SendPush(MemberId Peer, long Ticket, long From, long To) : PeerRequest(Peer, Ticket);

/// <summary>Send releases together with the leaves that the peer lacks.</summary>
/// <param name="Peer">To whom.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="Releases">Indexes of release entries of the own log, ascending.</param>
/// <param name="From">What the peer is thought to have of the own log.</param>
/// <param name="To">Up to which size; above every index.</param>
public sealed record SendReleases(MemberId Peer, long Ticket, IReadOnlyList<long> Releases, long From, long To) : PeerRequest(Peer, Ticket);

/// <summary>Fetch leaves of a log from whoever has them.</summary>
/// <param name="Peer">From whom.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="Author">Whose log.</param>
/// <param name="From">The size of our mirror.</param>
/// <param name="Max">At most so many leaves.</param>
public sealed record SendPull(MemberId Peer, long Ticket, MemberId Author, long From, int Max) : PeerRequest(Peer, Ticket);

/// <summary>Ask a peer what it holds. Also the probe of one that was away.</summary>
/// <param name="Peer">Whom.</param>
/// <param name="Ticket">The ticket.</param>
public sealed record SendStatus(MemberId Peer, long Ticket) : PeerRequest(Peer, Ticket);

/// <summary>Keep durably how far a peer has our log. A hint only: the peer's answer corrects it.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Size">The size it confirmed.</param>
public sealed record PersistCursor(MemberId Peer, long Size) : FederationEffect;

/// <summary>Cosign a mirror's verified head.</summary>
/// <param name="Author">Whose log.</param>
/// <param name="Size">The verified size.</param>
public sealed record CosignHead(MemberId Author, long Size) : FederationEffect;

/// <summary>Tell again of the releases without receipt after this index: the queue in memory was full.</summary>
/// <param name="Peer">The recipient.</param>
/// <param name="After">Only those with a higher index.</param>
public sealed record ReloadOutbox(MemberId Peer, long After) : FederationEffect;

/// <summary>A peer became reachable or unreachable.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Reachable">Whether it is now.</param>
/// <param name="Reason">Why not, for the operator.</param>
public sealed record PeerReachability(MemberId Peer, bool Reachable, string Reason) : FederationEffect;

/// <summary>A fork was found for the first time: publish it.</summary>
/// <param name="Author">Whose log.</param>
public sealed record ReportFork(MemberId Author) : FederationEffect;
