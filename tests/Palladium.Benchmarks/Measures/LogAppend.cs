using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Palladium.Benchmarks.Harness;
using Palladium.Benchmarks.Limits;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Journal;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// Entries through the node's own journal, each with an encrypted body of 1 KB, acknowledged only when keys, body and leaf are
/// synced and the head is swapped. The raw limits of the same disk and core are taken right before.
/// </summary>
internal sealed class LogAppend : IBenchmark
{
    private const int Callers = 64;
    private const int Outstanding = 8;
    private const int BodyLength = 1024;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan For = TimeSpan.FromSeconds(10);

    public string Name => "log-append";

    public string What => "durable appends a second through the journal, beside the raw limits of disk and core";

    public async Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        var (syncs, syncMs) = DiskRate.Syncs(place.Folder);
        var write = DiskRate.Megabytes(place.Folder);
        var hashing = HashRate.Megabytes();

        var node = Path.Combine(place.Folder, "node");
        var configuration = NodeConfigurationFile.Read(
            NodeConfigurationTemplate.Write("police", "police", "Police", "montevideo", "127.0.0.1", 0, 0, 0, 0), Path.Combine(node, "node.toml"));
        await using var stores = await NodeStores.OpenAsync(
            configuration.Value ?? throw new InvalidOperationException(string.Join('\n', configuration.Problems)),
            place.Clock, NullLoggerFactory.Instance, cancellation);
        using var batches = new Batches();
        var draft = new EntryDraft(EntryKinds.Alert, PurposeClass.Plan, Body());

        BenchmarkPlace.Say($"{Callers} callers, {Outstanding} appends outstanding each, for {WarmUp.TotalSeconds + For.TotalSeconds} s");
        await LoadAsync(stores.Journal, draft, WarmUp, cancellation);
        var (entriesBefore, batchesBefore) = (stores.Journal.Size, batches.Count);
        var start = Stopwatch.GetTimestamp();
        var latencies = await LoadAsync(stores.Journal, draft, For, cancellation);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var entries = stores.Journal.Size - entriesBefore;
        if (entries != latencies.Count)
        {
            throw new InvalidOperationException($"{latencies.Count} appends were acknowledged and the log grew by {entries}.");
        }

        var header = stores.Journal.ReadHeaders(stores.Journal.Size - 100, 100).Average(h => h.ToCanonicalBytes().Length);
        return
        [
            new("durable appends", entries / seconds, "/s") { Peer = new("sync of one page, nothing pooled", syncs, "/s") },
            new("append p50", latencies.Milliseconds(50), "ms") { Peer = new("one sync, median", syncMs, "ms") },
            new("append p99", latencies.Milliseconds(99), "ms"),
            new("entries in one batch, mean", entries / (double)(batches.Count - batchesBefore), "entries"),
            new("batches", (batches.Count - batchesBefore) / seconds, "/s") { Peer = new("sync of one page", syncs, "/s") },
            new("header and body taken in", entries / seconds * (header + BodyLength) / 1e6, "MB/s") { Peer = new("sequential write, 256 MiB and one sync", write, "MB/s") },
            new("SHA-256 that they need", entries / seconds * (header + BodyLength) / 1e6, "MB/s") { Peer = new("SHA-256, one core", hashing, "MB/s") },
            new("header, mean", header, "bytes"),
            new("body", BodyLength, "bytes"),
        ];
    }

    private static async Task<Latencies> LoadAsync(NodeJournal journal, EntryDraft draft, TimeSpan time, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var loops = Enumerable.Range(0, Callers * Outstanding).Select(_ => Task.Run(async () =>
        {
            var times = new List<long>();
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                var at = Stopwatch.GetTimestamp();
                await journal.AppendAsync(draft, cancellation);
                times.Add(Stopwatch.GetTimestamp() - at);
            }

            return times;
        }, cancellation));
        return new Latencies((await Task.WhenAll(loops)).SelectMany(times => times));
    }

    private static ReadOnlyMemory<byte> Body()
    {
        var empty = CanonicalJson.Write(new JsonObject { ["text"] = "" }).Length;
        return CanonicalJson.Write(new JsonObject { ["text"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(BodyLength / 2))[..(BodyLength - empty)] });
    }

    /// <summary>Counts the journal's batches from its own metric.</summary>
    private sealed class Batches : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public Batches()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == NodeHost.MeterName && instrument.Name == "palladium.journal.batches")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _count, value));
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
