using Palladium.Governance.Oversight;
using Palladium.Log;
using Palladium.Records.Entries;

namespace Palladium.Node.Oversight;

/// <summary>What one round of an audit brought.</summary>
/// <param name="Report">The state of everything.</param>
/// <param name="Changes">What is newly wrong, and what no longer is.</param>
/// <param name="News">Per member: entries that are new in this round, by kind.</param>
internal sealed record AuditRound(
    OversightReport Report, FindingChanges Changes, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> News);

/// <summary>
/// Watches all public logs of a network from outside, with no account anywhere: mirrors them, compares what nodes say of each
/// other, and counts. Rounds are made one after another by one caller.
/// </summary>
internal sealed class NetworkAudit : IAsyncDisposable
{
    private const int EntriesCompared = 50;

    private readonly AuditState _state;
    private readonly HttpClient _http;
    private readonly PublicPages _pages;
    private readonly TimeProvider _time;
    private readonly MemberRoll _roll;
    private readonly IReadOnlyList<string> _seeds;
    private readonly OversightTally _tally = new();
    private readonly FindingBook _book;
    private readonly Dictionary<string, LogFollower> _followers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _compared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, long>> _news = new(StringComparer.Ordinal);
    private readonly List<Observed> _observed = [];
    private bool _counting;
    private int _rounds;

    /// <summary>An audit that begins with addresses and trusts, for the members' keys, what it sees first.</summary>
    /// <exception cref="InvalidDataException">The folder's memory is damaged.</exception>
    public NetworkAudit(IEnumerable<string> seeds, string folder, HttpClient http, TimeProvider time)
        : this(folder, http, time)
    {
        _seeds = [.. seeds.Select(PublicPages.NodeOf).Distinct(StringComparer.Ordinal)];
        var memory = _state.Load();
        _roll = new MemberRoll(memory);
        _book = new FindingBook(memory.Findings);
    }

    /// <summary>An audit of the members of a verified charter.</summary>
    /// <exception cref="InvalidDataException">The folder's memory is damaged.</exception>
    public NetworkAudit(MemberRoll charter, string folder, HttpClient http, TimeProvider time)
        : this(folder, http, time)
    {
        _seeds = [];
        _roll = charter;
        _book = new FindingBook(_state.Load().Findings);
    }

#pragma warning disable CS8618 // The two public constructors set the rest.
    private NetworkAudit(string folder, HttpClient http, TimeProvider time)
#pragma warning restore CS8618
    {
        _state = new AuditState(folder);
        _http = http;
        _pages = new PublicPages(http);
        _time = time;
    }

    /// <summary>Bundles of each log that are read and compared again in each round, beside what is new.</summary>
    public long BundlesToReread { get; init; } = 1;

    /// <summary>How many other nodes are asked for their mirror of each log in each round; they take turns.</summary>
    public int MirrorsToAsk { get; init; } = 2;

    /// <summary>One round over everything. Whatever is out there leads to findings, never to an exception.</summary>
    /// <exception cref="IOException">Our own folder cannot be written.</exception>
    public async Task<AuditRound> RoundAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        _observed.Clear();
        _news.Clear();
        _rounds++;
        await AskNetworksAsync(cancellation);
        OpenFollowers();
        var witnesses = _roll.Members.Select(member => member.CosignKey).ToList();
        var followers = _followers.Values.OrderBy(follower => follower.Member.Id, StringComparer.Ordinal).ToList();
        foreach (var follower in followers)
        {
            await follower.RoundAsync(BundlesToReread, witnesses, now, cancellation);
        }

        foreach (var follower in followers)
        {
            await CompareMirrorsAsync(follower, followers, cancellation);
            _observed.AddRange(follower.Observed);
        }

