using System.Text.Json.Nodes;
using Palladium.Log;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;
using Palladium.Tests.Node;

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

            var (code, line) = await ForeignVerifier.RunAsync(program, [folder, key.VerifierKey.ToString()], Cancel);
            Assert.True(code == 0, line);
            Assert.StartsWith("GOOD 601 entries", line, StringComparison.Ordinal);

            var tile = Path.Combine(folder, "tile", "entries", "001");
            var bytes = await File.ReadAllBytesAsync(tile, Cancel);
            bytes[50] ^= 1;
            await File.WriteAllBytesAsync(tile, bytes, Cancel);
            Assert.Equal(1, (await ForeignVerifier.RunAsync(program, [folder, key.VerifierKey.ToString()], Cancel)).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task They_accept_the_log_of_a_running_node_over_HTTP_with_its_cosigned_checkpoint_while_it_grows()
    {
        var program = await ForeignVerifier.RequireAsync(Cancel);
        using var witness = NoteSigningKey.Generate("w.example/1");
        await using var node = await NodeFolder.InitAsync();
        using var client = await node.StartAsync();
        var prefix = new Uri(client.BaseAddress!, "/log").ToString();
        var (log, journal) = (node.Stores!.Log, node.Stores.Journal);
        for (var batch = 0; batch < 4; batch++)
        {
            await journal.AppendAsync([.. Enumerable.Range(0, 150).Select(i => Draft($"{batch}/{i}"))], Cancel);
            var head = await log.WaitForPublishedAsync(published => published.Checkpoint.Size == log.Head.Size, Cancel);
            Assert.True(log.AddCosignature(
                witness.CosignerKey, head.Checkpoint.Size, Cosignature.Create(witness, head.Note.Text, TimeProvider.System.GetUtcNow())));
            await log.WaitForPublishedAsync(published => published.CosignedBy([witness.CosignerKey]).Count == 1, Cancel);

            var (code, line) = await ForeignVerifier.RunAsync(
                program, [prefix, node.Stores.LogKey.VerifierKey.ToString(), witness.CosignerKey.ToString()], Cancel);
            Assert.True(code == 0, line);
            Assert.StartsWith($"GOOD {log.Head.Size} entries", line, StringComparison.Ordinal);
        }

        // One entry offline, by a proof file made from the running node.
        var (proof, entry) = (Path.Combine(node.Path, "entry.tlog-proof"), Path.Combine(node.Path, "entry"));
        await File.WriteAllBytesAsync(proof, (log.Prove(77, log.Published) with { Extra = "ticket"u8.ToArray() }).ToBytes(), Cancel);
        await File.WriteAllBytesAsync(entry, log.ReadLeaves(77, 1)[0].ToArray(), Cancel);
        string[] offline = ["proof", proof, entry, node.Stores.LogKey.VerifierKey.ToString(), witness.CosignerKey.ToString()];
        Assert.StartsWith("GOOD entry 77", (await ForeignVerifier.RunAsync(program, offline, Cancel)).Line, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(entry, log.ReadLeaves(78, 1)[0].ToArray(), Cancel);
        Assert.Equal(1, (await ForeignVerifier.RunAsync(program, offline, Cancel)).Code);

        using var stranger = NoteSigningKey.Generate("w.example/1");
        var (refused, why) = await ForeignVerifier.RunAsync(
            program, [prefix, node.Stores.LogKey.VerifierKey.ToString(), stranger.CosignerKey.ToString()], Cancel);
        Assert.True(refused == 1, why);
    }

    private static EntryDraft Draft(string text) =>
        new(EntryKinds.Alert, PurposeClass.Plan, CanonicalJson.Write(new JsonObject { ["text"] = text }));
}
