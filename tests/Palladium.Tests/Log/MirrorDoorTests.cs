using System.Text;
using Palladium.Log;

namespace Palladium.Tests.Log;

public sealed class MirrorDoorTests : IAsyncLifetime
{
    private readonly NoteSigningKey _author = LogSamples.Key();
    private readonly NoteSigningKey _key = NoteSigningKey.Generate("m.example/1");
    private readonly MemoryDisk _disk = new(7);
    private LogWriter _log = null!;
    private MirrorLog _mirror = null!;
    private MirrorDoor _door = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _log = LogWriter.Open(new LogWriterOptions { Disk = new MemoryDisk(8), Key = _author, JournalLength = 1 << 20 });
        Open(_disk);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _mirror.DisposeAsync();
        _author.Dispose();
        _key.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(700)]
    [InlineData(9000)]
    public async Task A_log_is_uploaded_cosigned_and_served_with_the_cosignature(int count)
    {
        await _log.AppendAsync(LogSamples.Leaves(0, count), Cancel);
        var cosignature = Assert.Single(await UploadAsync());
        Assert.NotNull(Cosignature.Verify(_key.CosignerKey, _log.SignHead().Note.Text, cosignature));
        var report = await new LogVerifier(_disk, LogSamples.Origin, _author.VerifierKey) { Witnesses = [_key.CosignerKey] }.VerifyAsync(Cancel);
        Assert.Empty(report.Failures);
        Assert.Equal(count, report.Entries);
        Assert.Single(report.Cosignatures);
    }

    [Fact]
    public async Task Uploads_go_on_where_they_were_cut_and_after_the_mirror_was_started_again()
    {
        await _log.AppendAsync(LogSamples.Leaves(0, 1000), Cancel);
        var head = _log.SignHead();
        Assert.Equal(200, (await _door.AddCheckpointAsync(AddCheckpointRequest.For(_log, head, 0).ToBytes(), Cancel)).Status);
        var whole = new EntryUpload(LogSamples.Origin, 0, 1000, default).ToBytes(_log);
        foreach (var part in (int[])[10, 60, whole.Length / 2])
        {
            var answer = await _door.AddEntriesAsync(new MemoryStream(whole[..part]), Cancel);
            Assert.Equal(part > 100 ? 202 : 400, answer.Status);
        }

        var next = _mirror.Head.Size;
        Assert.InRange(next, 256, 999);
        Assert.Null(_mirror.Reached);
        await _mirror.DisposeAsync();
        Open(_disk.Crash());
        Assert.Equal(next, _mirror.Head.Size);
        var rest = new EntryUpload(LogSamples.Origin, next - 7, 1000, default).ToBytes(_log);
        Assert.Equal(200, (await _door.AddEntriesAsync(new MemoryStream(rest), Cancel)).Status);
        Assert.Equal(_log.Head, _mirror.Head);
    }

    [Fact]
    public async Task Each_wrong_upload_gets_the_status_of_the_specification()
    {
        await _log.AppendAsync(LogSamples.Leaves(0, 600), Cancel);
        var old = _log.SignHead();
        await _log.AppendAsync(LogSamples.Leaves(600, 100), Cancel);
        Assert.Equal("0\n0\n\n", Encoding.ASCII.GetString((await AddAsync(new EntryUpload(LogSamples.Origin, 0, 0, default).ToBytes(_log), 409)).Body.Span));
        await _door.AddCheckpointAsync(AddCheckpointRequest.For(_log, old, 0).ToBytes(), Cancel);
        await _door.AddCheckpointAsync(AddCheckpointRequest.For(_log, _log.SignHead(), 600).ToBytes(), Cancel);

        await AddAsync([0], 400);
        await AddAsync(new EntryUpload("other", 0, 700, default).ToBytes(_log), 404);
        var info = MirrorInfo.Parse((await AddAsync(new EntryUpload(LogSamples.Origin, 0, 650, default).ToBytes(_log), 409)).Body.Span).Value!;
        Assert.Equal((700, 0), (info.PendingSize, info.NextEntry));
        await AddAsync(new EntryUpload(LogSamples.Origin, 10, 700, default).ToBytes(_log), 409);
        var wrong = new EntryUpload(LogSamples.Origin, 0, 700, default).ToBytes(_log);
        wrong[60] ^= 1;
        await AddAsync(wrong, 422);
        Assert.Equal(0, _mirror.Head.Size);

        // A head that was pending before the latest is still good; and once more was reached it is not.
        await AddAsync(new EntryUpload(LogSamples.Origin, 0, 600, default).ToBytes(_log), 200);
        Assert.Equal(600, _mirror.Reached!.Checkpoint.Size);
        await AddAsync(new EntryUpload(LogSamples.Origin, 600, 700, default).ToBytes(_log), 200);
        await AddAsync(new EntryUpload(LogSamples.Origin, 600, 600, default).ToBytes(_log), 409);
        await AddAsync(new EntryUpload(LogSamples.Origin, 700, 700, default).ToBytes(_log), 200);
    }

    [Fact]
    public async Task A_head_below_what_others_uploaded_meanwhile_is_published_with_its_own_partial_tiles()
    {
        await _log.AppendAsync(LogSamples.Leaves(0, 1000), Cancel);
        var old = _log.SignHead();
        await _door.AddCheckpointAsync(AddCheckpointRequest.For(_log, old, 0).ToBytes(), Cancel);
        await _log.AppendAsync(LogSamples.Leaves(1000, 300), Cancel);
        await _door.AddCheckpointAsync(AddCheckpointRequest.For(_log, _log.SignHead(), 1000).ToBytes(), Cancel);
        var all = new EntryUpload(LogSamples.Origin, 0, 1300, default).ToBytes(_log);
        await AddAsync(all[..^100], 202);
        Assert.Equal(1280, _mirror.Head.Size);
        await AddAsync(new EntryUpload(LogSamples.Origin, 1000, 1000, default).ToBytes(_log), 200);
        var report = await new LogVerifier(_disk, LogSamples.Origin, _author.VerifierKey).VerifyAsync(Cancel);
        Assert.Empty(report.Failures);
        Assert.Equal(1000, report.Entries);
    }

    [Fact]
    public async Task A_fork_is_refused_at_the_door_with_its_evidence()
    {
        await _log.AppendAsync(LogSamples.Leaves(0, 20), Cancel);
        await UploadAsync();
        var other = new AddCheckpointRequest(20, [], SignedNote.Parse(LogSamples.Note(_author, 20, LogSamples.NaiveRoot(20, "other"))).Value!);
        var answer = await _door.AddCheckpointAsync(other.ToBytes(), Cancel);
        Assert.Equal(409, answer.Status);
        Assert.True(answer.Fork!.Verify());
    }

    private void Open(MemoryDisk disk)
    {
        _mirror = MirrorLog.Open(new MirrorOptions
        {
            Disk = disk,
            Origin = LogSamples.Origin,
            Author = _author.VerifierKey,
            JournalLength = 256 << 10,
            PublishInterval = TimeSpan.FromDays(1),
        });
        var mirrored = new MirroredLog(_mirror, [_author.VerifierKey]);
        _door = new MirrorDoor(_key, origin => origin == LogSamples.Origin ? mirrored : null);
    }

    private async Task<IReadOnlyList<NoteSignature>> UploadAsync()
    {
        var head = _log.SignHead();
        var (checkpoint, upload) = (new WitnessSubmission(), new MirrorUpload(_key.CosignerKey));
        var answer = await _door.AddCheckpointAsync(checkpoint.Next(_log, head).ToBytes(), Cancel);
        Assert.Equal(WitnessOutcome.Cosigned, checkpoint.Receive(head, answer.Status, answer.ContentType, answer.Body.Span).Outcome);
        while (true)
        {
            answer = await _door.AddEntriesAsync(new MemoryStream(upload.Next(_log, head)), Cancel);
            var reply = upload.Receive(head, answer.Status, answer.ContentType, answer.Body.Span);
            if (reply.Outcome != UploadOutcome.GoesOn)
            {
                Assert.Equal((UploadOutcome.Mirrored, null), (reply.Outcome, reply.Why));
                return reply.Cosignatures;
            }
        }
    }

    private async Task<TlogAnswer> AddAsync(byte[] body, int status)
    {
        var answer = await _door.AddEntriesAsync(new MemoryStream(body), Cancel);
        Assert.True(answer.Status == status, $"{answer.Status} instead of {status}: {Encoding.UTF8.GetString(answer.Body.Span)}");
        return answer;
    }
}
