using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class MirrorLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mirror_takes_verified_leaves_and_keeps_them_over_a_crash()
    {
        using var key = LogSamples.Key();
        var disk = new MemoryDisk(3);
        var mirror = Open(disk, key);
        Assert.Equal(MirrorOutcome.Extended, (await Extend(mirror, key, 0, 300)).Outcome);
        Assert.Equal(MirrorOutcome.Extended, (await Extend(mirror, key, 300, 20)).Outcome);
        Assert.Equal(MirrorOutcome.NothingNew, (await Extend(mirror, key, 300, 20)).Outcome);
        Assert.Equal(MirrorOutcome.NothingNew, (await Extend(mirror, key, 0, 100)).Outcome);
        await using var again = Open(disk.Crash(), key);
        Assert.Equal(new LogHead(320, LogSamples.NaiveRoot(320)), again.Head);
        Assert.Equal(320, again.Reached!.Checkpoint.Size);
        await mirror.DisposeAsync();
        var report = await new LogVerifier(disk, LogSamples.Origin, key.VerifierKey).VerifyAsync(Cancel);
        Assert.Empty(report.Failures);
        Assert.Equal(320, report.Entries);
    }

    [Fact]
    public async Task A_gap_a_bad_root_and_a_bad_signature_change_nothing()
    {
        using var key = LogSamples.Key();
        using var other = NoteSigningKey.Generate(LogSamples.Origin);
        await using var mirror = Open(new MemoryDisk(3), key);
        await Extend(mirror, key, 0, 10);
        var gap = await Extend(mirror, key, 12, 3);
        Assert.Equal((MirrorOutcome.Gap, 10L), (gap.Outcome, gap.Size));
        Assert.Equal(MirrorOutcome.BadSignature, (await Extend(mirror, other, 10, 3)).Outcome);
        var wrong = await mirror.ExtendAsync(
            10, LogSamples.Leaves(10, 3, "other"), LogSamples.Note(key, 13, LogSamples.NaiveRoot(13)), null, Cancel);
        Assert.Equal(MirrorOutcome.BadRoot, wrong.Outcome);
        Assert.Equal(10, mirror.Head.Size);
        Assert.Empty(mirror.Forks);
    }

    [Fact]
    public async Task Leaves_may_come_in_pages_below_a_checkpoint_with_a_proof()
    {
        using var key = LogSamples.Key();
        await using var author = LogSamples.Writer(new MemoryDisk(1), key);
        await author.AppendAsync(LogSamples.Leaves(0, 500), Cancel);
        await using var mirror = Open(new MemoryDisk(3), key);
        var note = author.SignHead().Note.ToBytes();
        for (var from = 0; from < 500; from += 125)
        {
            var proof = from + 125 < 500 ? author.ProveConsistency(from + 125, 500) : null;
            Assert.Equal(MirrorOutcome.Extended, (await mirror.ExtendAsync(from, author.ReadLeaves(from, 125), note, proof, Cancel)).Outcome);
            Assert.Equal(500, mirror.Latest!.Checkpoint.Size);
        }

        Assert.Equal(author.Head, mirror.Head);
        Assert.Equal(500, mirror.Reached!.Checkpoint.Size);
    }

    [Fact]
    public async Task A_checkpoint_alone_is_taken_with_a_proof_only()
    {
        using var key = LogSamples.Key();
        await using var author = LogSamples.Writer(new MemoryDisk(1), key);
        await author.AppendAsync(LogSamples.Leaves(0, 50), Cancel);
        await using var mirror = Open(new MemoryDisk(3), key);
        await Extend(mirror, key, 0, 20);
        var note = author.SignHead().Note.ToBytes();
        Assert.Equal(MirrorOutcome.BadRoot, (await mirror.ObserveAsync(note, null, Cancel)).Outcome);
        Assert.Equal(MirrorOutcome.BadRoot, (await mirror.ObserveAsync(note, author.ProveConsistency(19, 50), Cancel)).Outcome);
        Assert.Equal(MirrorOutcome.Extended, (await mirror.ObserveAsync(note, author.ProveConsistency(20, 50), Cancel)).Outcome);
        Assert.Equal((20L, 50L), (mirror.Head.Size, mirror.Latest!.Checkpoint.Size));
        Assert.Equal(MirrorOutcome.NothingNew, (await mirror.ObserveAsync(note, null, Cancel)).Outcome);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(15)]
    [InlineData(26)]
    public async Task Two_heads_that_do_not_extend_each_other_are_kept_as_evidence_that_proves_itself(int forkSize)
    {
        using var key = LogSamples.Key();
        var disk = new MemoryDisk(3);
        await using (var mirror = Open(disk, key))
        {
            await Extend(mirror, key, 0, 20);
            var note = LogSamples.Note(key, forkSize, LogSamples.NaiveRoot(forkSize, "other"));
            var result = await mirror.ExtendAsync(0, LogSamples.Leaves(0, forkSize, "other"), note, null, Cancel);
            Assert.Equal(MirrorOutcome.Fork, result.Outcome);
            Assert.True(result.Fork!.Verify());
            Assert.Equal(new LogHead(20, LogSamples.NaiveRoot(20)), mirror.Head);
        }

        await using var again = Open(disk, key);
        Assert.True(Assert.Single(again.Forks).Verify());
    }

    private static MirrorLog Open(IDisk disk, NoteSigningKey key) => MirrorLog.Open(new MirrorOptions
    {
        Disk = disk,
        Origin = LogSamples.Origin,
        Author = key.VerifierKey,
        JournalLength = 64 << 10,
        PublishInterval = TimeSpan.FromDays(1),
    });

    private static Task<MirrorResult> Extend(MirrorLog mirror, NoteSigningKey key, int from, int count) => mirror.ExtendAsync(
        from, LogSamples.Leaves(from, count), LogSamples.Note(key, from + count, LogSamples.NaiveRoot(from + count)), null, Cancel);
}
