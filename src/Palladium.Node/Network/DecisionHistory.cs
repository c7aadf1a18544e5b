using Palladium.Doctrine.Replay;
using Palladium.Node.Journal;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;

namespace Palladium.Node.Network;

/// <summary>The decisions that stand in a node's log since a moment: accesses and releases, denials included.</summary>
internal static class DecisionHistory
{
    private static readonly EntryKind[] Kinds = [EntryKinds.Access, EntryKinds.AccessDenied, EntryKinds.Release, EntryKinds.ReleaseDenied];

    /// <summary>The entries, by kind and then in the order of the log; those whose bodies were erased too.</summary>
    public static IEnumerable<BodyReference> Since(DateTimeOffset since, NodeJournal journal, BodyStore bodies, MemberId self)
    {
        var from = FirstSince(since.ToUnixTimeSeconds(), journal);
        return Kinds.SelectMany(kind => bodies.List(self, kind.Name, from));
    }

    /// <summary>Asks a doctrine all of them, for somebody who has the stores: nothing of the bodies comes out but counts.</summary>
    public static ReplaySummary Replay(DecisionReplay replay, DateTimeOffset since, NodeStores stores, MemberId self)
    {
        foreach (var reference in Since(since, stores.Journal, stores.Bodies, self))
        {
            var isHere = stores.Bodies.Decode(self, reference.Index, body =>
            {
                replay.Take(body.Body.Span);
                return true;
            });
            if (isHere is null)
            {
                replay.TakeErased();
            }
        }

        return replay.Summary;
    }

    // Times in a log grow but for corrections of the clock, so this may be off by a few entries.
    private static long FirstSince(long since, NodeJournal journal)
    {
        var (low, high) = (0L, journal.Size);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = journal.ReadHeader(middle)!.Time < since ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
