using System.Text;
using Palladium.Federation.Delivery;
using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Peers;

/// <content>Messages from peers.</content>
public sealed partial class PeerNetwork
{
    private sealed class Receiver(PeerNetwork network) : IPeerReceiver
    {
        public Task<PushAnswer> PushAsync(MemberId peer, string author, LogSection section, CancellationToken cancellation)
        {
            network.Tell(new PeerHeard(peer));
            return author == peer.Name
                ? network.TakePushAsync(peer, section, cancellation)
                : Task.FromResult(network.RefusedPush(peer, 0, new Refusal("author", "push.not-author", "Only its author pushes a log.")));
        }

        public Task<ReleaseAnswer> ReleaseAsync(MemberId peer, ReleaseMessage message, CancellationToken cancellation)
        {
            network.Tell(new PeerHeard(peer));
            return network.TakeReleasesAsync(peer, message, cancellation);
        }

        public Task RequestAsync(MemberId peer, RequestMessage message, HttpResponse response, CancellationToken cancellation)
        {
            network.Tell(new PeerHeard(peer));
            return network.TakeRequestAsync(peer, message, response, cancellation);
        }

        public LogSection? Pull(MemberId peer, string author, long from, int max)
        {
            network.Tell(new PeerHeard(peer));
            return network.Pulled(author, from, Math.Min(max, network._options.Limits.MaxLeaves));
        }

        public StatusAnswer Status(MemberId peer)
        {
            network.Tell(new PeerHeard(peer));
            var sizes = network._mirrors.Sizes.ToDictionary(pair => pair.Key.Name, pair => pair.Value);
            sizes[network._options.Self.Name] = network._options.Log.Writer.Head.Size;
            return new StatusAnswer(
                network._options.Self.Name, network._options.Charters?.InForce ?? network._options.Charter.Hash, sizes,
                network._witnesses.HeadsOf(network._options.Self));
        }

        public async Task<Refusal?> CharterAsync(MemberId peer, ReadOnlyMemory<byte> offer, CancellationToken cancellation)
        {
            network.Tell(new PeerHeard(peer));
            var refusal = network._options.Charters is { } charters
                ? await charters.TakeAsync(peer, offer, cancellation)
                : new Refusal("charter", "charter.fixed", "The charter does not change while this node runs.");
            if (refusal is not null)
            {
                network.Refuse(peer, refusal);
            }

            return refusal;
        }

        public byte[]? OfferedCharter(MemberId peer)
        {
            network.Tell(new PeerHeard(peer));
            return network._options.Charters?.Offer();
        }

        public void Refused(MemberId? peer, Refusal refusal) => network.Refuse(peer, refusal);
    }

    private async Task<PushAnswer> TakePushAsync(MemberId peer, LogSection section, CancellationToken cancellation)
    {
        var (result, refusal) = await _mirrors.ExtendAsync(peer, section, _options.Limits.MaxLeaves, cancellation);
        var cosign = Told(peer, result);
        if (refusal is not null)
        {
            return RefusedPush(peer, result?.Size ?? 0, refusal);
        }

        var mirror = _mirrors.Find(peer)!;
        if (!cosign || mirror.Reached is not { } reached)
        {
            return new PushAnswer(result!.Size, 0, null, null);
        }

        // The checkpoint was verified to extend all that we held, and our leaves reach it: that is what a cosignature says.
        var signature = Cosignature.Create(_options.Log.Key, reached.Note.Text, _options.Time.GetUtcNow());
        mirror.AddCosignature(_options.Log.Key.CosignerKey, signature);
        _witnesses.Cosigned(peer, _options.Self, new CosignedHead(reached.Checkpoint.Size, signature.ToString()));
        return new PushAnswer(result!.Size, reached.Checkpoint.Size, signature.ToString(), null);
    }

    private PushAnswer RefusedPush(MemberId peer, long size, Refusal refusal)
    {
        if (refusal.Rule != "push.gap")
        {
            Refuse(peer, refusal);
        }

        return new PushAnswer(size, 0, null, WireRefusal.Of(refusal));
    }

