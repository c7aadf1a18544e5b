using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class LogVerifierTests
{
    private const string TesseraKey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_log_made_by_other_software_verifies_at_each_of_its_checkpoints()
    {
        var folder = TestData.Require("tlog/tessera-log");
        var key = NoteVerifierKey.Parse(TesseraKey).Value!;
        var current = await new LogVerifier(new DirectoryLogSource(folder), key.Name, key).VerifyAsync(Cancel);
        Assert.Empty(current.Failures);
        Assert.Equal(15, current.Entries);
        for (var size = 0; size <= 15; size++)
        {
            var note = await File.ReadAllBytesAsync(Path.Combine(folder, $"checkpoint.{size}"), Cancel);
            var report = await new LogVerifier(new DirectoryLogSource(folder), key.Name, key) { Checkpoint = note }.VerifyAsync(Cancel);
            Assert.Empty(report.Failures);
            Assert.Equal(size, report.Entries);
        }
    }

    [Theory]
    [InlineData("tile/entries/000", 700)]
    [InlineData("tile/entries/001.p/64", 30)]
    [InlineData("tile/0/000", 40)]
    [InlineData("tile/0/001.p/64", 5)]
    [InlineData("tile/1/000.p/1", 5)]
    [InlineData("checkpoint", 35)]
    [InlineData("checkpoint", 120)]
    public async Task One_changed_bit_is_found_with_its_place(string path, int at)
    {
        using var key = LogSamples.Key();
        var disk = await Written(key);
        disk.Damage(path, bytes =>
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 1;
            return changed;
        });
        var report = await new LogVerifier(disk, LogSamples.Origin, key.VerifierKey).VerifyAsync(Cancel);
        Assert.False(report.IsGood);
        var place = path.Replace("tile/0", "tile/entries", StringComparison.Ordinal);
        Assert.Contains(report.Failures, f => f.Place == place || f.Place == path);
    }

    [Theory]
    [InlineData("tile/entries/000")]
    [InlineData("tile/0/001.p/64")]
    [InlineData("tile/1/000.p/1")]
    [InlineData("checkpoint")]
    public async Task A_missing_file_is_found(string path)
    {
        using var key = LogSamples.Key();
        var disk = await Written(key);
        disk.Damage(path, _ => null);
        var report = await new LogVerifier(disk, LogSamples.Origin, key.VerifierKey).VerifyAsync(Cancel);
        Assert.Contains(report.Failures, f => f.Place == path && f.Reason == "is missing");
    }

    [Fact]
    public async Task Another_origin_or_key_is_refused()
    {
        using var key = LogSamples.Key();
        using var other = NoteSigningKey.Generate(LogSamples.Origin);
        var disk = await Written(key);
        Assert.False((await new LogVerifier(disk, "test.palladium.invalid/fire", key.VerifierKey).VerifyAsync(Cancel)).IsGood);
        Assert.False((await new LogVerifier(disk, LogSamples.Origin, other.VerifierKey).VerifyAsync(Cancel)).IsGood);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(66_000)]
    [InlineData(66_047)]
    [InlineData(66_048)]
    [InlineData(70_000)]
    public async Task A_log_that_was_pruned_verifies_from_its_minimum_index_and_not_without_being_told(long minimum)
    {
        using var key = LogSamples.Key();
        var disk = new MemoryDisk(5);
        await using (var writer = LogWriter.Open(new LogWriterOptions { Disk = disk, Key = key, JournalLength = 4 << 20 }))
        {
            await writer.AppendAsync(LogSamples.Leaves(0, 70_000), Cancel);
        }

        var pruned = new PrunedLogSource(disk, minimum);
        var report = await new LogVerifier(pruned, LogSamples.Origin, key.VerifierKey) { MinimumIndex = minimum }.VerifyAsync(Cancel);
        Assert.Empty(report.Failures);
        Assert.Equal(70_000, report.FirstEntry + report.Entries);
        Assert.InRange(minimum - report.FirstEntry, 0, 255);
        var blunt = await new LogVerifier(pruned, LogSamples.Origin, key.VerifierKey).VerifyAsync(Cancel);
        Assert.Equal(minimum < 256, blunt.IsGood);

        // What stands for the pruned entries is part of the root too.
        disk.Damage("tile/1/001.p/17", bytes => [(byte)(bytes[0] ^ 1), .. bytes[1..]]);
        Assert.False((await new LogVerifier(pruned, LogSamples.Origin, key.VerifierKey) { MinimumIndex = minimum }.VerifyAsync(Cancel)).IsGood);
    }

    private static async Task<MemoryDisk> Written(NoteSigningKey key)
    {
        var disk = new MemoryDisk(5);
        await using var writer = LogSamples.Writer(disk, key);
        await writer.AppendAsync(LogSamples.Leaves(0, 320), Cancel);
        return disk;
    }
}
