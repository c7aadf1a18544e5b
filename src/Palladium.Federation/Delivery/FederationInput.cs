using Palladium.Records;

namespace Palladium.Federation.Delivery;

/// <summary>Something that happened, told to the core. Answers carry the ticket of the request; late and repeated ones are harmless.</summary>
public abstract record FederationInput;

/// <summary>Time went on. Told at least every 50 ms or so.</summary>
public sealed record TimePassed : FederationInput;

/// <summary>The own log grew durably.</summary>
/// <param name="Size">Its size.</param>
public sealed record OwnHeadAdvanced(long Size) : FederationInput;

/// <summary>A mirror was verified up to this size and is durable; told also when a push brought nothing new.</summary>
/// <param name="Author">Whose log.</param>
/// <param name="Size">Its size here.</param>
public sealed record MirrorVerified(MemberId Author, long Size) : FederationInput;

/// <summary>Two heads of one log that do not extend each other. Nothing more of it is pulled or cosigned.</summary>
/// <param name="Author">Whose log.</param>
public sealed record ForkFound(MemberId Author) : FederationInput;

/// <summary>A request of a peer arrived: it is up.</summary>
/// <param name="Peer">Which peer.</param>
public sealed record PeerHeard(MemberId Peer) : FederationInput;

/// <summary>A release entry for a peer is durable in the own log and has no receipt.</summary>
/// <param name="Peer">The recipient.</param>
/// <param name="Index">Index of the release entry.</param>
public sealed record ReleaseQueued(MemberId Peer, long Index) : FederationInput;

/// <summary>A push was answered; also with a gap, in which case the size says from where to go on.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Ticket">The request's ticket.</param>
/// <param name="Size">How much of our log the peer has.</param>
/// <param name="CosignedSize">The size that its cosignature covers, 0 when it sent none.</param>
public sealed record PushAnswered(MemberId Peer, long Ticket, long Size, long CosignedSize) : FederationInput;

/// <summary>A peer answered releases.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Ticket">The request's ticket.</param>
/// <param name="Size">How much of our log the peer has.</param>
/// <param name="CosignedSize">The size that its cosignature covers, 0 when it sent none.</param>
/// <param name="Receipted">Release entries whose receipts were verified.</param>
/// <param name="Refused">Release entries that it refused.</param>
public sealed record ReleasesAnswered(
    MemberId Peer, long Ticket, long Size, long CosignedSize, IReadOnlyList<long> Receipted, IReadOnlyList<long> Refused) : FederationInput;

/// <summary>A peer said which logs it holds, up to which size.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Ticket">The request's ticket.</param>
/// <param name="Sizes">Size by author, its own log included.</param>
public sealed record StatusAnswered(MemberId Peer, long Ticket, IReadOnlyDictionary<MemberId, long> Sizes) : FederationInput;

/// <summary>A pull ended; what it brought was told by <see cref="MirrorVerified"/> before.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Ticket">The request's ticket.</param>
/// <param name="Author">Whose log.</param>
public sealed record PullAnswered(MemberId Peer, long Ticket, MemberId Author) : FederationInput;

/// <summary>A request failed or timed out, or the answer made no sense.</summary>
/// <param name="Peer">Which peer.</param>
/// <param name="Ticket">The request's ticket.</param>
/// <param name="Reason">For the operator; holds no protected data.</param>
public sealed record RequestFailed(MemberId Peer, long Ticket, string Reason) : FederationInput;
