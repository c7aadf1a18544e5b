using System.Diagnostics;
using Palladium.Log;
using Palladium.Node.Demo.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>Adds up what the run has seen, asking each node once more at the end.</summary>
internal sealed class HeadlessMeasure(
    DemoNetwork network, IReadOnlyDictionary<string, HttpClient> people, IReadOnlyDictionary<string, ConsoleWatcher> watchers, AlertStory story,
    IReadOnlyDictionary<string, long> otherSentAt, LeaderLoss loss, long start, TimeProvider clock)
{
    private const double LimitMs = 1000;
    private const int SlowestShown = 12;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private readonly List<string> _failures = [];
    private readonly List<string> _lost = [];

    public async Task<DemoReport> ReportAsync(
        TimeSpan lasted, UnentitledProbe probe, IReadOnlyList<string> corrupt, IReadOnlyList<string> gates, CancellationToken cancellation)
    {
        var up = await UpAsync(cancellation);
        Require(up == network.Nodes.Count, $"{up} of {network.Nodes.Count} members are up");
        var mirrors = await MirrorsAsync(cancellation);
        var (alerts, deliveries, toAbsent) = await DeliveriesAsync(cancellation);
        var refusals = await RefusalsAsync(cancellation);
        await ReadingsAsync(cancellation);
        var policy = Policy(alerts, gates);
        Require(alerts.Count > 0, "no alert was issued");
        Require(deliveries.Made == deliveries.Expected, $"{deliveries.Made} of {deliveries.Expected} deliveries were made");
        Require(deliveries.Timed > 0 && deliveries.P99Ms < LimitMs, $"p99 of deliveries is {deliveries.P99Ms:0} ms, the limit {LimitMs:0} ms");
        Require(mirrors.Verified == mirrors.Expected, $"{mirrors.Verified} of {mirrors.Expected} mirrors are verified and complete");
        Require(mirrors.LogsVerified == network.Nodes.Count, $"{mirrors.LogsVerified} of {network.Nodes.Count} logs verify from outside");
        Require(corrupt.Count > 0 && refusals.Any(refusal => refusal.Intake == "peer"), "no corrupt peer message was refused and counted");
        Require(policy.Changed, "the changed policy did not change who got the next alert");
        var leader = Leader(alerts, toAbsent);
        var routes = probe.Report();
        Require(routes.Bytes > 0, "the probe received nothing, so nothing was searched");
        _lost.AddRange(_unseen);
        Require(_lost.Count == 0, $"{_lost.Count} things were lost");
        Require(probe.Leaks.Count == 0, $"{probe.Leaks.Count} leaks were found");
        return new DemoReport
        {
            City = network.City.Info.Name,
            DurationSeconds = Math.Round(lasted.TotalSeconds, 1),
            MembersUp = up,
            Observations = story.Stored,
            Alerts = alerts.Count,
            Deliveries = deliveries,
            Refusals = refusals,
            CorruptMessages = corrupt,
            Mirrors = mirrors,
            Leader = leader,
            PolicyChange = policy,
            Probe = routes,
            Lost = _lost,
            Leaked = probe.Leaks,
            MemoryBytes = network.Nodes.ToDictionary(node => node.Member.Id, node => node.Process.Memory),
            Failures = _failures,
        };
    }

    private readonly List<string> _unseen = [];

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            _failures.Add(otherwise);
        }
    }

    private async Task<int> UpAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        var up = 0;
        foreach (var node in network.Nodes)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(node.Http, "/health/ready"), cancellation);
                up += answer.IsSuccessStatusCode ? 1 : 0;
            }
            catch (HttpRequestException)
            {
                // It is not up; that is what is being counted.
            }
        }

        return up;
    }

    // Every author's published log against what every other member says that it holds of it.
    private async Task<MirrorsReport> MirrorsAsync(CancellationToken cancellation)
    {
        var sizes = new Dictionary<string, long>();
        var logs = 0;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        foreach (var node in network.Nodes)
        {
            var described = (await http.GetFromJsonAsync<PublicNetworkDto>(
                new Uri(network.Node("ethics").Http, PalladiumRoutes.PublicNetwork), ContractJson.Options, cancellation))!
                .Members.First(member => member.Id == node.Member.Id);
            var verifier = new LogVerifier(
                new HttpLogSource(http, new Uri(node.Http, "/log/")), described.Origin, NoteVerifierKey.Parse(described.LogKey).Value!);
            var report = await verifier.VerifyAsync(cancellation);
            logs += report.IsGood ? 1 : 0;
            sizes[node.Member.Id] = report.Entries;
        }

        var watch = Stopwatch.StartNew();
        while (true)
        {
            var verified = 0;
            foreach (var node in network.Nodes)
            {
                var seen = await people[node.Member.Id].GetFromJsonAsync<NetworkDto>(PalladiumRoutes.Network, ContractJson.Options, cancellation);
                verified += seen!.Members.Count(member => !member.Self && member.MirrorState == "verified" && member.MirrorSize >= sizes[member.Member.Id]);
            }

            var expected = network.Nodes.Count * (network.Nodes.Count - 1);
            if (verified == expected || watch.Elapsed > Settling)
            {
                return new MirrorsReport(expected, verified, logs);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), clock, cancellation);
        }
    }

    private async Task<(List<AlertDetailDto> Alerts, DeliveriesReport Report, int ToAbsent)> DeliveriesAsync(CancellationToken cancellation)
    {
        var alerts = new List<AlertDetailDto>();
        foreach (var node in network.Nodes)
        {
            var list = await people[node.Member.Id].GetFromJsonAsync<AlertSummaryDto[]>($"{PalladiumRoutes.Alerts}?state=all", ContractJson.Options, cancellation);
            foreach (var summary in list!.Where(alert => alert.Author.Id == node.Member.Id))
            {
                alerts.Add((await people[node.Member.Id].GetFromJsonAsync<AlertDetailDto>(
                    PalladiumRoutes.To.Alert(summary.Id), ContractJson.Options, cancellation))!);
            }
        }

        var expected = alerts.SelectMany(alert => alert.Members.Where(row => row.Entitled && !row.Self).Select(row => (alert, row))).ToArray();
        var watch = Stopwatch.StartNew();
        while (expected.Any(pair => SightingOf(pair.alert, pair.row) is null) && watch.Elapsed < Settling)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), clock, cancellation);
        }

        var timed = new List<TimedDelivery>();
        var (made, absent) = (0, 0);
        foreach (var (alert, row) in expected)
        {
            if (SightingOf(alert, row) is not { } sighting)
            {
                _unseen.Add($"alert {alert.Alert.Id} of {alert.Alert.Author.Id} did not reach {row.Member.Id}");
                continue;
            }

            made++;
            if (WasAbsent(row.Member.Id, alert))
            {
                absent++;
            }
            else if (SentAt(alert) is { } sent)
            {
                timed.Add(new TimedDelivery(
                    alert.Alert.Author.Id, row.Member.Id, alert.Alert.Source ?? "", Math.Round(Stopwatch.GetElapsedTime(start, sent).TotalSeconds, 1),
                    Math.Round(Stopwatch.GetElapsedTime(sent, sighting.At).TotalMilliseconds, 1)));
            }
        }

        timed.Sort((a, b) => b.Ms.CompareTo(a.Ms));
        return (alerts, new DeliveriesReport(
            expected.Length, made, absent, timed.Count, Percentile(timed, 0.50), Percentile(timed, 0.99), Percentile(timed, 1),
            [.. timed.Take(SlowestShown)]), absent);
    }

    private Sighting? SightingOf(AlertDetailDto alert, MemberDeliveryDto row) => watchers[row.Member.Id].Seen.GetValueOrDefault(alert.Alert.Id);

    // The moment before the causing reading was sent; null for an alert that no sender of this run caused.
    private long? SentAt(AlertDetailDto alert)
    {
        if (otherSentAt.TryGetValue(alert.Alert.Id, out var at))
        {
            return at;
        }

        return First(alert) is { } first ? story.SentAt(alert.Alert.Author.Id, alert.Alert.Source, first) : null;
    }

    // The evidence of a later revision ends later; the story sends one reading a second, so the first revision's is the one
    // at or just before the first revision was sent.
    private static DateTimeOffset? First(AlertDetailDto alert)
    {
        if (alert.Evidence is not { } evidence || alert.Revisions.Count == 0)
        {
            return null;
        }

        var sent = alert.Revisions[^1].Sent;
        return evidence.Readings.Where(reading => reading.Time <= sent).Select(reading => (DateTimeOffset?)reading.Time).LastOrDefault();
    }

    private bool WasAbsent(string member, AlertDetailDto alert)
    {
        if (member != loss.Leader)
        {
            return false;
        }

        // Half a second around: what was under way when it was killed, and until its stream was followed again.
        var sent = alert.Revisions[^1].Sent;
        return sent >= loss.KilledAt - TimeSpan.FromSeconds(0.5) && sent <= (loss.ReturnedAt ?? DateTimeOffset.MaxValue) + TimeSpan.FromSeconds(1.5);
    }

    private async Task<IReadOnlyList<RefusalReport>> RefusalsAsync(CancellationToken cancellation)
    {
        var refusals = new List<RefusalReport>();
        foreach (var node in network.Nodes)
        {
            var counted = await people[node.Member.Id].GetFromJsonAsync<RefusalDto[]>(PalladiumRoutes.Refusals, ContractJson.Options, cancellation);
            refusals.AddRange(counted!.Select(refusal => new RefusalReport(
                node.Member.Id, refusal.Intake, refusal.From, refusal.Rule, refusal.Field, refusal.Count)));
        }

        return refusals;
    }

    // Every reading that a node confirmed must be there when it is asked for.
    private async Task ReadingsAsync(CancellationToken cancellation)
    {
        foreach (var (owner, source, times) in story.Confirmed)
        {
            var stored = await people[owner].GetFromJsonAsync<SourceReadingsDto>(
                PalladiumRoutes.To.Readings(owner, source, 1440), ContractJson.Options, cancellation);
            var known = stored!.Readings.Select(reading => reading.Time.ToUnixTimeMilliseconds()).ToHashSet();
            var missing = times.TakeLast(900).Count(time => !known.Contains(time.ToUnixTimeMilliseconds()));
            if (missing > 0)
            {
                _lost.Add($"{missing} confirmed readings of {owner}/{source}");
            }
        }
    }

    private static PolicyChangeReport Policy(List<AlertDetailDto> alerts, IReadOnlyList<string> gates)
    {
        var (before, after) = (Got(gates[0]), Got(gates[1]));
        return new PolicyChangeReport(
            HeadlessScenes.AddedPolicy, before, after, before.Contains("ambulance") && after.Count > 0 && !after.Contains("ambulance"));

        IReadOnlyList<string> Got(string gate) => alerts.FirstOrDefault(alert => alert.Alert.Source == gate) is { } alert
            ? [.. alert.Members.Where(row => row.DeliveredAt is not null).Select(row => row.Member.Id)]
            : [];
    }

    private LeaderReport Leader(List<AlertDetailDto> alerts, int toAbsent)
    {
        var whileGone = alerts.Count(alert => alert.Revisions[^1].Sent >= loss.KilledAt && alert.Revisions[^1].Sent <= (loss.ReturnedAt ?? DateTimeOffset.MaxValue));
        var caughtUp = loss.SeesSuccessor && toAbsent > 0 && !_unseen.Any(line => line.EndsWith($" {loss.Leader}", StringComparison.Ordinal));
        Require(whileGone > 0, "no alert was issued while the leader was gone");
        Require(loss.SucceededBy is not null, "nobody took the lead");
        Require(loss.PublicUpdate, "the public feed has no update by the successor");
        Require(caughtUp, "the returned leader did not catch up");
        Require(loss.Obeys, "the returned leader does not obey");
        return new LeaderReport(
            loss.Leader, loss.KilledAt, whileGone, loss.SucceededBy, loss.SucceededAfterMs, loss.PublicUpdate, loss.ReturnedAt, caughtUp, loss.Obeys);
    }

    // Nearest rank; the slowest come first.
    private static double Percentile(List<TimedDelivery> timed, double share) =>
        timed.Count == 0 ? 0 : timed[timed.Count - Math.Max(1, (int)Math.Ceiling(share * timed.Count))].Ms;
}
