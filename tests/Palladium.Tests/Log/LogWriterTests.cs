using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class LogWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_callers_get_each_its_own_index_and_every_leaf_is_found_there()
    {
        using var key = LogSamples.Key();
        var disk = new MemoryDisk(1);
        await using var writer = LogSamples.Writer(disk, key);
        var indexes = await Task.WhenAll(Enumerable.Range(0, 900).Select(
            i => writer.AppendAsync([LogSamples.Leaf(i)], Cancel)));
        Assert.Equal(Enumerable.Range(0, 900).Select(i => (long)i), indexes.Order());
        for (var i = 0; i < 900; i++)
        {
            Assert.Equal(LogSamples.Leaf(i).ToArray(), writer.ReadLeaves(indexes[i], 1)[0].ToArray());
        }

        var all = writer.ReadLeaves(0, 1000).Select(l => MerkleTree.Leaf(l.Span)).ToArray();
        Assert.Equal(MerkleTree.Root(all), writer.Head.Root);
        foreach (var size in (int[])[1, 2, 255, 256, 257, 511, 512, 513, 900])
        {
            Assert.Equal(MerkleTree.Root(all.AsSpan(0, size)), writer.RootAt(size));
            Assert.True(writer.ProveInclusion(size / 2, size).Verify(all[size / 2], writer.RootAt(size)));
            Assert.True(writer.ProveConsistency(size, 900).Verify(writer.RootAt(size), writer.Head.Root));
        }
    }

    [Fact]
    public async Task A_closed_log_opens_with_its_head_and_the_verifier_accepts_it()
    {
        using var key = LogSamples.Key();
        var folder = Directory.CreateTempSubdirectory("palladium-log").FullName;
        try
        {
            var options = new LogWriterOptions { Directory = folder, Key = key, JournalLength = 256 << 10 };
            await using (var writer = LogWriter.Open(options))
            {
                await writer.AppendAsync(LogSamples.Leaves(0, 700), Cancel);
                Assert.Throws<IOException>(() => LogWriter.Open(options));
            }

            await using (var again = LogWriter.Open(options))
            {
                Assert.Equal(new LogHead(700, LogSamples.NaiveRoot(700)), again.Head);
                Assert.Equal(700, await again.AppendAsync(LogSamples.Leaves(700, 70), Cancel));
            }

            var seen = 0L;
            var report = await new LogVerifier(new DirectoryLogSource(folder), LogSamples.Origin, key.VerifierKey)
            {
                OnLeaf = (index, leaf) => Assert.Equal(LogSamples.Leaf(seen++).ToArray(), leaf.ToArray()),
            }.VerifyAsync(Cancel);
            Assert.Empty(report.Failures);
            Assert.True(report.IsGood);
            Assert.Equal(770, seen);
            Assert.Contains(report.CannotExclude, s => s.Contains("split view", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Checkpoints_are_published_at_most_once_a_second_and_every_head_can_be_signed_at_once()
    {
        using var key = LogSamples.Key();
        var time = new ManualTime();
        var disk = new MemoryDisk(1);
        await using var writer = LogSamples.Writer(disk, key, time);
        await writer.AppendAsync(LogSamples.Leaves(0, 3), Cancel);
        await writer.AppendAsync(LogSamples.Leaves(3, 3), Cancel);
        Assert.Equal(0, writer.Published.Checkpoint.Size);
        Assert.Equal(6, writer.SignHead().Checkpoint.Size);
        Assert.Equal(LogSamples.NaiveRoot(6), writer.SignHead().Checkpoint.Root);
        time.Advance(TimeSpan.FromSeconds(1));
        await writer.AppendAsync(LogSamples.Leaves(6, 1), Cancel);
        await writer.AppendAsync(LogSamples.Leaves(7, 1), Cancel);
        Assert.InRange((await writer.WaitForPublishedAsync(published => published.Checkpoint.Size > 0, Cancel)).Checkpoint.Size, 6, 8);
    }

    [Fact]
    public async Task The_published_checkpoint_carries_the_cosignatures_that_match_its_size_also_after_reopening()
    {
        using var key = LogSamples.Key();
        using var witness = NoteSigningKey.Generate("w.example");
        var disk = new MemoryDisk(1);
        await using (var writer = LogSamples.Writer(disk, key))
        {
            await writer.AppendAsync(LogSamples.Leaves(0, 5), Cancel);
            var signature = Cosignature.Create(witness, writer.SignHead().Note.Text, TimeProvider.System.GetUtcNow());
            Assert.False(writer.AddCosignature(witness.CosignerKey, 4, signature));
            Assert.True(writer.AddCosignature(witness.CosignerKey, 5, signature));
        }

        for (var round = 0; round < 2; round++)
        {
            await using var again = LogSamples.Writer(disk, key);
            Assert.Single(again.Published.CosignedBy([witness.CosignerKey]));
        }

        var report = await new LogVerifier(disk, LogSamples.Origin, key.VerifierKey) { Witnesses = [witness.CosignerKey] }.VerifyAsync(Cancel);
        Assert.Single(report.Cosignatures);
        await using var more = LogSamples.Writer(disk, key);
        await more.AppendAsync(LogSamples.Leaves(5, 1), Cancel);
        Assert.Empty(more.SignHead().CosignedBy([witness.CosignerKey]));
    }

    [Fact]
    public async Task Who_waits_for_a_larger_head_is_woken()
    {
        using var key = LogSamples.Key();
        await using var writer = LogSamples.Writer(new MemoryDisk(1), key);
        var waiting = writer.WaitForHeadAsync(4, Cancel);
        await writer.AppendAsync(LogSamples.Leaves(0, 4), Cancel);
        Assert.False(waiting.IsCompleted);
        await writer.AppendAsync(LogSamples.Leaves(4, 2), Cancel);
        Assert.Equal(6, (await waiting).Size);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        // The tests here advance and then append, which looks at the time itself.
        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
