using Palladium.Log;

namespace Palladium.Tests.Log;

/// <summary>Go's own transparency log packages judge what we write (tests/foreign/logcheck).</summary>
public sealed class ForeignVerifierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gos_sumdb_packages_accept_a_log_of_ours_and_refuse_it_when_one_byte_is_changed()
    {
        var program = await ForeignVerifier.RequireAsync(Cancel);
        using var key = NoteSigningKey.Generate(LogSamples.Origin);
        using var witness = NoteSigningKey.Generate("w.example");
        var folder = Directory.CreateTempSubdirectory("palladium-log").FullName;
        try
        {
            await using (var writer = LogWriter.Open(new LogWriterOptions { Directory = folder, Key = key, JournalLength = 256 << 10 }))
            {
                await writer.AppendAsync(LogSamples.Leaves(0, 600), Cancel);
                writer.AddCosignature(
                    witness.CosignerKey, 600, Cosignature.Create(witness, writer.SignHead().Note.Text, TimeProvider.System.GetUtcNow()));
                await writer.AppendAsync(LogSamples.Leaves(600, 1), Cancel);
            }

            var (code, line) = await ForeignVerifier.RunAsync(program, folder, key.VerifierKey.ToString(), Cancel);
            Assert.True(code == 0, line);
            Assert.StartsWith("GOOD 601 entries", line, StringComparison.Ordinal);

            var tile = Path.Combine(folder, "tile", "entries", "001");
            var bytes = await File.ReadAllBytesAsync(tile, Cancel);
            bytes[50] ^= 1;
            await File.WriteAllBytesAsync(tile, bytes, Cancel);
            Assert.Equal(1, (await ForeignVerifier.RunAsync(program, folder, key.VerifierKey.ToString(), Cancel)).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