    private async Task<ReleaseAnswer> TakeReleasesAsync(MemberId peer, ReleaseMessage message, CancellationToken cancellation)
    {
        var push = await TakePushAsync(peer, message.Section, cancellation);
        if (push.Refusal is not null)
        {
            return new ReleaseAnswer(push, null, []);
        }

        var key = PeerMirrors.KeyOf(_charter.Find(peer)!.Keys.Log);
        var checkpoint = SignedCheckpoint.Open(
            Encoding.UTF8.GetBytes(message.Section.Checkpoint), _mirrors.Find(peer)!.Origin, key).Value!.Checkpoint;

        // One at a time per peer: the same release sent twice at once must not be taken twice.
        var turn = _receiving.GetOrAdd(peer, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellation);
        try
        {
            return await TakeReleasesAsync(peer, message, checkpoint, push, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<ReleaseAnswer> TakeReleasesAsync(
        MemberId peer, ReleaseMessage message, Checkpoint checkpoint, PushAnswer push, CancellationToken cancellation)
    {
        var refused = new List<ReleaseReceipt>();
        var taken = new List<(VerifiedRelease Release, ReceiptBody Receipt)>();
        var given = new List<GivenReceipt>();
        foreach (var item in message.Releases.Take(_options.Limits.MaxReleases))
        {
            if (_receipts.Given(peer, item.Release.Index) is { } before)
            {
                given.Add(before);
                continue;
            }

            var verified = ReleaseVerifier.Release(_options.Self, peer, item, checkpoint);
            var refusal = verified.Refusal ?? await _options.Sink.ReceiveAsync(verified.Value, cancellation);
            if (refusal is not null)
            {
                Refuse(peer, refusal);
                refused.Add(new ReleaseReceipt(item.Release.Index, null, WireRefusal.Of(refusal)));
                continue;
            }

            var release = verified.Value;
            taken.Add((release, new ReceiptBody(
                peer, release.Release, EntryReference.Of(release.Item, release.ItemIndex), checkpoint.Size, checkpoint.Root.ToHex())));
        }

        // What is kept is also confirmed, even when the holder went away meanwhile.
        if (taken.Count > 0)
        {
            var bodies = taken.ConvertAll(t => t.Receipt.ToCanonicalBytes());
            var entries = await _options.Journal.AppendAsync(
                [.. taken.Select((t, i) => new EntryDraft(EntryKinds.Receipt, t.Release.Item.Purpose, bodies[i]))], CancellationToken.None);
            for (var i = 0; i < entries.Count; i++)
            {
                var receipt = new GivenReceipt(
                    peer.Name, taken[i].Release.Release.Index, entries[i].Index, entries[i].Salt.ToArray(), bodies[i]);
                _receipts.Give(receipt);
                given.Add(receipt);
            }
        }

        foreach (var (release, _) in taken)
        {
            ReleaseArrived?.Invoke(release);
            if (Volatile.Read(ref _asking) > 0)
            {
                Awaited(peer, release.Release.Index).TrySetResult(release);
            }
        }

        var size = _options.Log.Writer.Head.Size;
        var from = Math.Max(_cursors.GetValueOrDefault(peer), size - _options.Limits.MaxLeaves);
        return new ReleaseAnswer(push, given.Count == 0 ? null : _options.Log.Section(Math.Min(from, size), size), [
            .. given.Select(r => new ReleaseReceipt(r.Release, _options.Log.Prove(r.Index, size, r.Salt, r.Body), null)),
            .. refused,
        ]);
    }

    private LogSection? Pulled(string author, long from, int max)
    {
        if (author == _options.Self.Name)
        {
            var size = _options.Log.Writer.Head.Size;
            return from > size ? null : _options.Log.Section(from, Math.Min(size, from + max));
        }

        // Of others' logs we hold the heads that their authors signed, and no others: a piece ends at one of these.
        return MemberId.Parse(author).Accepted(out var id, out _) && _mirrors.Find(id) is { Reached: { } reached } mirror
            && from <= reached.Checkpoint.Size
            ? new LogSection(
                from,
                [.. mirror.ReadLeaves(from, (int)Math.Min(reached.Checkpoint.Size - from, 65_536)).Select(leaf => leaf.ToArray())],
                reached.Note.ToString())
            : null;
    }
}
