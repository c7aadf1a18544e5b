using System.Collections.Concurrent;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records.Entries;

namespace Palladium.Operations.Retention;

/// <summary>The holds in force, projected from the node's own log. Thread-safe.</summary>
public sealed class HoldBook
{
    private readonly ConcurrentDictionary<EntryId, Recorded<HoldBody>> _inForce = new();

    /// <summary>Those in force, the newest first.</summary>
    public IReadOnlyList<HoldBody> InForce => [.. _inForce.Values.Select(hold => hold.Body).OrderByDescending(hold => hold.At)];

    /// <summary>One in force, or null.</summary>
    public HoldBody? Find(EntryId id) => _inForce.GetValueOrDefault(id)?.Body;

    /// <summary>Takes an entry in, in the order of the log.</summary>
    public void Apply(Recorded<HoldBody> hold)
    {
        if (hold.Body.State == HoldState.Placed)
        {
            _inForce[hold.Body.Hold] = hold;
        }
        else
        {
            _inForce.TryRemove(hold.Body.Hold, out _);
        }
    }

    /// <summary>Whether a body must be kept beyond its time. The entry that placed a hold is kept as long as it is in force.</summary>
    public bool Keeps(EntryPlace entry, string kind, DateTimeOffset written) =>
        _inForce.Values.Any(hold => hold.Entry == entry || hold.Body.Keeps(kind, written));
}
