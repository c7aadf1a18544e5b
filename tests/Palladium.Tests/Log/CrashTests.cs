using System.Collections.Concurrent;
using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class CrashTests
{
    private const int Appends = 12;
    private const int PerAppend = 53; // passes the bounds of two tiles

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whichever_step_of_the_disk_fails_nothing_acknowledged_is_lost_and_the_head_extends_every_checkpoint(bool staysBroken)
    {
        using var key = LogSamples.Key();
        var healthy = new MemoryDisk(0);
        await UseUntilFailure(healthy, key);
        var failed = 0;
        for (var step = 1; step <= healthy.Steps; step++)
        {
            var disk = new MemoryDisk(step) { FailAt = step, StaysBroken = staysBroken };
            var (acknowledged, heads) = await UseUntilFailure(disk, key);
            failed += acknowledged < Appends * PerAppend ? 1 : 0;
            await CheckAfterCrash(disk, key, acknowledged, heads, step);
        }

        Assert.True(failed > 10, $"only {failed} of {healthy.Steps} runs were cut short");
    }

    [Fact]
    public async Task At_a_thousand_random_instants_under_load_a_loss_of_power_loses_only_what_was_not_acknowledged()
    {
        using var key = LogSamples.Key();
        var random = new Random(4711);
        var inTheMiddle = 0;
        for (var instant = 0; instant < 1000; instant++)
        {
            var disk = new MemoryDisk(instant) { FailAt = random.Next(1, 160), StaysBroken = true };
            var load = await LoadUntilFailure(disk, key);
            inTheMiddle += load.Acknowledged.IsEmpty ? 0 : 1;
            await using var writer = LogSamples.Writer(disk.Crash(), key);
            foreach (var (index, leaf) in load.Acknowledged)
            {
                Assert.Equal(leaf, writer.ReadLeaves(index, 1)[0].ToArray());
            }

            // No second head for one size, and the log extends every one that anybody saw.
            Assert.All(load.Heads, head => Assert.Equal(head.Checkpoint.Root, writer.RootAt(head.Checkpoint.Size)));
            Assert.All(load.Heads.GroupBy(head => head.Checkpoint.Size), same => Assert.Single(same.Select(head => head.Checkpoint.Root).Distinct()));
            var size = writer.Head.Size;
            Assert.Equal(size, await writer.AppendAsync(LogSamples.Leaves(0, 3), Cancel));
        }

        Assert.True(inTheMiddle > 700, $"only {inTheMiddle} instants were after the first acknowledgement");
    }

    [Fact]
    public async Task After_a_failed_sync_the_writer_stops_and_every_append_says_so()
    {
        using var key = LogSamples.Key();
        var probe = new MemoryDisk(0);
        await using (LogSamples.Writer(probe, key))
        {
        }

        // The write of the first batch is the next step, its sync the one after.
        var disk = new MemoryDisk(0) { FailAt = probe.Steps + 2 };
        await using var writer = LogSamples.Writer(disk, key);
        var first = await Assert.ThrowsAsync<LogStoppedException>(() => writer.AppendAsync(LogSamples.Leaves(0, 1), Cancel));
        Assert.IsType<IOException>(first.InnerException);
        await Assert.ThrowsAsync<LogStoppedException>(() => writer.AppendAsync(LogSamples.Leaves(0, 1), Cancel));
        Assert.Equal(0, writer.Head.Size);
    }

    [Fact]
    public async Task A_damaged_record_before_the_last_is_refused_and_nothing_is_changed()
    {
        using var key = LogSamples.Key();
        var disk = new MemoryDisk(0);
        // Published once at opening only: the three batches stay in the journal.
        var writer = LogWriter.Open(new LogWriterOptions { Disk = disk, Key = key, JournalLength = 64 << 10, PublishInterval = TimeSpan.FromDays(1) });
        for (var i = 0; i < 3; i++)
        {
            await writer.AppendAsync(LogSamples.Leaves(i, 1), Cancel);
        }

        var crashed = disk.Crash();
        foreach (var file in (string[])["journal/0", "journal/1"])
        {
            crashed.Damage(file, bytes =>
            {
                bytes[4096 + 200] ^= 1;
                bytes[4096 + 30] ^= 1;
                return bytes;
            });
        }

        Assert.Throws<LogDamagedException>(() => LogSamples.Writer(crashed, key));
        await writer.DisposeAsync();
    }

    [Fact]
    public async Task A_log_that_lost_what_it_published_does_not_open()
    {
        using var key = LogSamples.Key();
        var disk = new MemoryDisk(0);
        await using (var writer = LogSamples.Writer(disk, key))
        {
            await writer.AppendAsync(LogSamples.Leaves(0, 5), Cancel);
        }

        disk.Damage("checkpoint", _ => LogSamples.Note(key, 9, LogSamples.NaiveRoot(9)));
        Assert.Throws<LogDamagedException>(() => LogSamples.Writer(disk, key));
    }

    private static async Task<(ConcurrentDictionary<long, byte[]> Acknowledged, ConcurrentBag<SignedCheckpoint> Heads)> LoadUntilFailure(
        MemoryDisk disk, NoteSigningKey key)
    {
        var acknowledged = new ConcurrentDictionary<long, byte[]>();
        var heads = new ConcurrentBag<SignedCheckpoint>();
        try
        {
            await using var writer = LogSamples.Writer(disk, key);
            await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(async () =>
            {
                for (var i = 0; i < 40; i++)
                {
                    var leaves = LogSamples.Leaves(i * 10, 1 + (i % 7), $"caller {caller}");
                    var first = await writer.AppendAsync(leaves, Cancel);
                    for (var n = 0; n < leaves.Count; n++)
                    {
                        Assert.True(acknowledged.TryAdd(first + n, leaves[n].ToArray()), $"two leaves got index {first + n}");
                    }

                    heads.Add(i % 2 == 0 ? writer.SignHead() : writer.Published);
                }
            })));
        }
        catch (Exception expected) when (expected is IOException or LogStoppedException)
        {
            // The power went.
        }

        return (acknowledged, heads);
    }

    private static async Task<(int Acknowledged, List<SignedCheckpoint> Heads)> UseUntilFailure(
        MemoryDisk disk, NoteSigningKey key, int appends = Appends)
    {
        var acknowledged = 0;
        var heads = new List<SignedCheckpoint>();
        try
        {
            await using var writer = LogSamples.Writer(disk, key);
            for (var i = 0; i < appends; i++)
            {
                Assert.Equal(acknowledged, await writer.AppendAsync(LogSamples.Leaves(acknowledged, PerAppend), Cancel));
                acknowledged += PerAppend;
                heads.Add(writer.SignHead());
                heads.Add(writer.Published);
            }
        }
        catch (Exception expected) when (expected is IOException or LogStoppedException)
        {
            // The disk failed, as it was told to; what was acknowledged before is what counts.
            Assert.NotNull(disk.FailAt);
        }

        return (acknowledged, heads);
    }

    private static async Task CheckAfterCrash(
        MemoryDisk before, NoteSigningKey key, int acknowledged, List<SignedCheckpoint> heads, int step)
    {
        var disk = before.Crash();
        await using (var writer = LogSamples.Writer(disk, key))
        {
            var size = writer.Head.Size;
            Assert.True(size >= acknowledged, $"step {step}: {acknowledged} were acknowledged and {size} are left");
            var leaves = writer.ReadLeaves(0, acknowledged + PerAppend);
            for (var i = 0; i < leaves.Count; i++)
            {
                Assert.Equal(LogSamples.Leaf(i).ToArray(), leaves[i].ToArray());
            }

            Assert.All(heads, h => Assert.Equal(h.Checkpoint.Root, writer.RootAt(h.Checkpoint.Size)));
            await writer.AppendAsync(LogSamples.Leaves(size, 300), Cancel);
        }

        var report = await new LogVerifier(disk, LogSamples.Origin, key.VerifierKey).VerifyAsync(Cancel);
        Assert.Empty(report.Failures);
        Assert.True(report.Entries >= acknowledged + 300);
    }
}
