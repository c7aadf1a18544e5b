using System.Diagnostics;
using System.Globalization;
using Palladium.Benchmarks.Cedar;
using Palladium.Benchmarks.Harness;
using Palladium.Cedar;
using Palladium.Cedar.Rows;
using Palladium.Doctrine.Bundle;
using Palladium.Sqlite.Entities;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// "Which cameras may this person see?" of a million under the sample doctrine: partial evaluation and one query, beside asking about
/// each, of which a sample is taken. The answers of the sample are compared. One thread.
/// </summary>
internal sealed class CedarQuery : IBenchmark
{
    private const int Batch = 50_000;
    private const int Sample = 5_000;
    private const int Page = 100;
    private const int Runs = 3;

    public string Name => "cedar-query";

    public string What => "what may this principal see, of 1,000,000 entities, beside asking about each";

    public Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        var rows = int.TryParse(Environment.GetEnvironmentVariable("PALLADIUM_BENCH_ENTITIES"), CultureInfo.InvariantCulture, out var given) ? given : 1_000_000;
        var load = DoctrineBundle.LoadFolder(Path.Combine(place.Home, "doctrines", "sample-city"));
        if (!load.Succeeded(out var doctrine))
        {
            throw new InvalidOperationException(string.Join('\n', load.Problems));
        }

        var cast = new EntityStore(CityCameras.Cast(doctrine.Schema));
        using var tables = new EntityTables(Path.Combine(place.Folder, "entities.db"), doctrine.Schema);
        var start = Stopwatch.GetTimestamp();
        Write(tables, cast.Entities, cancellation);
        for (var from = 0; from < rows; from += Batch)
        {
            Write(tables, [.. CityCameras.Make(doctrine.Schema, from, Math.Min(Batch, rows - from))], cancellation);
        }

        List<Metric> metrics =
        [
            new("entities", rows, "rows"), new("policies", doctrine.PolicySet.Policies.Count, "policies"),
            new("written", rows / Stopwatch.GetElapsedTime(start).TotalSeconds, "rows/s"),
        ];
        foreach (var (kind, request) in CityCameras.Questions(doctrine.Schema))
        {
            metrics.AddRange(One(kind, request, rows, doctrine, cast, tables, cancellation));
        }

        return Task.FromResult<IReadOnlyList<Metric>>(metrics);
    }

    private static IEnumerable<Metric> One(
        string kind, PartialRequest request, int rows, DoctrineBundle doctrine, EntityStore cast, EntityTables tables, CancellationToken cancellation)
    {
        var known = new KnownEntities(cast, areAll: false);
        var (evaluated, query) = Timed(() => CedarResiduals.Of(doctrine.PolicySet, request, known, doctrine.Schema).ToRows(ErringForbids.Deny).Value!);
        var (counted, count) = Timed(() => tables.Count(query, cast, cancellation));
        var (paged, _) = Timed(() => tables.Permitted(query, cast, Page, "", cancellation));
        var (read, decided) = Ask(request, rows, doctrine.PolicySet, cast, tables, query, cancellation);
        return
        [
            new($"{kind}: may see", count, "entities"),
            new($"{kind}: partial evaluation to a query", evaluated * 1000, "ms"),
            new($"{kind}: all counted", counted, "s") { Peer = new("each read and decided, from a sample", (read + decided) * rows, "s") },
            new($"{kind}: the first {Page}", paged * 1000, "ms"),
            new($"{kind}: times as fast as reading and deciding each", (read + decided) * rows / (evaluated + counted), "x"),
            new($"{kind}: times as fast as deciding each, were all in memory", decided * rows / (evaluated + counted), "x"),
            new($"{kind}: refused parts of policies, decided row by row", query.Refused.Count, "parts"),
        ];
    }

    /// <summary>Seconds to read one entity's row from the same table, and to decide about it; each must be answered as the query does.</summary>
    private static (double Read, double Decided) Ask(
        PartialRequest request, int rows, PolicySet policies, EntityStore cast, EntityTables tables, RowQuery query, CancellationToken cancellation)
    {
        var permitted = tables.Permitted(query, cast, int.MaxValue, "", cancellation).ToHashSet(StringComparer.Ordinal);
        var random = new Random(1);
        var ids = Enumerable.Range(0, Sample).Select(_ => random.Next(rows).ToString(CultureInfo.InvariantCulture)).ToList();
        var answer = new CedarAnswer();
        var (read, decided) = (0L, 0L);
        foreach (var id in ids)
        {
            cancellation.ThrowIfCancellationRequested();
            var resource = new EntityUid(request.Resource.Type, id);
            var start = Stopwatch.GetTimestamp();
            var store = new WithOne(tables.Find(resource)!, cast);
            var found = Stopwatch.GetTimestamp();
            CedarAuthorizer.Authorize(policies, new CedarRequest(new EntityUid(request.Principal.Type, request.Principal.Id!), request.Action, resource, request.Context.Known), store, answer);
            decided += Stopwatch.GetTimestamp() - found;
            read += found - start;
            if (permitted.Contains(id) != (answer.Decision == CedarDecision.Allow && !Errs(answer)))
            {
                throw new InvalidOperationException($"{resource}: the query and the decision differ.");
            }
        }

        return ((double)read / Stopwatch.Frequency / Sample, (double)decided / Stopwatch.Frequency / Sample);
    }

    private static bool Errs(CedarAnswer answer)
    {
        foreach (var error in answer.Errors)
        {
            if (error.Policy.IsForbid)
            {
                return true;
            }
        }

        return false;
    }

    private static void Write(EntityTables tables, IReadOnlyCollection<CedarEntityData> entities, CancellationToken cancellation)
    {
        if (tables.Write(entities, cancellation) is [var first, ..])
        {
            throw new InvalidOperationException(first);
        }
    }

    private static (double Seconds, T Result) Timed<T>(Func<T> work)
    {
        var (times, result) = (new List<double>(), work());
        for (var i = 0; i < Runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            result = work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (Median.Of(times), result);
    }

    private sealed class WithOne(CedarEntityData one, EntityStore others) : IEntityStore
    {
        public CedarEntityData? Find(EntityUid uid) => uid == one.Uid ? one : others.Find(uid);
    }
}
