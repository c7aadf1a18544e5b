using Palladium.Records.Entries;

namespace Palladium.Governance.Oversight;

/// <summary>A stretch of time in which a log got no entry.</summary>
/// <param name="From">Time of the entry before.</param>
/// <param name="To">Time of the entry after.</param>
public sealed record Silence(DateTimeOffset From, DateTimeOffset To);

/// <summary>What was counted of one member's log, from headers; and from bodies where some were given.</summary>
internal sealed class MemberTally
{
    // Kinds of newer versions are counted by name, but a hostile log must not make a report of endless names.
    private const int MostUnknownKinds = 32;
    private const int MostSilences = 20;
    private const string OtherKinds = "other";
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    public Dictionary<(string Kind, PurposeClass Purpose, long Hour), long> Counts { get; } = [];

    public Dictionary<string, long> ReleasedTo { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Actions { get; } = new(StringComparer.Ordinal);

    /// <summary>Times of release entries, in the order of the log.</summary>
    public List<long> ReleaseTimes { get; } = [];

    /// <summary>Times of entries that somebody else has to review.</summary>
    public List<long> UseTimes { get; } = [];

    public List<Silence> Silences { get; } = [];

    public long SilenceCount { get; private set; }

    /// <summary>How often an entry's time was before that of the entry before it.</summary>
    public long BackwardSteps { get; private set; }

    public long Entries { get; private set; }

    public long Unreadable { get; set; }

    public long Bodies { get; set; }

    public long NewerKinds { get; private set; }

    public long LastTime { get; private set; } = -1;

    public long FirstTime { get; private set; } = -1;

    public void Add(EntryHeader header, long silence)
    {
        var kind = KindOf(header.Kind);
        var key = (kind, header.Purpose, header.Time / 3600);
        Counts[key] = Counts.GetValueOrDefault(key) + 1;
        Entries++;
        if (header.Kind == EntryKinds.Release.Name)
        {
            ReleaseTimes.Add(header.Time);
        }

        if (header.Kind == EntryKinds.Force.Name || header.Kind == EntryKinds.EmergencyAccess.Name)
        {
            UseTimes.Add(header.Time);
        }

        if (LastTime < 0)
        {
            FirstTime = header.Time;
        }
        else if (header.Time < LastTime)
        {
            BackwardSteps++;
        }
        else if (header.Time - LastTime > silence)
        {
            SilenceCount++;
            if (Silences.Count == MostSilences)
            {
                Silences.RemoveAt(0);
            }

            Silences.Add(new Silence(DateTimeOffset.FromUnixTimeSeconds(LastTime), DateTimeOffset.FromUnixTimeSeconds(header.Time)));
        }

        LastTime = Math.Max(LastTime, header.Time);
    }

    public long Of(EntryKind kind) => Counts.Where(count => count.Key.Kind == kind.Name).Sum(count => count.Value);

    private string KindOf(string kind)
    {
        if (EntryKinds.All.ContainsKey(kind))
        {
            return kind;
        }

        NewerKinds++;
        return _unknown.Contains(kind) || (_unknown.Count < MostUnknownKinds && _unknown.Add(kind)) ? kind : OtherKinds;
    }
}
