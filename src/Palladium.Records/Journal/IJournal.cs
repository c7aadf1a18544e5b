using Palladium.Records.Entries;

namespace Palladium.Records.Journal;

/// <summary>What somebody wants to have in the log: a kind, a purpose and a body. Identifier, time and salt are added.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Purpose">Its purpose class.</param>
/// <param name="Body">The body: canonical JSON for every kind but <see cref="EntryKinds.Segment"/>.</param>
public sealed record EntryDraft(EntryKind Kind, PurposeClass Purpose, ReadOnlyMemory<byte> Body);

/// <summary>An entry that is durable: after this exists, no crash of this node loses it.</summary>
/// <param name="Index">Its place in the log, from 0.</param>
/// <param name="Header">The public header.</param>
/// <param name="Salt">The salt of its commitment, 32 bytes; as protected as the body.</param>
public sealed record JournalEntry(long Index, EntryHeader Header, ReadOnlyMemory<byte> Salt);

/// <summary>
/// The port through which every feature writes to the node's own log. Returns only when body and leaf are synced and the
/// new head is committed. Many callers share one sync.
/// </summary>
public interface IJournal
{
    /// <summary>Appends one entry.</summary>
    /// <exception cref="JournalStoppedException">A write failed before; the node appends nothing more until restarted.</exception>
    Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation);

    /// <summary>Appends several at consecutive indexes, all or none.</summary>
    /// <exception cref="JournalStoppedException">A write failed before; the node appends nothing more until restarted.</exception>
    Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation);
}

/// <summary>The journal stopped after a failed write. It never guesses what reached the disk; a restart recovers.</summary>
public sealed class JournalStoppedException(string message, Exception? inner = null) : Exception(message, inner);
