using System.Text;
using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class WitnessTests : IDisposable
{
    private readonly NoteSigningKey _author = LogSamples.Key();
    private readonly NoteSigningKey _key = NoteSigningKey.Generate("w.example/1");
    private readonly MemoryDisk _disk = new(1);
    private readonly SettableTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _author.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_growing_log_is_cosigned_step_by_step_also_by_a_witness_that_was_started_again()
    {
        await using var log = LogSamples.Writer(new MemoryDisk(2), _author);
        var submission = new WitnessSubmission(_key.CosignerKey);
        foreach (var count in (int[])[0, 1, 1, 254, 1, 300])
        {
            if (count > 0)
            {
                await log.AppendAsync(LogSamples.Leaves(log.Head.Size, count), Cancel);
            }

            var head = log.SignHead();
            for (var again = 0; again < 2; again++)
            {
                var answer = Witness().AddCheckpoint(submission.Next(log, head).ToBytes());
                var reply = submission.Receive(head, answer.Status, answer.ContentType, answer.Body.Span);
                Assert.Equal((200, WitnessOutcome.Cosigned), (answer.Status, reply.Outcome));
                Assert.True(log.AddCosignature(_key.CosignerKey, head.Checkpoint.Size, Assert.Single(reply.Cosignatures)));
            }
        }
    }

    [Fact]
    public async Task A_log_that_does_not_know_the_witness_is_told_its_size_and_goes_on_from_there()
    {
        await using var log = LogSamples.Writer(new MemoryDisk(2), _author);
        await log.AppendAsync(LogSamples.Leaves(0, 10), Cancel);
        var witness = Witness();
        Assert.Equal(200, witness.AddCheckpoint(AddCheckpointRequest.For(log, log.SignHead(), 0).ToBytes()).Status);
        await log.AppendAsync(LogSamples.Leaves(10, 5), Cancel);
        var (submission, head) = (new WitnessSubmission(_key.CosignerKey), log.SignHead());
        var answer = witness.AddCheckpoint(submission.Next(log, head).ToBytes());
        Assert.Equal((409, TlogAnswer.SizeType, "10\n"), (answer.Status, answer.ContentType, Text(answer)));
        Assert.Equal(WitnessOutcome.OtherSize, submission.Receive(head, answer.Status, answer.ContentType, answer.Body.Span).Outcome);
        answer = witness.AddCheckpoint(submission.Next(log, head).ToBytes());
        Assert.Equal(WitnessOutcome.Cosigned, submission.Receive(head, answer.Status, answer.ContentType, answer.Body.Span).Outcome);

        // An old copy of the log is told that more was cosigned.
        await using var old = LogSamples.Writer(new MemoryDisk(2), _author);
        await old.AppendAsync(LogSamples.Leaves(0, 10), Cancel);
        var late = new WitnessSubmission(_key.CosignerKey);
        answer = witness.AddCheckpoint(late.Next(old, old.SignHead()).ToBytes());
        Assert.Equal(WitnessOutcome.Ahead, late.Receive(old.SignHead(), answer.Status, answer.ContentType, answer.Body.Span).Outcome);
    }

    [Fact]
    public async Task Each_wrong_request_gets_the_status_of_the_specification_and_changes_nothing()
    {
        await using var log = LogSamples.Writer(new MemoryDisk(2), _author);
        await log.AppendAsync(LogSamples.Leaves(0, 20), Cancel);
        using var forger = NoteSigningKey.Generate(LogSamples.Origin);
        using var stranger = NoteSigningKey.Generate("stranger.example/log");
        var witness = Witness();
        Assert.Equal(200, witness.AddCheckpoint(Request(_author, 10, 0)).Status);
        var right = log.ProveConsistency(10, 20).Hashes;

        Assert.Equal(400, witness.AddCheckpoint("old 0\n"u8).Status);
        Assert.Equal(400, witness.AddCheckpoint(Encoding.UTF8.GetBytes("old 010" + Encoding.UTF8.GetString(Request(_author, 20, 10, right))[6..])).Status);
        Assert.Equal(400, witness.AddCheckpoint(Request(_author, 20, 21)).Status);
        Assert.Equal(404, witness.AddCheckpoint(Request(stranger, 20, 10, right)).Status);
        Assert.Equal(403, witness.AddCheckpoint(Request(forger, 20, 10, right)).Status);
        Assert.Equal((409, "10\n"), Answer(Request(_author, 20, 0)));
        Assert.Equal((409, "10\n"), Answer(Request(_author, 5, 5)));
        Assert.Equal(422, witness.AddCheckpoint(Request(_author, 20, 10)).Status);
        Assert.Equal(422, witness.AddCheckpoint(Request(_author, 20, 10, [.. right, right[0]])).Status);
        Assert.Equal(422, witness.AddCheckpoint(Request(_author, 20, 10, right, "other")).Status);
        Assert.Equal(422, witness.AddCheckpoint(Request(_author, 10, 10, right)).Status);
        Assert.Equal(422, witness.AddCheckpoint(new AddCheckpointRequest(10, right, Note(_author, 21, "entry")).ToBytes()).Status);

        var fork = witness.AddCheckpoint(Request(_author, 10, 10, null, "other"));
        Assert.Equal(409, fork.Status);
        Assert.True(fork.Fork!.Verify());
        Assert.Equal(200, witness.AddCheckpoint(Request(_author, 20, 10, right)).Status);

        (int, string) Answer(byte[] request) => witness.AddCheckpoint(request) is var answer ? (answer.Status, Text(answer)) : default;
    }

    [Fact]
    public void From_the_empty_log_only_an_empty_proof_is_taken()
    {
        Assert.Equal(422, Witness().AddCheckpoint(Request(_author, 5, 0, [LogSamples.NaiveRoot(1)])).Status);
        Assert.Equal(200, Witness().AddCheckpoint(Request(_author, 0, 0)).Status);
        Assert.Equal(200, Witness().AddCheckpoint(Request(_author, 5, 0)).Status);
    }

    [Fact]
    public void A_checkpoint_that_could_not_be_kept_is_not_cosigned_and_a_crash_at_any_step_never_lets_two_histories_be()
    {
        for (var step = 1; step <= 4; step++)
        {
            var disk = new MemoryDisk(step) { FailAt = step };
            try
            {
                Witness(disk).AddCheckpoint(Request(_author, 5, 0));
                Witness(disk).AddCheckpoint(Request(_author, 7, 5, Proof(5, 7)));
            }
            catch (IOException)
            {
                // As it was told to.
            }

            // Whatever it has now, it extends what was cosigned before the failure.
            var after = Witness(disk.Crash());
            var cosigned = step <= 2 ? 0 : 5;
            var answer = after.AddCheckpoint(Request(_author, 9, cosigned, cosigned == 0 ? null : Proof(cosigned, 9)));
            if (answer.Status == 409)
            {
                var held = int.Parse(Text(answer), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(held >= cosigned);
                answer = after.AddCheckpoint(Request(_author, 9, held, Proof(held, 9)));
            }

            Assert.Equal(200, answer.Status);
        }
    }

    [Fact]
    public void When_the_clock_is_set_back_cosignatures_do_not_go_back()
    {
        _time.Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        Assert.Equal(1_800_000_000, TimeOf(5, Witness().AddCheckpoint(Request(_author, 5, 0))));
        _time.Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        Assert.Equal(1_800_000_000, TimeOf(7, Witness().AddCheckpoint(Request(_author, 7, 5, Proof(5, 7)))));
    }

    private Witness Witness(IDisk? disk = null) =>
        new(_key, origin => origin == LogSamples.Origin ? [_author.VerifierKey] : null, new WitnessMemory(disk ?? _disk), _time);

    private long TimeOf(int size, TlogAnswer answer) => Cosignature.Verify(
        _key.CosignerKey, Note(_author, size, "entry").Text, NoteSignature.Parse(Text(answer).TrimEnd('\n')).Value!)!.Time;

    private static IReadOnlyList<TreeHash> Proof(int from, int to) => TreeProofs.ConsistencyAsync(new LeafHashes(), from, to, default).AsTask().Result.Hashes;

    private static byte[] Request(NoteSigningKey key, int size, int old, IReadOnlyList<TreeHash>? proof = null, string text = "entry") =>
        new AddCheckpointRequest(old, proof ?? [], Note(key, size, text)).ToBytes();

    private static SignedNote Note(NoteSigningKey key, int size, string text) => SignedNote.Parse(LogSamples.Note(key, size, LogSamples.NaiveRoot(size, text))).Value!;

    private static string Text(TlogAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);

    private sealed class LeafHashes : ITreeHashes
    {
        public ValueTask<TreeHash> ReadAsync(int level, long index, CancellationToken cancellation) => ValueTask.FromResult(
            MerkleTree.Root(LogSamples.Leaves(index << level, 1 << level).Select(leaf => MerkleTree.Leaf(leaf.Span)).ToArray()));
    }
}
