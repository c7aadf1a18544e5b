using System.Text;
using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class LogProofTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proof_of_every_entry_is_read_back_and_verifies_for_that_entry_only()
    {
        using var key = LogSamples.Key();
        await using var writer = LogSamples.Writer(new MemoryDisk(1), key);
        await writer.AppendAsync(LogSamples.Leaves(0, 300), Cancel);
        var head = writer.SignHead();
        for (var index = 0; index < 300; index += 13)
        {
            var proof = writer.Prove(index, head) with { Extra = index % 2 == 0 ? default(ReadOnlyMemory<byte>?) : new byte[] { 1, 2, 3 } };
            var back = LogProof.Parse(proof.ToBytes()).Value!;
            Assert.Equal(proof.ToBytes(), back.ToBytes());
            Assert.Equal(proof.Extra?.ToArray(), back.Extra?.ToArray());
            Assert.Equal(300, back.Verify(Hash(index), LogSamples.Origin, key.VerifierKey).Value!.Checkpoint.Size);
            Assert.Equal("proof.hash", back.Verify(Hash(index + 1), LogSamples.Origin, key.VerifierKey).Refusal!.Field);
            Assert.NotNull((back with { Index = index + 1 }).Verify(Hash(index), LogSamples.Origin, key.VerifierKey).Refusal);
            Assert.NotNull(back.Verify(Hash(index), "other", key.VerifierKey).Refusal);
        }
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n{hash}\n\n{note}", true)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AQ==\nindex 0\n\n{note}", true)]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 00\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex  0\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -1\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nextra AQ==\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AR==\nindex 0\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n{hash} \n\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n{hash}\n{note}", false)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\n", false)]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n{note}", false)]
    public void A_proof_has_one_form(string text, bool accepted)
    {
        using var key = LogSamples.Key();
        var file = text.Replace("{hash}", LogSamples.NaiveRoot(1).ToString(), StringComparison.Ordinal)
            .Replace("{note}", Encoding.UTF8.GetString(LogSamples.Note(key, 5, LogSamples.NaiveRoot(5))), StringComparison.Ordinal);
        Assert.Equal(accepted, LogProof.Parse(Encoding.UTF8.GetBytes(file)).Value is not null);
    }

    [Fact]
    public void More_than_63_hashes_are_refused()
    {
        using var key = LogSamples.Key();
        var note = SignedNote.Parse(LogSamples.Note(key, 5, LogSamples.NaiveRoot(5))).Value!;
        Assert.NotNull(LogProof.Parse(new LogProof(0, new TreeHash[63], note).ToBytes()).Value);
        Assert.Equal("proof.hash", LogProof.Parse(new LogProof(0, new TreeHash[64], note).ToBytes()).Refusal!.Field);
    }

    private static TreeHash Hash(long index) => MerkleTree.Leaf(LogSamples.Leaf(index).Span);
}
