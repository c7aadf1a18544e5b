using Palladium.Records;

namespace Palladium.Federation.Delivery;

/// <content>What becomes of each input, and what is sent next.</content>
public sealed partial class FederationCore
{
    private PeerDelivery? Find(MemberId id) => _peers.GetValueOrDefault(id);

    private void Verified(MirrorVerified mirror)
    {
        if (!_mirrors.TryGetValue(mirror.Author, out var had) || _forked.Contains(mirror.Author))
        {
            return;
        }

        _mirrors[mirror.Author] = Math.Max(had, mirror.Size);
        var cosigned = _cosigned.TryGetValue(mirror.Author, out var last) ? last : (At: long.MinValue / 2, Size: -1);
        if (mirror.Size > 0 && mirror.Size >= cosigned.Size && _now - cosigned.At >= _limits.CosignSpacing)
        {
            _cosigned[mirror.Author] = (_now, mirror.Size);
            _effects.Add(new CosignHead(mirror.Author, mirror.Size));
        }
    }

    private void Heard(PeerDelivery peer)
    {
        peer.LastSeen = _now;
        if (peer.Failures > 0 && peer.InFlight is null && peer.RetryAt > _now && _now - peer.NudgedAt >= _limits.CosignSpacing)
        {
            // It is up again, so waiting out the backoff is pointless; but when only one direction works, once a second is enough.
            peer.NudgedAt = _now;
            peer.RetryAt = _now;
        }
    }

    private void Queue(PeerDelivery peer, long index)
    {
        if (peer.SetAside.Contains(index) || peer.Outbox.Contains(index))
        {
            return;
        }

        if (peer.Outbox.Count >= _limits.MaxOutbox)
        {
            peer.Overflowed = true;
            return;
        }

        peer.Outbox.Add(index);
    }

    /// <summary>The peer whose request this answers, with the request taken as ended; null for late and repeated answers.</summary>
    private PeerDelivery? Answered(MemberId id, long ticket)
    {
        if (Find(id) is not { } peer || peer.InFlight?.Ticket != ticket)
        {
            return null;
        }

        var asked = peer.InFlight is SendStatus;
        peer.InFlight = null;
        peer.Failures = 0;
        peer.LastFailure = "";
        peer.RetryAt = 0;
        peer.LastSeen = _now;
        if (peer.Reachable != true)
        {
            (peer.Reachable, peer.Since) = (true, _now);
            peer.LastStatus = asked ? peer.LastStatus : long.MinValue / 2;
            _effects.Add(new PeerReachability(peer.Id, true, ""));
        }

        return peer;
    }

    private void Confirmed(PeerDelivery peer, long size, long cosigned)
    {
        if (size != peer.Cursor)
        {
            peer.Cursor = Math.Max(0, size);
            _effects.Add(new PersistCursor(peer.Id, peer.Cursor));
        }

        if (cosigned <= OwnSize)
        {
            peer.Cosigned = Math.Max(peer.Cosigned, cosigned);
        }
    }

    private void Receipts(PeerDelivery peer, ReleasesAnswered answer)
    {
        Confirmed(peer, answer.Size, answer.CosignedSize);
        foreach (var index in answer.Receipted)
        {
            peer.Done(index);
        }

        foreach (var index in answer.Refused)
        {
            peer.Refused(index, _now, _limits);
        }

        if (peer.Overflowed && peer.Outbox.Count < _limits.MaxOutbox / 2)
        {
            peer.Overflowed = false;
            _effects.Add(new ReloadOutbox(peer.Id, peer.Outbox.Count == 0 ? -1 : peer.Outbox.Max));
        }
    }

    private void Failed(PeerDelivery peer, string reason)
    {
        peer.InFlight = null;
        peer.Failures++;
        peer.LastFailure = reason;
        var wait = Math.Min(_limits.LongestBackoff, _limits.FirstBackoff << Math.Min(peer.Failures - 1, 16));
        peer.RetryAt = _now + (long)(wait * (0.5 + (0.5 * _random())));
        if (peer.Reachable != false)
        {
            (peer.Reachable, peer.Since) = (false, _now);
            _effects.Add(new PeerReachability(peer.Id, false, reason));
        }
    }

    private void Expire(PeerDelivery peer)
    {
        if (peer.InFlight is not null && _now - peer.SentAt >= _limits.RequestTimeout)
        {
            Failed(peer, "no answer in time");
        }
    }

    private void Next(PeerDelivery peer)
    {
        if (peer.InFlight is not null || _now < peer.RetryAt)
        {
            return;
        }

        if ((Release(peer) ?? Push(peer) ?? Pull(peer) ?? (PeerRequest?)Status(peer)) is { } request)
        {
            (peer.InFlight, peer.SentAt) = (request, _now);
            _effects.Add(request);
        }
    }

    private PeerRequest? Release(PeerDelivery peer)
    {
        if (peer.Outbox.Count == 0 || peer.Cursor > OwnSize)
        {
            return null;
        }

        var due = peer.Due(_now, _limits.MaxReleases).Where(index => index < OwnSize).ToList();
        if (due.Count == 0)
        {
            return null;
        }

        peer.LastPush = _now;
        return OwnSize - peer.Cursor > _limits.MaxLeaves
            ? new SendPush(peer.Id, ++_tickets, peer.Cursor, peer.Cursor + _limits.MaxLeaves)
            : new SendReleases(peer.Id, ++_tickets, due, peer.Cursor, OwnSize);
    }

    private SendPush? Push(PeerDelivery peer)
    {
        var behind = peer.Cursor < OwnSize;
        peer.BehindSince = behind ? Math.Min(peer.BehindSince, _now) : long.MaxValue;
        var uncosigned = peer.Cursor == OwnSize && peer.Cosigned < OwnSize;
        var far = OwnSize - peer.Cursor > _limits.MaxLeaves;
        if (!(behind && (far || (_now - peer.LastPush >= _limits.PushSpacing && _now - peer.BehindSince >= _limits.PushDelay)))
            && !(uncosigned && _now - peer.LastPush >= _limits.CosignSpacing))
        {
            return null;
        }

        (peer.LastPush, peer.BehindSince) = (_now, long.MaxValue);
        return new SendPush(peer.Id, ++_tickets, peer.Cursor, Math.Min(OwnSize, peer.Cursor + _limits.MaxLeaves));
    }

    private SendPull? Pull(PeerDelivery peer)
    {
        foreach (var (author, size) in peer.Holds)
        {
            var own = _mirrors.GetValueOrDefault(author);
            var wanted = author == peer.Id || _peers[author].Reachable == false;
            if (wanted && size > own && !_forked.Contains(author)
                && !_peers.Values.Any(other => other.InFlight is SendPull pull && pull.Author == author))
            {
                return new SendPull(peer.Id, ++_tickets, author, own, _limits.MaxLeaves);
            }
        }

        return null;
    }

    private SendStatus? Status(PeerDelivery peer)
    {
        var spacing = _peers.Values.Any(other => other.Reachable == false)
            ? _limits.StatusSpacingWhenSomeoneIsAway
            : _limits.StatusSpacing;
        if (_now - peer.LastStatus < spacing)
        {
            return null;
        }

        peer.LastStatus = _now;
        return new SendStatus(peer.Id, ++_tickets);
    }

    private PeerView View(PeerDelivery peer) => new(
        peer.Id, peer.Reachable, peer.Since, peer.LastSeen, peer.Cursor, Math.Max(0, OwnSize - peer.Cursor), peer.Outbox.Count,
        peer.SetAside.Count, peer.Cosigned, peer.Failures, peer.LastFailure, peer.Cursor > OwnSize);
}
