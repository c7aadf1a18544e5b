using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Peers;

/// <summary>Salt and body of an entry and of the release entry that hands it over. The gate has permitted it.</summary>
/// <param name="ItemIndex">Index of the released entry in the own log.</param>
/// <param name="ItemSalt">Its salt.</param>
/// <param name="ItemBody">Its body.</param>
/// <param name="ReleaseSalt">Salt of the release entry.</param>
/// <param name="ReleaseBody">Its body, as the gate wrote it.</param>
public sealed record ReleaseContent(
    long ItemIndex, ReadOnlyMemory<byte> ItemSalt, ReadOnlyMemory<byte> ItemBody,
    ReadOnlyMemory<byte> ReleaseSalt, ReadOnlyMemory<byte> ReleaseBody);

/// <summary>Opens what was released before, for sending it again: after a restart, or when the peer was away.</summary>
public interface IReleaseContents
{
    /// <summary>Every release entry of an item in the own log with its recipient (not leases), in the order of the log.</summary>
    IAsyncEnumerable<(long Release, MemberId To)> ReleasesAsync(CancellationToken cancellation);

    /// <summary>The content of one; null when it was erased, in which case it is not sent any more.</summary>
    ValueTask<ReleaseContent?> OpenAsync(long release, CancellationToken cancellation);
}

/// <summary>Takes in what other members released to us.</summary>
public interface IReleaseSink
{
    /// <summary>
    /// Keeps a verified release durably; the receipt is logged after it returns. May be called again for the same release
    /// after a crash, and must then change nothing. A refusal is sent to the holder and counted.
    /// </summary>
    ValueTask<Refusal?> ReceiveAsync(VerifiedRelease release, CancellationToken cancellation);
}

/// <summary>A peer's request, verified: its entry is in the peer's log.</summary>
/// <param name="From">Who asks.</param>
/// <param name="Request">Its request entry.</param>
/// <param name="Body">What it asks, for which purpose.</param>
public sealed record PeerRequestReceived(MemberId From, EntryReference Request, ReleaseRequestBody Body);

/// <summary>What was decided about a request.</summary>
public abstract record ReleaseDecision;

/// <summary>Permitted and recorded: the release entries and contents go out by push.</summary>
/// <param name="Releases">Release entry and content of each.</param>
public sealed record EntriesReleased(IReadOnlyList<(long Release, ReleaseContent Content)> Releases) : ReleaseDecision;

/// <summary>A live stream was permitted and recorded.</summary>
/// <param name="Release">Index of the release entry, whose body has <c>extent.lease</c>.</param>
/// <param name="Salt">Its salt.</param>
/// <param name="ReleaseBody">Its body.</param>
/// <param name="Rows">The rows.</param>
public sealed record LeaseReleased(long Release, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> ReleaseBody, ILiveRows Rows) : ReleaseDecision;

/// <summary>Denied. The network logs <c>release.denied</c> unless that was done already.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Words">In plain words, without protected data.</param>
/// <param name="Logged">Whether the denial is in the log already (the gate logs its own).</param>
public sealed record RequestDenied(string Rule, string Words, bool Logged) : ReleaseDecision;

/// <summary>Decides on peers' requests by asking the gate.</summary>
public interface IReleaseDecisions
{
    /// <summary>Decides. Whatever is permitted is durable in the log when this returns.</summary>
    ValueTask<ReleaseDecision> DecideAsync(PeerRequestReceived request, CancellationToken cancellation);
}

/// <summary>The rows of a live lease: each one JSON value without a newline, already filtered by the gate.</summary>
public interface ILiveRows
{
    /// <summary>Runs until the lease ends or the reader goes away.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> Rows(MemberId recipient, EntryId lease, CancellationToken cancellation);
}

/// <summary>
/// Newer charters between members. The bytes are opaque here: what counts in them are the stewards' signatures, which the
/// receiver checks, so it does not matter who hands them over.
/// </summary>
public interface ICharterExchange
{
    /// <summary>Hash of the charter in force here, as it is told to peers.</summary>
    string InForce { get; }

    /// <summary>Whether a hash is a version of the charter that another has replaced here.</summary>
    bool IsOlder(string hash);

    /// <summary>Whether the doctrine that the charter in force names is missing here, so that peers are asked for it.</summary>
    bool LacksDoctrine { get; }

    /// <summary>Hears which charter a peer follows.</summary>
    void Heard(MemberId peer, string hash);

    /// <summary>What a peer needs to adopt the charter in force here; null when this node lacks a part of it.</summary>
    byte[]? Offer();

    /// <summary>Takes an offer of a peer, which follows what it offers. Null when it was adopted or brings nothing new.</summary>
    Task<Refusal?> TakeAsync(MemberId peer, ReadOnlyMemory<byte> offer, CancellationToken cancellation);
}

/// <summary>The own log as the network needs it.</summary>
/// <param name="Writer">The log.</param>
/// <param name="Key">Its key: signs checkpoints and, with its other id, cosigns others'.</param>
public sealed record OwnLog(LogWriter Writer, NoteSigningKey Key)
{
    /// <summary>Leaves with the checkpoint that covers them.</summary>
    internal LogSection Section(long from, long to)
    {
        var start = Math.Clamp(from, 0, to);
        var leaves = Writer.ReadLeaves(start, (int)(to - start));
        return new LogSection(start, [.. leaves.Select(leaf => leaf.ToArray())], Checkpoint(to).Note.ToString());
    }

    /// <summary>The signed head of a size up to the present one.</summary>
    internal SignedCheckpoint Checkpoint(long size)
    {
        var head = Writer.SignHead();
        return head.Checkpoint.Size == size
            ? head
            : SignedCheckpoint.Sign(Key, new Checkpoint(Writer.Origin, size, Writer.RootAt(size)));
    }

    /// <summary>An entry with its proof in the tree of a size.</summary>
    internal ProvenEntry Prove(long index, long size, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> body) => new(
        index, Writer.ReadLeaves(index, 1)[0].ToArray(), salt.ToArray(), body.ToArray(),
        [.. Writer.ProveInclusion(index, size).Hashes.Select(hash => hash.ToString())]);
}
