using System.Collections.Concurrent;
using Palladium.Operations.Retention;
using Palladium.Records;

namespace Palladium.Node.Retention;

/// <summary>One entry by which bodies were erased.</summary>
/// <param name="Entry">Its index in this node's log.</param>
/// <param name="Rule">The rule of the doctrine.</param>
/// <param name="Words">What that says.</param>
/// <param name="Indexes">Which entries' bodies, in rising order.</param>
internal sealed record Erasure(long Entry, string Rule, string Words, long[] Indexes);

/// <summary>Which bodies were erased by which entry of this node's log. Thread-safe; projected from that log.</summary>
internal sealed class ErasureBook
{
    private readonly ConcurrentDictionary<MemberId, ConcurrentQueue<Erasure>> _byAuthor = new();

    public void Add(long entry, ErasedBody body) => _byAuthor.GetOrAdd(body.Author, _ => new()).Enqueue(
        new Erasure(entry, string.Intern(body.Rule), string.Intern(body.Words), [.. body.Entries.Select(erased => erased.Index).Order()]));

    /// <summary>The erasure of a body; null when no entry says that it was erased.</summary>
    public Erasure? Find(MemberId author, long index) => _byAuthor.TryGetValue(author, out var erasures)
        ? erasures.FirstOrDefault(erasure => erasure.Indexes[0] <= index && index <= erasure.Indexes[^1] && Array.BinarySearch(erasure.Indexes, index) >= 0)
        : null;
}
