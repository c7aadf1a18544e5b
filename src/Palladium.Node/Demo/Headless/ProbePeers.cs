using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Palladium.Federation.Charter;
using Palladium.Federation.Keys;
using Palladium.Federation.Release;
using Palladium.Node.Demo.Network;
using Palladium.Node.Peers;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>
/// The peer ports, with the member's own certificate: what a member whose operator has gone bad could ask with a client of
/// its own. It holds the log key too but does not fork its log, which would end its membership rather than bring it data.
/// </summary>
internal sealed class ProbePeers : IDisposable
{
    private const string Pull = "peer protocol, logs";
    private const string Asked = "peer protocol, proven requests again";
    private const string Forged = "peer protocol, forged requests";
    private const string Borrowed = "peer protocol, requests with another's proof";
    private const string Lease = "peer protocol, live leases";

    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(2);

    private readonly DemoNetwork _network;
    private readonly DemoNode _member;
    private readonly ProbeClient _session;
    private readonly ProbeKnowledge _known;
    private readonly ProbeLedger _ledger;
    private readonly TimeProvider _clock;
    private readonly NodeKeys _keys;
    private readonly Dictionary<string, HttpClient> _http;
    private readonly Dictionary<(string Holder, string Author), long> _read = [];

    public ProbePeers(DemoNetwork network, DemoNode member, ProbeClient session, ProbeKnowledge known, ProbeLedger ledger, TimeProvider clock)
    {
        (_network, _member, _session, _known, _ledger, _clock) = (network, member, session, known, ledger, clock);
        _keys = NodeKeys.LoadOrCreate(member.Folder);
        var charter = new CharterStore(member.Folder).Load().Value.InForce.Charter;
        _http = network.Nodes.Where(node => node != member).ToDictionary(
            node => node.Member.Id,
            node => PeerConnection.Open(node.Peer, _keys.Transport, charter.Find(MemberId.Of(node.Member.Id))!.Keys.Transport));
    }

    private IEnumerable<DemoNode> Others => _network.Nodes.Where(node => node != _member);

    /// <summary>All logs from all holders, as far as they were not pulled before.</summary>
    public async Task PullAsync(CancellationToken cancellation)
    {
        foreach (var (holder, http) in _http)
        {
            var client = new ProbeClient(http, _ledger, _clock);
            await client.GetAsync(Pull, new Uri(http.BaseAddress!, "/peer/v1/status"), null, cancellation);
            foreach (var author in _network.Nodes.Select(node => node.Member.Id))
            {
                await PullAsync(client, http, holder, author, cancellation);
            }
        }
    }

    /// <summary>Asks every other for what its public headers say it has, with requests that no proof stands behind.</summary>
    public async Task ForgeAsync(CancellationToken cancellation)
    {
        if (await ProofAsync(_member, 0, cancellation) is not { } mine)
        {
            return;
        }

        foreach (var holder in Others)
        {
            foreach (var entry in _known.Entries(holder.Member.Id, 2, "alert", "incident", "release", "lead", "access", "segment"))
            {
                var item = new EntryReference(EntryId.Parse(entry.Id).Value, entry.Index, entry.Kind);
                await SendAsync(Forged, holder, Message(mine, Body(holder, item, null)), cancellation);
                await SendAsync(Forged, holder, Message(mine with { Path = [] }, Body(holder, item, null)), cancellation);
            }

            await SendAsync(Lease, holder, Message(mine, Body(holder, null, "picture")), cancellation);
            await GarbleAsync(holder, cancellation);
            foreach (var entry in _known.Entries(holder.Member.Id, 1, "release.requested"))
            {
                if (await ProofAsync(holder, entry.Index, cancellation) is { } theirs)
                {
                    await SendAsync(Borrowed, holder, Message(theirs, Body(holder, null, "picture")), cancellation);
                    await SendAsync(Borrowed, holder, Message(theirs with { Checkpoint = mine.Checkpoint, Size = mine.Size }, Body(holder, null, "picture")), cancellation);
                }
            }
        }
    }

    /// <summary>Sends requests of the own log, which are proven, once more: to those they are for and to all others.</summary>
    public async Task RepeatAsync(CancellationToken cancellation)
    {
        foreach (var entry in _known.Entries(_member.Member.Id, 4, "release.requested"))
        {
            var address = new Uri(_member.Http, PalladiumRoutes.To.LogEntry(null, entry.Index));
            if (await _session.GetAsync(Asked, address, null, cancellation) is not { } answer
                || JsonSerializer.Deserialize<LogEntryDto>(answer, ContractJson.Options) is not { Salt: { } salt, BodyText: { } body } opened
                || !ReleaseRequestBody.Parse(Encoding.UTF8.GetBytes(body)).Accepted(out var asked, out _)
                || await ProofAsync(_member, entry.Index, cancellation) is not { } proof)
            {
                continue;
            }

            var message = new RequestMessage(
                new LogSection(proof.Size, [], proof.Checkpoint),
                new ProvenEntry(entry.Index, Encoding.UTF8.GetBytes(opened.Leaf), Convert.FromBase64String(salt), Encoding.UTF8.GetBytes(body), proof.Path));
            foreach (var holder in Others.Where(node => node.Member.Id == asked.Of.Name || node.Member.Id is "police" or "safety"))
            {
                await SendAsync(asked.Live is null ? Asked : Lease, holder, message, cancellation);
            }
        }
    }

