using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Scene;
using Palladium.Sqlite.Bodies;
using Palladium.Sqlite.Segments;

namespace Palladium.Tests.Sqlite;

public sealed class SegmentStoreTests : IDisposable
{
    private static readonly MemberId Police = MemberId.Of("police");
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);
    private readonly string _folder = Directory.CreateTempSubdirectory("palladium-segments-").FullName;
    private readonly BodyStore _bodies;
    private readonly BodiesOnly _journal;

    public SegmentStoreTests()
    {
        _bodies = new BodyStore(_folder, new byte[32]);
        _journal = new BodiesOnly(_bodies);
    }

    public void Dispose()
    {
        _bodies.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Readings_survive_closing_and_become_one_entry()
    {
        await using (var store = await OpenAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => store.AddAsync(Reading(i), CancellationToken.None)));
        }

        Assert.Equal(1, _journal.Entries);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "segments")));
        await using var again = await OpenAsync();
        Assert.NotNull(again.Latest("river-1"));
        var reference = Assert.Single(_bodies.List(Police, "segment"));
        Assert.Equal(500, CountReadings(reference.Index));
    }

    [Fact]
    public async Task A_file_left_by_a_crash_is_closed_with_everything_that_was_acknowledged_and_without_its_torn_end()
    {
        var segments = Directory.CreateDirectory(Path.Combine(_folder, "segments")).FullName;
        var name = EntryId.Fresh().Hex;
        var writer = new SegmentWriter();
        using (var file = new SegmentFile(segments, name, _bodies.SegmentKey(name)))
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            for (var i = 0; i < 3; i++)
            {
                buffer.ResetWrittenCount();
                writer.Write(buffer, Reading(i));
                file.Append(buffer.WrittenSpan);
            }
        }

        await File.AppendAllTextAsync(Path.Combine(segments, name + SegmentFile.Extension), "torn frame");
        await using var store = await OpenAsync();
        Assert.Equal(1, _journal.Entries);
        Assert.Equal(3, CountReadings(0));

        // The crash may also come between the entry and the removal of the file: it is not entered twice.
        await File.WriteAllTextAsync(Path.Combine(segments, name + SegmentFile.Extension), "left over");
        await using var again = await OpenAsync();
        Assert.Equal(1, _journal.Entries);
        Assert.Empty(Directory.EnumerateFiles(segments));
    }

    [Fact]
    public async Task The_open_file_holds_nothing_in_clear()
    {
        await using var store = await OpenAsync();
        await store.AddAsync(Reading(1) with { Source = "canary-source" }, CancellationToken.None);
        var file = Assert.Single(Directory.EnumerateFiles(Path.Combine(_folder, "segments")));
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Assert.DoesNotContain("canary", System.Text.Encoding.Latin1.GetString(copy.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_journal_stops_nobody_is_told_that_a_reading_is_stored()
    {
        await using var store = await OpenAsync(new SegmentOptions(TimeSpan.FromHours(1), 1, 16));
        _journal.Stopped = true;
        await store.AddAsync(Reading(1), CancellationToken.None);
        await Assert.ThrowsAsync<JournalStoppedException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await store.AddAsync(Reading(2), CancellationToken.None);
            }
        });
        Assert.NotNull(store.Problem);
    }

    private static Observation Reading(int i) => new("river-1", Noon.AddSeconds(i), i, Noon.AddSeconds(i).AddMilliseconds(5));

    private long CountReadings(long index)
    {
        long readings = 0;
        _bodies.Decode(Police, index, body =>
        {
            readings = SegmentBody.Read(body.Body.Span, out var records).Readings;
            var decoded = 0;
            new SegmentReader(records, Police).ReadAll(_ => decoded++, _ => { });
            Assert.Equal(readings, decoded);
            return true;
        });
        return readings;
    }

    private Task<SegmentStore> OpenAsync(SegmentOptions? options = null) => SegmentStore.OpenAsync(
        _folder, _bodies, _journal, Police, options ?? SegmentOptions.Default, new FixedClock(Noon.AddMinutes(10)), CancellationToken.None);

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>A journal without a log: bodies only, which is all that the segment store reads back.</summary>
    private sealed class BodiesOnly(BodyStore bodies) : IJournal
    {
        public int Entries { get; private set; }

        public bool Stopped { get; set; }

        public async Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation) => (await AppendAsync([draft], cancellation))[0];

        public Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation)
        {
            if (Stopped)
            {
                throw new JournalStoppedException("The test stopped it.");
            }

            var done = new List<JournalEntry>();
            foreach (var draft in drafts)
            {
                var salt = new byte[32];
                var header = new EntryHeader
                {
                    Id = EntryId.Fresh(),
                    Kind = draft.Kind.Name,
                    Time = 0,
                    Audience = draft.Kind.Audience,
                    Purpose = draft.Purpose,
                    Size = SizeBucket.For(draft.Body.Length),
                    Commitment = Commitment.Compute(draft.Kind.Name, salt, draft.Body.Span),
                };
                bodies.Add([new NewBody(Police, Entries, header.Id, header.Kind, salt, draft.Body)]);
                done.Add(new JournalEntry(Entries++, header, salt));
            }

            return Task.FromResult<IReadOnlyList<JournalEntry>>(done);
        }
    }
}
