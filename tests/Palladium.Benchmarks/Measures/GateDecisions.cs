using System.Diagnostics;
using Palladium.Benchmarks.Harness;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Scene;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// Decisions of the gate under the city's doctrine, one thread: every member and an operator of every member about a sensor, a
/// patrol, a camera and an alert, permits and denials as they fall.
/// </summary>
internal sealed class GateDecisions : IBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan For = TimeSpan.FromSeconds(5);
    private static readonly string[] Kinds =
        ["safety", "police", "fire", "ambulance", "bus", "security", "stadium", "utility", "residents", "oversight"];

    public string Name => "gate-decisions";

    public string What => "decisions of the gate under the city's doctrine on one core";

    public Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        var load = DoctrineBundle.LoadFolder(place.Doctrine);
        if (!load.Succeeded(out var doctrine))
        {
            throw new InvalidOperationException(string.Join('\n', load.Problems));
        }

        var gate = new Gate(new NoJournal(), place.Clock);
        gate.Adopt(doctrine);
        var requests = Requests();
        Decide(gate, requests, WarmUp, cancellation);
        var start = Stopwatch.GetTimestamp();
        var (times, permits) = Decide(gate, requests, For, cancellation);
        var perSecond = times.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var latencies = new Latencies(times);
        return Task.FromResult<IReadOnlyList<Metric>>(
        [
            new("decisions, one core", perSecond, "/s"),
            new("decision p50", latencies.Milliseconds(50) * 1000, "µs"),
            new("decision p99", latencies.Milliseconds(99) * 1000, "µs"),
            new("permitted", 100.0 * permits / times.Count, "%"),
            new("policies in force", doctrine.Policies.Length, "policies"),
        ]);
    }

    private static (List<long> Times, long Permits) Decide(Gate gate, GateRequest[] requests, TimeSpan time, CancellationToken cancellation)
    {
        var times = new List<long>();
        var permits = 0L;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var request in requests)
            {
                var at = Stopwatch.GetTimestamp();
                var decision = gate.Decide(request);
                times.Add(Stopwatch.GetTimestamp() - at);
                permits += decision.Permitted ? 1 : 0;
            }
        }

        return (times, permits);
    }

    private static GateRequest[] Requests()
    {
        var members = EntitySlice.Of(Kinds.Select(kind => DoctrineEntities.Member(MemberId.Of(kind), kind, kind)));
        (string Action, CedarEntityData Resource)[] uses =
        [
            ("readSource", DoctrineEntities.Source("gate-1", MemberId.Of("stadium"), "crowd-density", "", exercise: false)),
            ("readSource", DoctrineEntities.Source("load", MemberId.Of("utility"), "cyber.load", "", exercise: false)),
            ("readUnit", DoctrineEntities.Unit("7", MemberId.Of("police"), "patrol", exercise: false)),
            ("readCamera", DoctrineEntities.Camera("1", MemberId.Of("stadium"), "", shared: true, exercise: false)),
            ("receiveAlert", DoctrineEntities.Alert(
                "1", MemberId.Of("security"), "water-level", "Severe", "Met", ["police", "fire"], isPublic: true, Feed.Live, exercise: false)),
        ];
        return
        [
            .. from kind in Kinds
               from principal in new[]
               {
                   DoctrineEntities.Member(MemberId.Of(kind), kind, kind),
                   DoctrineEntities.Person("ana", MemberId.Of(kind), kind, "operator"),
               }
               from use in uses
               select new GateRequest
               {
                   Principal = principal.Uid,
                   Action = use.Action,
                   Resource = use.Resource.Uid,
                   Entities = members.With(principal, use.Resource),
                   Purpose = new GatePurpose(PurposeClass.Plan, "city-watch"),
               },
        ];
    }

    /// <summary>Deciding records nothing; whoever tries has found a fault.</summary>
    private sealed class NoJournal : IJournal
    {
        public Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation) =>
            throw new InvalidOperationException("A decision alone must not be recorded.");

        public Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation) =>
            throw new InvalidOperationException("A decision alone must not be recorded.");
    }
}
