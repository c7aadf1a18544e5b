using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Palladium.Benchmarks.Harness;
using Palladium.Log;
using Palladium.Records.Entries;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// A whole log verified from its public files, as <c>palladium log verify</c> does, beside nothing but the hashes that this takes: one over each leaf
/// and one over each inner node; then inclusion proofs from a log that was just opened. <c>PALLADIUM_BENCH_ENTRIES</c> sets the size.
/// </summary>
internal sealed class LogVerify : IBenchmark
{
    private const int Sampled = 200_000;
    private const int Chunk = 2000;
    private const int Runs = 3;
    private const int Proofs = 2000;
    private static readonly int Entries = int.Parse(
        Environment.GetEnvironmentVariable("PALLADIUM_BENCH_ENTRIES") ?? "200000", CultureInfo.InvariantCulture);

    public string Name => "log-verify";

    public string What => "a log of 200,000 entries (or PALLADIUM_BENCH_ENTRIES) verified from its files, beside its hashes alone; inclusion proofs from it";

    public async Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        BenchmarkPlace.Say($"writing a log of {Entries} entries");
        var leaves = Leaves(place.Clock);
        using var key = NoteSigningKey.Generate("montevideo.palladium.invalid/bench");
        var options = new LogWriterOptions { Directory = place.Folder, Key = key, Time = place.Clock };
        await using (var writer = LogWriter.Open(options))
        {
            for (var at = 0; at < Entries; at += Chunk)
            {
                await writer.AppendAsync(Numbered(leaves, at, Math.Min(Chunk, Entries - at)), cancellation);
            }
        }

        var (verified, hashed) = (new List<double>(), new List<double>());
        long bytes = 0;
        for (var run = 0; run < Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            var report = await new LogVerifier(new DirectoryLogSource(place.Folder), key.Name, key.VerifierKey).VerifyAsync(cancellation);
            verified.Add(Entries / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (!report.IsGood || report.Entries != Entries)
            {
                throw new InvalidOperationException($"The log does not verify: {string.Join("; ", report.Failures)}");
            }

            bytes = report.Bytes;
            hashed.Add(HashesAlone(leaves));
        }

        await using var opened = LogWriter.Open(options);
        var proofs = Prove(opened);
        return
        [
            new("entries verified, median of 3", Median.Of(verified), "/s") { Peer = new("SHA-256 of leaves and nodes alone, one core", Median.Of(hashed), "/s") },
            new("slowest run", verified.Min(), "/s"),
            new("entries", Entries, "entries"),
            new("files read", bytes / 1e6, "MB"),
            new("leaf, mean", leaves.Average(leaf => leaf.Length), "bytes"),
            new("inclusion proof of a random entry, p50", proofs.Milliseconds(50), "ms"),
            new("inclusion proof of a random entry, p99", proofs.Milliseconds(99), "ms") { Limit = new("from a log of 10 million", 1, "ms") },
        ];
    }

    private static Latencies Prove(LogWriter log)
    {
        var (random, root, times) = (new Random(1), log.Head.Root, new List<long>());
        for (var i = 0; i < Proofs; i++)
        {
            var index = random.NextInt64(Entries);
            var start = Stopwatch.GetTimestamp();
            var proof = log.ProveInclusion(index, Entries);
            times.Add(Stopwatch.GetTimestamp() - start);
            if (!proof.Verify(MerkleTree.Leaf(log.ReadLeaves(index, 1)[0].Span), root))
            {
                throw new InvalidOperationException($"The proof of entry {index} does not verify.");
            }
        }

        return new Latencies(times);
    }

    // Real headers again and again, each with its number where the commitment begins.
    private static List<ReadOnlyMemory<byte>> Numbered(ReadOnlyMemory<byte>[] leaves, int from, int count)
    {
        var numbered = new List<ReadOnlyMemory<byte>>(count);
        for (var i = from; i < from + count; i++)
        {
            var leaf = leaves[i % Sampled].ToArray();
            Utf8Formatter.TryFormat(i, leaf.AsSpan(leaf.AsSpan().IndexOf("commit"u8) + 9), out _, new StandardFormat('D', 10));
            numbered.Add(leaf);
        }

        return numbered;
    }

    private static ReadOnlyMemory<byte>[] Leaves(TimeProvider clock)
    {
        var time = clock.GetUtcNow().ToUnixTimeSeconds();
        var (salt, body) = (new byte[Commitment.SaltLength], new byte[64]);
        return [.. Enumerable.Range(0, Sampled).Select(_ =>
        {
            RandomNumberGenerator.Fill(salt);
            return (ReadOnlyMemory<byte>)new EntryHeader
            {
                Id = EntryId.Fresh(),
                Kind = EntryKinds.Alert.Name,
                Time = time,
                Audience = EntryKinds.Alert.Audience,
                Purpose = PurposeClass.Plan,
                Size = SizeBucket.For(body.Length),
                Commitment = Commitment.Compute(EntryKinds.Alert.Name, salt, body),
            }.ToCanonicalBytes();
        })];
    }

    private static double HashesAlone(ReadOnlyMemory<byte>[] leaves)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> node = stackalloc byte[65];
        var start = Stopwatch.GetTimestamp();
        foreach (var leaf in leaves)
        {
            SHA256.HashData(leaf.Span, hash);
            SHA256.HashData(node, hash);
        }

        return leaves.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
