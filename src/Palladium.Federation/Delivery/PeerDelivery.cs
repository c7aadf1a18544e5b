using Palladium.Records;

namespace Palladium.Federation.Delivery;

/// <summary>What is remembered of one peer. Bounded: numbers, and a queue of at most <see cref="FederationLimits.MaxOutbox"/>.</summary>
internal sealed class PeerDelivery(MemberId id, long cursor)
{
    private readonly Dictionary<long, (int Count, long NotBefore)> _refusals = [];

    public MemberId Id { get; } = id;

    public long Cursor { get; set; } = cursor;

    public long Cosigned { get; set; }

    public bool? Reachable { get; set; }

    public long Since { get; set; } = -1;

    public long LastSeen { get; set; } = -1;

    public int Failures { get; set; }

    public string LastFailure { get; set; } = "";

    public long RetryAt { get; set; }

    public long NudgedAt { get; set; } = long.MinValue / 2;

    public long LastPush { get; set; } = long.MinValue / 2;

    /// <summary>When it was first seen to lack something of our log.</summary>
    public long BehindSince { get; set; } = long.MaxValue;

    public long LastStatus { get; set; } = long.MinValue / 2;

    /// <summary>The request under way, or null.</summary>
    public PeerRequest? InFlight { get; set; }

    public long SentAt { get; set; }

    /// <summary>Sizes that the peer told, by author.</summary>
    public Dictionary<MemberId, long> Holds { get; } = [];

    /// <summary>Indexes of release entries without receipt.</summary>
    public SortedSet<long> Outbox { get; } = [];

    public HashSet<long> SetAside { get; } = [];

    /// <summary>Set when releases above the highest in <see cref="Outbox"/> were left in the log for want of room.</summary>
    public bool Overflowed { get; set; }

    public IReadOnlyList<long> Due(long now, int max) =>
        [.. Outbox.Where(index => !_refusals.TryGetValue(index, out var r) || r.NotBefore <= now).Take(max)];

    public void Refused(long index, long now, FederationLimits limits)
    {
        var count = _refusals.GetValueOrDefault(index).Count + 1;
        if (count < limits.MaxRefusals)
        {
            _refusals[index] = (count, now + (limits.RefusedBackoff * count));
            return;
        }

        SetAside.Add(index);
        Done(index);
    }

    public void Done(long index)
    {
        Outbox.Remove(index);
        _refusals.Remove(index);
    }
}
