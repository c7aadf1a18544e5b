using Palladium.Records;

namespace Palladium.Federation.Delivery;

/// <summary>What the core knows of a peer. Times in milliseconds of the core's clock; -1 for never.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Reachable">Whether the last request was answered; null before the first.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="LastSeen">When it last answered or asked.</param>
/// <param name="Cursor">How much of our log it has confirmed.</param>
/// <param name="Lag">Entries of our log that it lacks.</param>
/// <param name="Queue">Releases for it without receipt.</param>
/// <param name="SetAside">Releases that it refused for good.</param>
/// <param name="Cosigned">The largest size of our log that it cosigned.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="LastFailure">Why the last one failed; empty when none did.</param>
/// <param name="KnowsMore">It has more of our log than we do: our disk lost something, or somebody else signs with our key.</param>
public sealed record PeerView(
    MemberId Peer, bool? Reachable, long Since, long LastSeen, long Cursor, long Lag, int Queue, int SetAside, long Cosigned,
    int Failures, string LastFailure, bool KnowsMore);
