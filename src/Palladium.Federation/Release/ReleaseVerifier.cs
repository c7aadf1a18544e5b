using Palladium.Log;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Federation.Release;

/// <summary>A release that was checked in every part.</summary>
/// <param name="Holder">Who released it.</param>
/// <param name="Release">The release entry.</param>
/// <param name="Body">What the release entry says.</param>
/// <param name="Item">The released entry's header.</param>
/// <param name="ItemIndex">Its index in the holder's log.</param>
/// <param name="Salt">The salt of its commitment.</param>
/// <param name="Content">The released body: canonical JSON for every kind but segments.</param>
/// <param name="ReleaseContent">Body of the release entry, as the holder's gate wrote it.</param>
public sealed record VerifiedRelease(
    MemberId Holder, EntryReference Release, ReleaseBody Body, EntryHeader Item, long ItemIndex,
    ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> ReleaseContent);

/// <summary>Checks what peers hand over, against a checkpoint whose signature and consistency were checked before.</summary>
public static class ReleaseVerifier
{
    /// <summary>
    /// An entry: well-formed header of the kind expected, included in the tree, its commitment opened by salt and body.
    /// </summary>
    public static Outcome<EntryHeader> Entry(ProvenEntry entry, Checkpoint checkpoint, string path, string? kind)
    {
        if (!EntryHeader.Parse(entry.Leaf).Accepted(out var header, out var refusal))
        {
            return refusal with { Field = $"{path}/leaf/{refusal.Field}" };
        }

        if (kind is not null && header.Kind != kind)
        {
            return new Refusal($"{path}/leaf/kind", "release.kind", $"An entry of kind {kind} is expected here.");
        }

        if (PeerJson.Read(entry, checkpoint.Size) is not { } proof || !proof.Verify(MerkleTree.Leaf(entry.Leaf), checkpoint.Root))
        {
            return new Refusal($"{path}/proof", "release.not-included", "The proof does not show that the entry is in the log.");
        }

        return Commitment.Opens(header, entry.Salt, entry.Body)
            ? header
            : new Refusal($"{path}/body", "release.commitment", "Salt and body are not those that the header committed to.");
    }

    /// <summary>A release to us: both entries, and that the one names us and the other.</summary>
    public static Outcome<VerifiedRelease> Release(MemberId self, MemberId holder, ReleasedItem message, Checkpoint checkpoint)
    {
        if (!Entry(message.Release, checkpoint, "/release", EntryKinds.Release.Name).Accepted(out var release, out var refusal)
            || !Entry(message.Item, checkpoint, "/item", null).Accepted(out var item, out refusal)
            || !ReleaseBody.Parse(message.Release.Body).Accepted(out var body, out refusal))
        {
            return refusal;
        }

        if (body.To != self)
        {
            return new Refusal("/release/body/forWhom", "release.not-for-us", "The release names another recipient.");
        }

        if (body.Item != EntryReference.Of(item, message.Item.Index))
        {
            return new Refusal("/release/body/extent/item", "release.item", "The release names another entry than the one sent.");
        }

        return new VerifiedRelease(
            holder, EntryReference.Of(release, message.Release.Index), body, item, message.Item.Index,
            message.Item.Salt, message.Item.Body, message.Release.Body);
    }

    /// <summary>A receipt for one of our releases.</summary>
    public static Outcome<ReceiptBody> Receipt(
        MemberId self, ProvenEntry receipt, Checkpoint checkpoint, EntryReference release)
    {
        if (!Entry(receipt, checkpoint, "/receipt", EntryKinds.Receipt.Name).Accepted(out _, out var refusal)
            || !ReceiptBody.Parse(receipt.Body).Accepted(out var body, out refusal))
        {
            return refusal;
        }

        return body.From == self && body.Release == release
            ? body
            : new Refusal("/receipt/body/release", "receipt.release", "The receipt names another release.");
    }

    /// <summary>A request of a peer to us.</summary>
    public static Outcome<ReleaseRequestBody> Request(MemberId self, ProvenEntry request, Checkpoint checkpoint)
    {
        if (!Entry(request, checkpoint, "/request", EntryKinds.ReleaseRequested.Name).Accepted(out _, out var refusal)
            || !ReleaseRequestBody.Parse(request.Body).Accepted(out var body, out refusal))
        {
            return refusal;
        }

        return body.Of == self
            ? body
            : new Refusal("/request/body/of", "request.of", "The request is for another holder.");
    }
}