    public void Dispose()
    {
        foreach (var http in _http.Values)
        {
            http.Dispose();
        }

        _keys.Dispose();
    }

    private async Task PullAsync(ProbeClient client, HttpClient http, string holder, string author, CancellationToken cancellation)
    {
        while (true)
        {
            var from = _read.GetValueOrDefault((holder, author));
            var answer = await client.GetAsync(Pull, new Uri(http.BaseAddress!, $"/peer/v1/logs/{author}/entries?from={from}&max=2048"), null, cancellation);
            if (answer is null || JsonSerializer.Deserialize<LogSection>(answer, PeerJson.Options) is not { Leaves.Count: > 0 } section)
            {
                return;
            }

            // Bodies and salts would be in base64; what is packed within a leaf is searched by itself.
            foreach (var leaf in section.Leaves)
            {
                _ledger.Received(Pull, leaf);
            }

            _read[(holder, author)] = from + section.Leaves.Count;
        }
    }

    private async Task GarbleAsync(DemoNode holder, CancellationToken cancellation)
    {
        foreach (var text in (string[])["", "null", "[]", "{\"section\":null,\"request\":null}", "{\"section\":{\"oldSize\":-1,\"leaves\":[],\"checkpoint\":\"\"},\"request\":{\"index\":-1,\"leaf\":\"\",\"salt\":\"\",\"body\":\"\",\"proof\":[]}}"])
        {
            using var content = new StringContent(text, Encoding.UTF8, "application/json");
            await PostAsync(Forged, holder, content, cancellation);
        }
    }

    private async Task SendAsync(string route, DemoNode holder, RequestMessage message, CancellationToken cancellation)
    {
        using var content = JsonContent.Create(message, options: PeerJson.Options);
        await PostAsync(route, holder, content, cancellation);
    }

    // An answer may be a live stream, which does not end by itself.
    private async Task PostAsync(string route, DemoNode holder, HttpContent content, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(25), _clock, cancellation);
        using var until = new CancellationTokenSource(Listening, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, until.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, "peer/v1/release-requests")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        _ledger.Tried(route);
        try
        {
            using var response = await _http[holder.Member.Id].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (response.Content.Headers.ContentType?.MediaType == LeaseStream.MediaType)
            {
                await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
                await _ledger.FollowAsync(route, stream, both.Token);
                return;
            }

            var answer = await response.Content.ReadAsByteArrayAsync(both.Token);
            _ledger.Received(route, answer);
            if (!response.IsSuccessStatusCode || IsRefusal(answer))
            {
                _ledger.Denied(route);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // Down, or a stream that was listened to for long enough.
        }
    }

    private static bool IsRefusal(byte[] answer)
    {
        try
        {
            return JsonSerializer.Deserialize<RequestAnswer>(answer, PeerJson.Options) is { } read && (read.Denial ?? read.Refusal) is not null;
        }
        catch (JsonException)
        {
            return false; // Not an answer to a request; what it holds was searched all the same.
        }
    }

    private async Task<ProofDto?> ProofAsync(DemoNode node, long index, CancellationToken cancellation) =>
        await _session.GetAsync(Pull, new Uri(node.Http, $"{PalladiumRoutes.PublicLogProof}?index={index}"), null, cancellation) is { } answer
            ? JsonSerializer.Deserialize<ProofDto>(answer, ContractJson.Options)
            : null;

    private static byte[] Body(DemoNode holder, EntryReference? item, string? live) => new ReleaseRequestBody(
        MemberId.Of(holder.Member.Id), item, live, "incident", "probe", "probe").ToCanonicalBytes();

    // A well-formed request entry that is in no log, with a proof that belongs to another entry.
    private RequestMessage Message(ProofDto proof, byte[] body)
    {
        var salt = RandomNumberGenerator.GetBytes(Commitment.SaltLength);
        var leaf = new EntryHeader
        {
            Id = EntryId.Fresh(),
            Kind = EntryKinds.ReleaseRequested.Name,
            Time = _clock.GetUtcNow().ToUnixTimeSeconds(),
            Audience = AudienceClass.Members,
            Purpose = PurposeClass.Incident,
            Size = SizeBucket.For(body.Length),
            Commitment = Commitment.Compute(EntryKinds.ReleaseRequested.Name, salt, body),
        }.ToCanonicalBytes();
        return new RequestMessage(new LogSection(proof.Size, [], proof.Checkpoint), new ProvenEntry(proof.Index, leaf, salt, body, proof.Path));
    }
}
