using System.Diagnostics;
using System.Security.Cryptography;
using Palladium.Benchmarks.Harness;
using Palladium.Log;
using Palladium.Records.Entries;

namespace Palladium.Benchmarks.Measures;

/// <summary>
/// A whole log verified from its public files, as <c>palladium log verify</c> does, beside nothing but the hashes that this takes:
/// one over each leaf and one over each inner node.
/// </summary>
internal sealed class LogVerify : IBenchmark
{
    private const int Entries = 200_000;
    private const int Runs = 3;

    public string Name => "log-verify";

    public string What => "a log of 200,000 entries verified from its files, beside its hashes alone";

    public async Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation)
    {
        BenchmarkPlace.Say($"writing a log of {Entries} entries");
        var leaves = Leaves(place.Clock);
        using var key = NoteSigningKey.Generate("montevideo.palladium.invalid/bench");
        await using (var writer = LogWriter.Open(new LogWriterOptions { Directory = place.Folder, Key = key, Time = place.Clock }))
        {
            foreach (var chunk in leaves.Chunk(1000))
            {
                await writer.AppendAsync(chunk, cancellation);
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

        return
        [
            new("entries verified, median of 3", Median.Of(verified), "/s") { Peer = new("SHA-256 of leaves and nodes alone, one core", Median.Of(hashed), "/s") },
            new("slowest run", verified.Min(), "/s"),
            new("files read", bytes / 1e6, "MB"),
            new("leaf, mean", leaves.Average(leaf => leaf.Length), "bytes"),
        ];
    }

    private static ReadOnlyMemory<byte>[] Leaves(TimeProvider clock)
    {
        var time = clock.GetUtcNow().ToUnixTimeSeconds();
        var (salt, body) = (new byte[Commitment.SaltLength], new byte[64]);
        return [.. Enumerable.Range(0, Entries).Select(_ =>
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
