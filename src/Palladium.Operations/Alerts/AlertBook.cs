using System.Collections.Concurrent;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Operations.Alerts;

/// <summary>Where an entry stands: in whose log, at which index, under which id.</summary>
/// <param name="Author">Whose log.</param>
/// <param name="Index">The index in it.</param>
/// <param name="Id">The entry's id.</param>
public readonly record struct EntryPlace(MemberId Author, long Index, EntryId Id);

/// <summary>One revision of an alert with the entry that holds it.</summary>
/// <param name="Body">What it says.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Known">When this node learned of it, by its own clock.</param>
public sealed record AlertRevision(AlertBody Body, EntryPlace Entry, DateTimeOffset Known);

/// <summary>How far one alert got with one member. All times are this node's, none is moved by a later revision.</summary>
/// <param name="Member">To whom.</param>
/// <param name="ReleaseEntry">Index of the release entry in the author's log.</param>
/// <param name="ReleasedAt">When the release was durable.</param>
/// <param name="ReceiptEntry">Index of the receipt in the member's log; null until it arrived.</param>
/// <param name="DeliveredAt">When the verified receipt came back.</param>
/// <param name="ReadAt">When a person of that member opened it.</param>
public sealed record AlertDelivery(
    MemberId Member, long ReleaseEntry, DateTimeOffset ReleasedAt, long? ReceiptEntry, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt);

/// <summary>An alert as this node knows it: its latest revision, those before, and its deliveries where this node is the author.</summary>
public sealed record AlertState
{
    /// <summary>The alert's id.</summary>
    public required EntryId Id { get; init; }

    /// <summary>Its author: the only one that revises it.</summary>
    public required MemberId Author { get; init; }

    /// <summary>Oldest first, at least one.</summary>
    public required IReadOnlyList<AlertRevision> Revisions { get; init; }

    /// <summary>Deliveries of the first revision by member.</summary>
    public IReadOnlyDictionary<MemberId, AlertDelivery> Deliveries { get; init; } = new Dictionary<MemberId, AlertDelivery>();

    /// <summary>The latest revision.</summary>
    public AlertRevision Latest => Revisions[^1];

    /// <summary>Whether it still stands.</summary>
    public bool IsOpen => Latest.Body.MessageType != AlertMessageType.Cancel;
}

/// <summary>
/// All alerts that this node knows: a projection of its own log and of what others released to it. It is rebuilt from both
/// at start; nothing is stored here that is not an entry somewhere. Thread-safe; each change replaces one immutable state.
/// </summary>
public sealed class AlertBook
{
    private readonly ConcurrentDictionary<EntryId, AlertState> _alerts = new();

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<AlertState> All => _alerts.Values;

    /// <summary>One alert, or null when this node knows of none by that id.</summary>
    public AlertState? Find(EntryId id) => _alerts.GetValueOrDefault(id);

    /// <summary>
    /// Takes a revision in. A revision by anybody but the first author is refused; one that is known already, or older
    /// than the latest, changes nothing and returns the state as it is.
    /// </summary>
    public Outcome<AlertState> Apply(AlertRevision revision)
    {
        Refusal? refusal = null;
        var state = _alerts.AddOrUpdate(
            revision.Body.Alert,
            id => new AlertState { Id = id, Author = revision.Entry.Author, Revisions = [revision] },
            (_, known) =>
            {
                refusal = null;
                if (known.Author != revision.Entry.Author)
                {
                    refusal = new Refusal("alert", "alert.not-author", "Only the member that issued an alert revises it.");
                    return known;
                }

                return known.Revisions.Any(r => r.Body.Revision == revision.Body.Revision)
                    ? known
                    : known with { Revisions = [.. known.Revisions.Append(revision).OrderBy(r => r.Body.Revision)] };
            });
        return refusal is not null ? refusal : state;
    }

    /// <summary>Notes how far an alert got with a member. Returns the new state, or null when the alert is not known.</summary>
    public AlertState? Note(EntryId alert, MemberId member, Func<AlertDelivery?, AlertDelivery?> change)
    {
        while (_alerts.TryGetValue(alert, out var known))
        {
            if (change(known.Deliveries.GetValueOrDefault(member)) is not { } delivery)
            {
                return known;
            }

            var next = known with { Deliveries = new Dictionary<MemberId, AlertDelivery>(known.Deliveries) { [member] = delivery } };
            if (_alerts.TryUpdate(alert, next, known))
            {
                return next;
            }
        }

        return null;
    }
}
