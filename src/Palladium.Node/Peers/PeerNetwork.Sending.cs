using System.Text;
using System.Text.Json;
using Palladium.Federation.Delivery;
using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Peers;

/// <content>Carrying out requests to peers.</content>
public sealed partial class PeerNetwork
{
    private async Task SendAsync(PeerRequest request)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(TimeSpan.FromMilliseconds(_options.Limits.RequestTimeout));
        try
        {
            var result = await SendAsync(request, _clients[request.Peer], timeout.Token);
            if (request is not SendStatus)
            {
                _exchanges[request.Peer].Succeeded();
            }

            Tell(result);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException
            or NotSupportedException or LogStoppedException)
        {
            if (!_stop.IsCancellationRequested)
            {
                _exchanges[request.Peer].Failed();
                Tell(new RequestFailed(request.Peer, request.Ticket, e is OperationCanceledException ? "no answer in time" : Root(e).Message));
            }
        }
    }

    private async Task<FederationInput> SendAsync(PeerRequest request, PeerClient client, CancellationToken cancellation)
    {
        switch (request)
        {
            case SendPush push:
                var answer = await client.PushAsync(_options.Self.Name, _options.Log.Section(push.From, push.To), cancellation);
                _witnesses.Holds(_options.Self, push.Peer, answer.Size);
                return new PushAnswered(push.Peer, push.Ticket, answer.Size, Cosigned(push.Peer, answer));
            case SendReleases releases:
                return await SendReleasesAsync(releases, client, cancellation);
            case SendPull pull:
                var section = await client.PullAsync(pull.Author.Name, pull.From, pull.Max, cancellation);
                await TakeSectionAsync(pull.Peer, pull.Author, section, cancellation);
                return new PullAnswered(pull.Peer, pull.Ticket, pull.Author);
            default:
                var asked = _options.Time.GetTimestamp();
                var status = await client.StatusAsync(cancellation);
                _exchanges[request.Peer].Succeeded(_options.Time.GetElapsedTime(asked));
                var sizes = new Dictionary<MemberId, long>();
                foreach (var (name, size) in status.Sizes)
                {
                    if (MemberId.Parse(name).Accepted(out var author, out _) && _charter.Find(author) is not null)
                    {
                        sizes[author] = size;
                        _witnesses.Holds(author, request.Peer, size);
                    }
                }

                var mirror = _mirrors.Find(request.Peer)!;
                if (_witnesses.Take(request.Peer, mirror, mirror.Origin, status.Cosigned ?? []) is { } wrong)
                {
                    Refuse(request.Peer, wrong);
                }

                _options.Charters?.Heard(request.Peer, status.Charter);
                if (_options.Charters?.IsOlder(status.Charter) == true)
                {
                    await OfferCharterAsync(request.Peer, client);
                }
                else if (_options.Charters is { LacksDoctrine: true } charters
                    && await client.CharterAsync(cancellation) is { } offer && await charters.TakeAsync(request.Peer, offer, cancellation) is { } refusal)
                {
                    Refuse(request.Peer, refusal);
                }

                return new StatusAnswered(request.Peer, request.Ticket, sizes);
        }
    }

    private async Task<FederationInput> SendReleasesAsync(SendReleases request, PeerClient client, CancellationToken cancellation)
    {
        var items = new List<ReleasedItem>();
        var gone = new List<long>();
        foreach (var index in request.Releases)
        {
            if ((_contents.GetValueOrDefault(index) ?? await _options.Contents.OpenAsync(index, cancellation)) is { } content)
            {
                items.Add(new ReleasedItem(
                    _options.Log.Prove(index, request.To, content.ReleaseSalt, content.ReleaseBody),
                    _options.Log.Prove(content.ItemIndex, request.To, content.ItemSalt, content.ItemBody)));
            }
            else
            {
                // Erased since: there is nothing left to hand over, and the release entry stays as what was meant.
                gone.Add(index);
            }
        }

        var answer = await client.ReleaseAsync(
            new ReleaseMessage(_options.Log.Section(request.From, request.To), items), cancellation);
        _witnesses.Holds(_options.Self, request.Peer, answer.Push.Size);
        var receipted = new List<long>(gone);
        var refused = new List<long>();
        if (answer.Section is { } section && await TakeSectionAsync(request.Peer, request.Peer, section, cancellation) is { } checkpoint)
        {
            foreach (var (receipt, item) in answer.Receipts.Join(items, r => r.Release, i => i.Release.Index, (r, i) => (r, i)))
            {
                Settle(request.Peer, receipt, item, checkpoint, receipted, refused);
            }
        }
        else
        {
            refused.AddRange(answer.Receipts.Where(r => r.Refusal is not null).Select(r => r.Release).Intersect(request.Releases));
        }

        if (answer.Push.Refusal is { Rule: not "push.gap" })
        {
            refused.AddRange(items.Select(item => item.Release.Index).Except(refused));
        }

        return new ReleasesAnswered(
            request.Peer, request.Ticket, answer.Push.Size, Cosigned(request.Peer, answer.Push), receipted, refused);
    }

    private void Settle(
        MemberId peer, ReleaseReceipt answer, ReleasedItem item, Checkpoint checkpoint, List<long> receipted, List<long> refused)
    {
        if (answer.Receipt is not { } receipt)
        {
            refused.Add(answer.Release);
            return;
        }

        var release = EntryReference.Of(EntryHeader.Parse(item.Release.Leaf).Value, item.Release.Index);
        if (ReleaseVerifier.Receipt(_options.Self, receipt, checkpoint, release).Accepted(out var body, out var refusal))
        {
            receipted.Add(answer.Release);
            _contents.TryRemove(answer.Release, out _);
            var got = new GotReceipt(peer.Name, answer.Release, receipt.Index, _options.Time.GetUtcNow());
            if (_receipts.Get(got))
            {
                ReceiptArrived?.Invoke(new ReceiptArrived(peer, answer.Release, receipt.Index, got.At, body));
            }
        }
        else
        {
            refused.Add(answer.Release);
            Refuse(peer, refusal);
        }
    }

    /// <summary>Takes a piece of a log into its mirror. The verified checkpoint, or null when it does not go with the mirror.</summary>
    private async Task<Checkpoint?> TakeSectionAsync(MemberId from, MemberId author, LogSection section, CancellationToken cancellation)
    {
        var (result, refusal) = await _mirrors.ExtendAsync(author, section, 65_536, cancellation);
        Told(author, result);
        if (refusal is null && result is not null)
        {
            var key = PeerMirrors.KeyOf(_charter.Find(author)!.Keys.Log);
            var note = Encoding.UTF8.GetBytes(section.Checkpoint);
            return SignedCheckpoint.Open(note, _mirrors.Find(author)!.Origin, key).Value?.Checkpoint;
        }

        if (refusal is { Rule: not "push.gap" })
        {
            Refuse(from, refusal);
        }

        return null;
    }

    /// <summary>Tells the core how far a mirror is now, and returns what it wants cosigned.</summary>
    private bool Told(MemberId author, MirrorResult? result)
    {
        switch (result?.Outcome)
        {
            case MirrorOutcome.Extended:
                MirrorAdvanced?.Invoke(author, result.Size);
                return Tell(new MirrorVerified(author, result.Size)).Any(e => e is CosignHead cosign && cosign.Author == author);
            case MirrorOutcome.NothingNew:
                return Tell(new MirrorVerified(author, result.Size)).Any(e => e is CosignHead cosign && cosign.Author == author);
            case MirrorOutcome.Fork:
                Tell(new ForkFound(author));
                return false;
            default:
                return false;
        }
    }

    private long Cosigned(MemberId peer, PushAnswer answer)
    {
        if (answer.Cosignature is null || NoteSignature.Parse(answer.Cosignature).Value is not { } signature)
        {
            return 0;
        }

        if (_options.Log.Writer.AddCosignature(PeerMirrors.KeyOf(_charter.Find(peer)!.Keys.Cosign), answer.CosignedSize, signature))
        {
            _witnesses.Cosigned(_options.Self, peer, new CosignedHead(answer.CosignedSize, answer.Cosignature));
            return answer.CosignedSize;
        }

        Refuse(peer, new Refusal("cosignature", "push.cosignature", "The cosignature is not the peer's over our checkpoint."));
        return 0;
    }

    private void Refuse(MemberId? peer, Refusal refusal) =>
        _ = Task.Run(() => _refusals.AddAsync(peer?.Name ?? "unknown", refusal));

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;
}
