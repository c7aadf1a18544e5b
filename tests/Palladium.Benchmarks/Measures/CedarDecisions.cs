using System.Diagnostics;
using Palladium.Benchmarks.Cedar;
using Palladium.Benchmarks.Harness;
using Palladium.Cedar;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// Decisions of <c>Palladium.Cedar</c> beside those of Cedar's own engine: the applications of the Cedar paper, the city's doctrine, and
/// how the number of policies tells. One thread; the answers are compared first.
/// </summary>
internal sealed class CedarDecisions : IBenchmark
{
    private const int Seconds = 4;
    private const int Batch = 64;

    public string Name => "cedar-decisions";

    public string What => "policy decisions on one core, beside Cedar's own engine";

    public async Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        var data = Environment.GetEnvironmentVariable("PALLADIUM_DATA") ?? Path.Combine(place.Home, "..", "shared", "data");
        var paper = Path.Combine(data, "cedar", "bench");
        IEnumerable<Application> applications = Directory.Exists(paper) ? Application.OfPaper(paper) : [];
        if (!Directory.Exists(paper))
        {
            BenchmarkPlace.Say($"{paper} is absent: the applications of the Cedar paper are left out");
        }

        var metrics = new List<Metric>();
        foreach (var application in applications.Append(CityApplication.Of(place.Doctrine)))
        {
            var policies = PolicySet.Parse(application.Policies, application.Name).Value
                ?? throw new InvalidOperationException($"The policies of {application.Name} cannot be read.");
            BenchmarkPlace.Say($"{application.Name}: {policies.Policies.Count} policies, {application.Entities.Length} entities");
            var peer = await CedarWasm.MeasureAsync(application, policies, place.Home, place.Folder, Seconds, cancellation);
            Compare(application, policies, peer);
            var (perSecond, median) = Measure(application, policies, cancellation);
            metrics.Add(new($"{application.Name}: decisions", perSecond, "/s") { Peer = new("cedar-wasm, given the entities at each call", peer.PerSecond, "/s") });
            metrics.Add(new($"{application.Name}: times as many", perSecond / peer.PerSecond, "x"));
            metrics.Add(new($"{application.Name}: one decision, median", median, "µs") { Limit = new("promised", 1, "µs") });
        }

        foreach (var (words, open) in ManyPolicies.Forms)
        {
            var few = Measure(ManyPolicies.Asked, ManyPolicies.Make(100, open), cancellation).Median;
            var many = Measure(ManyPolicies.Asked, ManyPolicies.Make(10_000, open), cancellation).Median;
            metrics.Add(new($"100 policies, open heads {words}", few, "µs"));
            metrics.Add(new($"10,000 policies, open heads {words}", many, "µs"));
            metrics.Add(new($"10,000 against 100, open heads {words}", many / few, "x") { Limit = new("promised", 3, "x") });
        }

        return metrics;
    }

    private static void Compare(Application application, PolicySet policies, CedarWasm peer)
    {
        var store = new EntityStore(application.Entities);
        for (var i = 0; i < application.Requests.Length; i++)
        {
            var answer = CedarAuthorizer.Authorize(policies, application.Requests[i], store);
            var ours = $"{(answer.Decision == CedarDecision.Allow ? "allow" : "deny")} {string.Join(' ', answer.Reasons.Order(StringComparer.Ordinal))} {string.Join(' ', answer.Errors.Select(e => e.PolicyId).Order(StringComparer.Ordinal))}";
            if (ours != peer.Decisions[i])
            {
                throw new InvalidOperationException($"{application.Name}, {application.Requests[i]}: ours is '{ours}', Cedar's is '{peer.Decisions[i]}'.");
            }
        }
    }

    // A decision is shorter than a look at the clock, so the clock is looked at once a batch.
    private static (double PerSecond, double Median) Measure(Application application, PolicySet policies, CancellationToken cancellation)
    {
        var store = new EntityStore(application.Entities);
        var answer = new CedarAnswer();
        Run(1);
        var (batches, elapsed) = Run(Seconds);
        return (batches.Count * Batch / elapsed, new Latencies(batches).Milliseconds(50) * 1000 / Batch);

        (List<long> Batches, double Seconds) Run(int seconds)
        {
            var times = new List<long>(1_000_000);
            var next = 0;
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                cancellation.ThrowIfCancellationRequested();
                var at = Stopwatch.GetTimestamp();
                for (var i = 0; i < Batch; i++)
                {
                    CedarAuthorizer.Authorize(policies, application.Requests[next], store, answer);
                    next = next + 1 == application.Requests.Length ? 0 : next + 1;
                }

                times.Add(Stopwatch.GetTimestamp() - at);
            }

            return (times, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }
}
