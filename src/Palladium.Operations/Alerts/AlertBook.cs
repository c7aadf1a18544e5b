using System.Collections.Concurrent;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Operations.Alerts;

/// <summary>
/// All alerts that this node knows: a projection of its own log and of what others released to it. It is rebuilt from both
/// at start; nothing is stored here that is not an entry somewhere. Thread-safe; each change replaces one immutable state.
/// </summary>
public sealed class AlertBook
{
    private readonly ConcurrentDictionary<EntryId, AlertState> _alerts = new();
    private readonly ConcurrentDictionary<(MemberId Author, long Index), EntryId> _byEntry = new();
    private readonly ConcurrentDictionary<(MemberId Author, string Rule, string Source, string Site), EntryId> _byCause = new();

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<AlertState> All => _alerts.Values;

    /// <summary>One alert, or null when this node knows of none by that id.</summary>
    public AlertState? Find(EntryId id) => _alerts.GetValueOrDefault(id);

    /// <summary>The alert of which an entry is a revision; null when it is none.</summary>
    public AlertState? FindByEntry(MemberId author, long index) => _byEntry.TryGetValue((author, index), out var id) ? Find(id) : null;

    /// <summary>The last alert of a member about one cause, open or not; null when there was none.</summary>
    /// <param name="author">Who issued it.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="source">Its source, of any of its revisions.</param>
    /// <param name="site">Its site.</param>
    public AlertState? FindByCause(MemberId author, string rule, string source, string site) =>
        _byCause.TryGetValue((author, rule, source, site), out var id) ? Find(id) : null;

    /// <summary>
    /// Takes a revision in. A revision by anybody but the first author is refused; one that is known already, or older
    /// than the latest, changes nothing that is shown as the latest.
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
        if (refusal is not null)
        {
            return refusal;
        }

        var (body, entry) = (revision.Body, revision.Entry);
        _byEntry[(entry.Author, entry.Index)] = body.Alert;
        _byCause[(entry.Author, body.Rule, body.Source, body.Site)] = body.Alert;
        return state;
    }

    /// <summary>Drops a revision whose body was erased, and with its last revision the alert.</summary>
    public void Forget(MemberId author, long index)
    {
        if (!_byEntry.TryRemove((author, index), out var id))
        {
            return;
        }

        while (_alerts.TryGetValue(id, out var known))
        {
            var left = known.Revisions.Where(revision => revision.Entry.Index != index).ToArray();
            if (left.Length == 0 ? _alerts.TryRemove(new(id, known)) : _alerts.TryUpdate(id, known with { Revisions = left }, known))
            {
                return;
            }
        }
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