        var changes = _book.Observe(now, _observed);
        _state.Save(_roll.Remember(_book.All));
        var logs = _roll.Members.OrderBy(member => member.Id, StringComparer.Ordinal).Select(Watched).ToList();
        return new AuditRound(
            OversightReporter.Report(_roll.Network, now, _tally, logs, _book.All),
            changes,
            _news.ToDictionary(news => news.Key, news => (IReadOnlyDictionary<string, long>)news.Value, StringComparer.Ordinal));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var follower in _followers.Values)
        {
            await follower.DisposeAsync();
        }
    }

    // Nodes that are named by nodes are asked too, once each in a round.
    private async Task AskNetworksAsync(CancellationToken cancellation)
    {
        _roll.BeginRound();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(_seeds.Concat(_roll.Members.Select(member => member.PublicUrl).OfType<string>()));
        while (waiting.TryDequeue(out var url))
        {
            if (!asked.Add(url))
            {
                continue;
            }

            if ((await _pages.NetworkAsync(url, cancellation)).Accepted(out var view, out var refusal))
            {
                _observed.AddRange(_roll.Compare(view));
                foreach (var member in _roll.Members)
                {
                    if (member.PublicUrl is { } further)
                    {
                        waiting.Enqueue(further);
                    }
                }
            }
            else if (refusal.Rule is "http.unreachable" or "http.timeout")
            {
                // A member's own log says the same in its own name.
                if (_seeds.Contains(url) && _roll.Members.All(member => member.PublicUrl != url))
                {
                    _observed.Add(new Observed(url, FindingRules.Unreachable, "", $"it does not answer: {refusal.Message}"));
                }
            }
            else
            {
                var known = _roll.Members.FirstOrDefault(member => member.PublicUrl == url);
                _observed.Add(new Observed(
                    known?.Id ?? url, FindingRules.MembershipDiffers, url, $"{url}/public/network does not say who the members are: {refusal.Message}"));
            }
        }
    }

    private void OpenFollowers()
    {
        foreach (var member in _roll.Members)
        {
            if (_followers.TryGetValue(member.Id, out var follower))
            {
                follower.Moved(member);
                continue;
            }

            try
            {
                _counting = false;
                _followers[member.Id] = LogFollower.Open(
                    member, _state.MirrorOf(member.Id), _http, _time, (index, leaf) => Count(member.Id, index, leaf));
            }
            catch (LogDamagedException damage)
            {
                _observed.Add(new Observed(
                    member.Id, FindingRules.OwnCopyDamaged, "", $"our own copy of its log is damaged, or belongs to another key: {damage.Message}."));
            }
        }

        _counting = true;
    }

    private void Count(string member, long index, ReadOnlyMemory<byte> leaf)
    {
        if (!EntryHeader.Parse(leaf.Span).Accepted(out var header, out var refusal))
        {
            _tally.AddUnreadable(member);
            _observed.Add(new Observed(member, FindingRules.UnreadableLeaf, $"{index}", $"entry {index} is not a header: {refusal.Message} ({refusal.Rule})"));
            return;
        }

        _tally.Add(member, header);
        if (_counting)
        {
            var news = _news.TryGetValue(member, out var counts) ? counts : _news[member] = new Dictionary<string, long>(StringComparer.Ordinal);
            news[header.Kind] = news.GetValueOrDefault(header.Kind) + 1;
        }
    }

    private async Task CompareMirrorsAsync(LogFollower follower, List<LogFollower> all, CancellationToken cancellation)
    {
        if (follower.Mirror.Head.Size == 0)
        {
            return;
        }

        var others = all.Where(other => other != follower && other.Member.PublicUrl is not null && other.VerifiedAt is not null).ToList();
        for (var i = 0; i < Math.Min(MirrorsToAsk, others.Count); i++)
        {
            var other = others[(int)((((long)_rounds * MirrorsToAsk) + i) % others.Count)];
            var url = other.Member.PublicUrl!;
            if ((await _pages.MirroredHeadAsync(url, follower.Member, cancellation)).Accepted(out var note, out _) && note is not null
                && await follower.CompareHeadAsync(other.Member.Id, note, cancellation))
            {
                Compared(follower.Member.Id, other.Member.Id);
            }

            var from = Math.Max(0, follower.Mirror.Head.Size - EntriesCompared);
            var shown = await _pages.MirroredEntriesAsync(url, follower.Member, from, EntriesCompared, cancellation);
            if (shown.Accepted(out var leaves, out _) && leaves is { Count: > 0 })
            {
                follower.CompareLeaves(other.Member.Id, leaves);
                Compared(follower.Member.Id, other.Member.Id);
            }
        }
    }

    private void Compared(string member, string with) =>
        (_compared.TryGetValue(member, out var known) ? known : _compared[member] = new HashSet<string>(StringComparer.Ordinal)).Add(with);

    private WatchedLog Watched(AuditedMember member)
    {
        var follower = _followers.GetValueOrDefault(member.Id);
        var mirror = follower?.Mirror;
        var witnesses = _roll.Members.Where(other => other.Id != member.Id)
            .GroupBy(other => other.CosignKey).ToDictionary(group => group.Key, group => group.First().Id);
        return new WatchedLog(
            member.Id,
            member.Name,
            member.Kind,
            member.Origin,
            mirror?.Head.Size ?? 0,
            mirror?.Head.Root.ToString() ?? "",
            follower?.VerifiedAt,
            [.. (mirror?.Reached?.CosignedBy(witnesses.Keys) ?? []).Select(cosignature => witnesses[cosignature.Cosigner]).Order(StringComparer.Ordinal)],
            [.. (_compared.GetValueOrDefault(member.Id) ?? []).Order(StringComparer.Ordinal)]);
    }
}
