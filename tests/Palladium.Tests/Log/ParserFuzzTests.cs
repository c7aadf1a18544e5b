using System.Text;
using CsCheck;
using Palladium.Log;

namespace Palladium.Tests.Log;

/// <summary>Every parser of the log takes whatever comes: it answers, and what it accepts it writes back to the byte.</summary>
public sealed class ParserFuzzTests
{
    // Something valid of each kind, changed at some places, and plain noise.
    private static Gen<byte[]> Mutated(byte[] valid) => Gen.OneOf(
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Array[1, 4].Select(changes => changes.Aggregate((byte[])valid.Clone(), (bytes, change) =>
        {
            bytes[change.Item1] = change.Item2;
            return bytes;
        })),
        Gen.Select(Gen.Int[0, valid.Length], Gen.Int[0, valid.Length], Gen.Byte.Array[0, 40]).Select((from, to, more) =>
            (byte[])[.. valid[..Math.Min(from, to)], .. more, .. valid[Math.Max(from, to)..]]),
        Gen.Byte.Array[0, 200]);

    [Fact]
    public void Notes() => Check(LogSamples.Note(LogSamples.Key(), 5, LogSamples.NaiveRoot(5)), bytes => SignedNote.Parse(bytes).Value?.ToBytes());

    [Fact]
    public void Checkpoints() => Check(
        Encoding.UTF8.GetBytes(new Checkpoint("o", 5, LogSamples.NaiveRoot(5)) { Extensions = ["more"] }.ToText()),
        bytes => Utf8(bytes) is { } text && Checkpoint.Parse(text).Value is { } parsed ? Encoding.UTF8.GetBytes(parsed.ToText()) : null);

    [Fact]
    public void Signature_lines() => Check(
        Encoding.UTF8.GetBytes(LogSamples.Key().Sign("t\n").ToString()),
        bytes => Utf8(bytes) is { } text && NoteSignature.Parse(text).Value is { } parsed ? Encoding.UTF8.GetBytes(parsed.ToString()) : null);

    [Fact]
    public void Tile_paths() => Check(
        Encoding.UTF8.GetBytes("tile/0/x001/x234/067.p/5"),
        bytes => Utf8(bytes) is { } text && TilePath.TryParse(text, out var path) ? Encoding.UTF8.GetBytes(path.ToString()) : null);

    [Fact]
    public void Proofs() => Check(
        new LogProof(3, [LogSamples.NaiveRoot(1), LogSamples.NaiveRoot(2)], Note) { Extra = new byte[] { 9 } }.ToBytes(), bytes => LogProof.Parse(bytes).Value?.ToBytes());

    [Fact]
    public void Requests_to_witnesses() => Check(
        new AddCheckpointRequest(3, [LogSamples.NaiveRoot(1)], Note).ToBytes(), bytes => AddCheckpointRequest.Parse(bytes).Value?.ToBytes());

    [Fact]
    public void Answers_of_mirrors() => Check(new MirrorInfo(512, 256, new byte[] { 1, 2 }).ToBytes(), bytes => MirrorInfo.Parse(bytes).Value?.ToBytes());

    [Fact]
    public void Answers_of_witnesses_and_mirrors_are_taken_whatever_they_hold()
    {
        using var key = LogSamples.Key();
        var head = SignedCheckpoint.Sign(key, new Checkpoint(LogSamples.Origin, 5, LogSamples.NaiveRoot(5)));
        var statuses = (int[])[200, 202, 409, 422];
        var types = (string?[])[TlogAnswer.SizeType, MirrorInfo.ContentType, null];
        Gen.Select(Mutated("12\n\n\n"u8.ToArray()), Gen.Int[0, 3], Gen.Int[0, 2]).Sample((body, s, t) =>
        {
            var (status, type) = (statuses[s], types[t]);
            Assert.NotEqual(WitnessOutcome.Cosigned, new WitnessSubmission(key.CosignerKey).Receive(head, status, type, body).Outcome);
            Assert.NotEqual(UploadOutcome.Mirrored, new MirrorUpload(key.CosignerKey).Receive(head, status, type, body).Outcome);
        });
    }

    [Fact]
    public void Journal_records_that_are_changed_anywhere_are_not_read()
    {
        var written = new JournalRecord { First = 3, Size = 5, Leaves = LogSamples.Leaves(3, 2), Note = new byte[] { 7 } };
        var record = written.ToBytes().ToArray()[..(24 + written.PayloadLength)];
        Assert.Equal(5, JournalRecord.Read(record)!.Size);
        Mutated(record).Sample(bytes => Assert.True(JournalRecord.Read(bytes) is null || bytes.AsSpan().StartsWith(record)));
    }

    private static SignedNote Note => SignedNote.Parse(LogSamples.Note(LogSamples.Key(), 5, LogSamples.NaiveRoot(5))).Value!;

    private static void Check(byte[] valid, Func<byte[], byte[]?> backAndForth)
    {
        Assert.Equal(valid, backAndForth(valid));
        Mutated(valid).Sample(bytes => Assert.True(backAndForth(bytes) is not { } written || written.SequenceEqual(bytes)));
    }

    private static string? Utf8(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
