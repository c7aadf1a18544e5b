using System.Text.Json;
using Palladium.Federation.Release;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Peers;

/// <content>Requests for bodies and live streams, in both directions.</content>
public sealed partial class PeerNetwork
{
    /// <summary>
    /// Logs a request and asks the holder. The released bodies come through the sink like any other and are in the result.
    /// </summary>
    /// <returns>The releases, or a refusal: the holder's denial with its rule, or that it can't be reached.</returns>
    public async Task<Outcome<IReadOnlyList<VerifiedRelease>>> RequestAsync(
        MemberId holder, ReleaseRequestBody body, PurposeClass purpose, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asking);
        try
        {
            using var response = (await AskAsync(holder, body, purpose, cancellation)).Response;
            var answer = await response.Content.ReadFromJsonAsync<RequestAnswer>(PeerJson.Options, cancellation);
            if (answer is null || answer.Denial is not null || answer.Refusal is not null)
            {
                return RefusalOf(answer);
            }

            var releases = new List<VerifiedRelease>();
            foreach (var index in answer.Released)
            {
                releases.Add(await ArrivalAsync(holder, index, cancellation));
            }

            return releases;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TimeoutException)
        {
            return new Refusal("holder", "request.unreachable", $"{holder} did not answer: {Root(e).Message}");
        }
        finally
        {
            if (Interlocked.Decrement(ref _asking) == 0)
            {
                _awaited.Clear();
            }
        }
    }

    /// <summary>Logs a request for a live stream and follows it until it ends. Both sides log its count and hash.</summary>
    /// <param name="holder">Who has the stream.</param>
    /// <param name="body">The request; <see cref="ReleaseRequestBody.Live"/> says which stream.</param>
    /// <param name="purpose">Class in the header.</param>
    /// <param name="onRow">Called for each row, one after another; the bytes are the callee's.</param>
    /// <param name="cancellation">Ends the lease from this side.</param>
    public async Task<Outcome<LeaseResult>> OpenLeaseAsync(
        MemberId holder, ReleaseRequestBody body, PurposeClass purpose,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> onRow, CancellationToken cancellation)
    {
        try
        {
            var (lease, response) = await AskAsync(holder, body, purpose, cancellation);
            using (response)
            {
                if (response.Content.Headers.ContentType?.MediaType != LeaseStream.MediaType)
                {
                    return RefusalOf(await response.Content.ReadFromJsonAsync<RequestAnswer>(PeerJson.Options, cancellation));
                }

                await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
                using var reader = new LeaseReader(stream);
                if (!await BeginsAsync(holder, lease, reader, cancellation))
                {
                    var refusal = new Refusal("lease", "lease.begin", "The stream does not begin with a proven release of this lease.");
                    Refuse(holder, refusal);
                    return refusal;
                }

                try
                {
                    await reader.FollowAsync(onRow, cancellation);
                }
                finally
                {
                    var closed = new LeaseClosedBody(lease.Hex, holder, _options.Self, reader.Count, reader.Sha256, reader.Complete);
                    await AppendAsync(EntryKinds.LeaseClosed, purpose, closed.ToCanonicalBytes(), CancellationToken.None);
                }

                return new LeaseResult(lease.Hex, reader.Count, reader.Sha256, reader.Complete);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return new Refusal("holder", "lease.broken", $"The stream from {holder} broke: {Root(e).Message}");
        }
    }

    private async Task<(EntryId Id, HttpResponseMessage Response)> AskAsync(
        MemberId holder, ReleaseRequestBody body, PurposeClass purpose, CancellationToken cancellation)
    {
        var bytes = body.ToCanonicalBytes();
        var entry = await AppendAsync(EntryKinds.ReleaseRequested, purpose, bytes, cancellation);
        var size = _options.Log.Writer.Head.Size;
        var from = Math.Max(_cursors.GetValueOrDefault(holder), size - _options.Limits.MaxLeaves);
        var message = new RequestMessage(
            _options.Log.Section(Math.Min(from, size), size), _options.Log.Prove(entry.Index, size, entry.Salt, bytes));
        return (entry.Header.Id, await _clients[holder].RequestAsync(message, cancellation));
    }

    private async Task<bool> BeginsAsync(MemberId holder, EntryId lease, LeaseReader reader, CancellationToken cancellation) =>
        await reader.BeginAsync(cancellation) is { } begin
        && await TakeSectionAsync(holder, holder, begin.Section, cancellation) is { } checkpoint
        && ReleaseVerifier.Entry(begin.Release, checkpoint, "/lease", EntryKinds.Release.Name).Accepted(out _, out _)
        && ReleaseBody.Parse(begin.Release.Body).Accepted(out var released, out _)
        && released.To == _options.Self && released.Lease == lease.Hex;

    // The body comes by push and may be here before the answer.
    private async Task<VerifiedRelease> ArrivalAsync(MemberId holder, long index, CancellationToken cancellation)
    {
        try
        {
            return await Awaited(holder, index).Task.WaitAsync(TimeSpan.FromSeconds(10), _options.Time, cancellation);
        }
        finally
        {
            _awaited.TryRemove((holder, index), out _);
        }
    }

    private TaskCompletionSource<VerifiedRelease> Awaited(MemberId holder, long index) =>
        _awaited.GetOrAdd((holder, index), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task TakeRequestAsync(MemberId peer, RequestMessage message, HttpResponse response, CancellationToken cancellation)
    {
        if (await TakeSectionAsync(peer, peer, message.Section, cancellation) is not { } checkpoint)
        {
            await AnswerAsync(response, new RequestAnswer([], null, new WireRefusal("section", "push.gap", "The request's section does not go with the log as it is known here.")), cancellation);
            return;
        }

        if (!ReleaseVerifier.Request(_options.Self, message.Request, checkpoint).Accepted(out var body, out var refusal))
        {
            Refuse(peer, refusal);
            await AnswerAsync(response, new RequestAnswer([], null, WireRefusal.Of(refusal)), cancellation);
            return;
        }

        var header = EntryHeader.Parse(message.Request.Leaf).Value;
        var received = new PeerRequestReceived(peer, EntryReference.Of(header, message.Request.Index), body);
        switch (await _options.Decisions.DecideAsync(received, cancellation))
        {
            case EntriesReleased released:
                await AnswerAsync(response, new RequestAnswer([.. released.Releases.Select(r => r.Release)], null, null), cancellation);
                foreach (var (index, content) in released.Releases)
                {
                    Release(peer, index, content);
                }

                break;
            case LeaseReleased lease:
                await StreamAsync(peer, header, lease, response, cancellation);
                break;
            case RequestDenied denied:
                await LogDenialAsync(peer, received, header.Purpose, denied);
                await AnswerAsync(response, new RequestAnswer([], new WireRefusal("request", denied.Rule, denied.Words), null), cancellation);
                break;
        }
    }

    private async Task StreamAsync(
        MemberId peer, EntryHeader request, LeaseReleased lease, HttpResponse response, CancellationToken cancellation)
    {
        var size = _options.Log.Writer.Head.Size;
        var from = Math.Max(_cursors.GetValueOrDefault(peer), size - _options.Limits.MaxLeaves);
        var begin = new LeaseBegin(
            _options.Log.Section(Math.Min(from, size), size), _options.Log.Prove(lease.Release, size, lease.Salt, lease.ReleaseBody));
        response.ContentType = LeaseStream.MediaType;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        using var writer = new LeaseWriter(response.Body);
        try
        {
            await writer.BeginAsync(begin, both.Token);
            await foreach (var row in lease.Rows.Rows(peer, request.Id, both.Token).WithCancellation(both.Token))
            {
                await writer.RowAsync(row, both.Token);
            }

            await writer.EndAsync(both.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The reader went away or we stop; the closing entry says that it is not complete.
        }
        finally
        {
            var closed = new LeaseClosedBody(request.Id.Hex, _options.Self, peer, writer.Count, writer.Sha256, writer.Complete);
            await AppendAsync(EntryKinds.LeaseClosed, request.Purpose, closed.ToCanonicalBytes(), CancellationToken.None);
        }
    }

    private async Task LogDenialAsync(MemberId peer, PeerRequestReceived request, PurposeClass purpose, RequestDenied denied)
    {
        if (!denied.Logged)
        {
            var body = Palladium.Records.Json.CanonicalJson.Write(new System.Text.Json.Nodes.JsonObject
            {
                ["request"] = request.Request.ToJson(),
                ["rule"] = denied.Rule,
                ["to"] = peer.Name,
                ["v"] = 1,
                ["words"] = denied.Words,
            });
            await AppendAsync(EntryKinds.ReleaseDenied, purpose, body, CancellationToken.None);
        }
    }

    private static Task AnswerAsync(HttpResponse response, RequestAnswer answer, CancellationToken cancellation) =>
        response.WriteAsJsonAsync(answer, PeerJson.Options, cancellation);

    private static Refusal RefusalOf(RequestAnswer? answer)
    {
        var wire = answer?.Denial ?? answer?.Refusal ?? new WireRefusal("answer", "request.answer", "The holder's answer makes no sense.");
        return new Refusal(wire.Field, wire.Rule, wire.Message);
    }
}
