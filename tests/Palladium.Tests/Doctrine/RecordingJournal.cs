using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Tests.Doctrine;

/// <summary>A journal in memory that builds real headers, can hold an append until told, and can stop like a full disk.</summary>
internal sealed class RecordingJournal : IJournal
{
    private readonly Lock _gate = new();

    public List<EntryDraft> Drafts { get; } = [];

    /// <summary>Runs inside an append, before it is durable.</summary>
    public Func<Task> BeforeDurable { get; set; } = () => Task.CompletedTask;

    public bool Stopped { get; set; }

    public async Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation) =>
        (await AppendAsync([draft], cancellation))[0];

    public async Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation)
    {
        await BeforeDurable();
        if (Stopped)
        {
            throw new JournalStoppedException("the disk is full");
        }

        lock (_gate)
        {
            var entries = new List<JournalEntry>();
            foreach (var draft in drafts)
            {
                var salt = new byte[Commitment.SaltLength];
                entries.Add(new JournalEntry(Drafts.Count, new EntryHeader
                {
                    Id = EntryId.Fresh(),
                    Kind = draft.Kind.Name,
                    Time = 0,
                    Audience = draft.Kind.Audience,
                    Purpose = draft.Purpose,
                    Size = SizeBucket.For(draft.Body.Length),
                    Commitment = Commitment.Compute(draft.Kind.Name, salt, draft.Body.Span),
                }, salt));
                Drafts.Add(draft);
            }

            return entries;
        }
    }
}
