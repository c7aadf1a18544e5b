using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class LogRepairTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/001.p/144")]
    [InlineData("tile/1/000.p/1")]
    [InlineData("tile/entries/001.p/144", true)]
    [InlineData("tile/entries/000", true)]
    public async Task A_damaged_or_missing_file_is_rebuilt_byte_for_byte_and_entries_come_from_another_copy_or_not_at_all(string path, bool isEntries = false)
    {
        using var key = LogSamples.Key();
        foreach (var missing in (bool[])[false, true])
        {
            var (disk, copy) = (await Written(key), await Written(key));
            var right = disk.Read(path)!;
            disk.Damage(path, bytes => missing ? null : [.. bytes[..20], (byte)(bytes[20] ^ 1), .. bytes[21..]]);

            if (isEntries)
            {
                var hopeless = await new LogRepair(disk, null).RunAsync(false, Cancel);
                Assert.False(hopeless.IsGood);
                Assert.NotEqual(right, disk.Read(path));
            }

            var looked = await new LogRepair(disk, copy).RunAsync(true, Cancel);
            Assert.Equal([path], looked.Rebuilt);
            Assert.NotEqual(right, disk.Read(path));
            var report = await new LogRepair(disk, copy).RunAsync(false, Cancel);
            Assert.True(report.IsGood);
            Assert.Equal(isEntries ? [path] : [], report.Taken);
            Assert.Equal(right, disk.Read(path));
            Assert.Empty((await new LogRepair(disk, null).RunAsync(false, Cancel)).Rebuilt);
            await using var writer = LogSamples.Writer(disk, key);
            Assert.Equal(new LogHead(400, LogSamples.NaiveRoot(400)), writer.Head);
        }
    }

    [Fact]
    public async Task Another_copy_with_other_entries_changes_nothing()
    {
        using var key = LogSamples.Key();
        var (disk, other) = (await Written(key), await Written(key, "other"));
        disk.Damage("tile/entries/000", _ => null);
        var report = await new LogRepair(disk, other).RunAsync(false, Cancel);
        Assert.False(report.IsGood);
        Assert.Contains(report.Failures, failure => failure.Place == "tile/entries/000");
        Assert.Null(disk.Read("tile/entries/000"));
        await using var writer = LogSamples.Writer(disk, key);
        Assert.Throws<LogDamagedException>(() => writer.ReadLeaves(0, 1));
    }

    [Fact]
    public async Task Every_tile_of_a_log_can_be_lost_and_the_entries_in_the_journal_stay()
    {
        using var key = LogSamples.Key();
        var disk = await Written(key);
        var writer = LogWriter.Open(new LogWriterOptions { Disk = disk, Key = key, PublishInterval = TimeSpan.FromDays(1) });
        await writer.AppendAsync(LogSamples.Leaves(400, 7), Cancel);
        var crashed = disk.Crash();
        foreach (var path in (string[])["tile/0/000", "tile/0/001.p/144", "tile/1/000.p/1"])
        {
            crashed.Damage(path, _ => null);
        }

        Assert.Throws<LogDamagedException>(() => LogSamples.Writer(crashed, key));
        Assert.Equal(3, (await new LogRepair(crashed, null).RunAsync(false, Cancel)).Rebuilt.Count);
        await using (var again = LogSamples.Writer(crashed, key))
        {
            Assert.Equal(407, again.Head.Size);
        }

        Assert.Empty((await new LogVerifier(crashed, LogSamples.Origin, key.VerifierKey).VerifyAsync(Cancel)).Failures);
        await writer.DisposeAsync();
    }

    [Fact]
    public async Task Without_its_journal_nothing_is_repaired()
    {
        using var key = LogSamples.Key();
        var disk = await Written(key);
        foreach (var file in (string[])["journal/0", "journal/1"])
        {
            disk.Damage(file, bytes => new byte[bytes.Length]);
        }

        await Assert.ThrowsAsync<LogDamagedException>(() => new LogRepair(disk, null).RunAsync(false, Cancel));
    }

    private static async Task<MemoryDisk> Written(NoteSigningKey key, string text = "entry")
    {
        var disk = new MemoryDisk(5);
        await using var writer = LogSamples.Writer(disk, key);
        await writer.AppendAsync(LogSamples.Leaves(0, 400, text), Cancel);
        return disk;
    }
}
