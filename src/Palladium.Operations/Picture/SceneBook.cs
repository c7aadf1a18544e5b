using System.Collections.Concurrent;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Records.Sealing;

namespace Palladium.Operations.Picture;

/// <summary>A source with its latest reading.</summary>
/// <param name="Source">What it is.</param>
/// <param name="Value">Latest value; null when nothing has come in yet.</param>
/// <param name="Time">When that was measured.</param>
/// <param name="Received">When the node that owns it took it in.</param>
public sealed record SourceState(Source Source, double? Value, DateTimeOffset? Time, DateTimeOffset? Received);

/// <summary>
/// A row as the store hands it out: what the gate needs to decide is in the open, what is protected is sealed.
/// </summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Id">Its id within the owner.</param>
/// <param name="Kind">The kind that the doctrine's rules speak of.</param>
/// <param name="Feed">Live, replay or exercise.</param>
/// <param name="Site">The site it belongs to; empty for units.</param>
/// <param name="Data">What is protected.</param>
public sealed record SceneRow<T>(MemberId Owner, string Id, string Kind, Feed Feed, string Site, Sealed<T> Data);

/// <summary>
/// Sources and units as this node knows them now: its own, and those that other members release to it live. In memory
/// only; after a restart it fills again from the intakes and the leases. Thread-safe.
/// </summary>
public sealed class SceneBook(PictureBoard board)
{
    /// <summary>How many readings of each source are kept for charts.</summary>
    public const int MostRecent = 240;

    private readonly ConcurrentDictionary<(MemberId Owner, string Id), SourceState> _sources = new();
    private readonly ConcurrentDictionary<(MemberId Owner, string Id), UnitPosition> _units = new();
    private readonly ConcurrentDictionary<(MemberId Owner, string Id), ConcurrentQueue<Observation>> _recent = new();

    /// <summary>All sources, sealed.</summary>
    public IEnumerable<SceneRow<SourceState>> Sources => _sources.Values.Select(Row);

    /// <summary>All units, sealed.</summary>
    public IEnumerable<SceneRow<UnitPosition>> Units => _units.Values.Select(Row);

    /// <summary>What a source is, without its readings: for intakes and rules of the owner's own node.</summary>
    public Source? Declared(MemberId owner, string id) => _sources.GetValueOrDefault((owner, id))?.Source;

    /// <summary>One source, sealed, or null.</summary>
    public SceneRow<SourceState>? Source(MemberId owner, string id) =>
        _sources.TryGetValue((owner, id), out var state) ? Row(state) : null;

    /// <summary>One unit, sealed, or null.</summary>
    public SceneRow<UnitPosition>? Unit(MemberId owner, string id) =>
        _units.TryGetValue((owner, id), out var unit) ? Row(unit) : null;

    /// <summary>Makes a source known, or changes what it is; its latest reading stays.</summary>
    public void Declare(Source source)
    {
        _sources.AddOrUpdate(
            (source.Owner, source.Id), _ => new SourceState(source, null, null, null), (_, state) => state with { Source = source });
        board.Touch(new RowKey(RowKind.Source, source.Owner, source.Id));
    }

    /// <summary>Takes a reading of a known source; one that was measured before the latest changes nothing.</summary>
    public void Observe(MemberId owner, Observation observation)
    {
        var key = (owner, observation.Source);
        SourceState? known;
        do
        {
            if (!_sources.TryGetValue(key, out known) || known.Time > observation.Time)
            {
                return;
            }
        }
        while (!_sources.TryUpdate(
            key, known with { Value = observation.Value, Time = observation.Time, Received = observation.Received }, known));

        var recent = _recent.GetOrAdd(key, _ => new ConcurrentQueue<Observation>());
        recent.Enqueue(observation);
        while (recent.Count > MostRecent && recent.TryDequeue(out _))
        {
        }

        board.Touch(new RowKey(RowKind.Source, owner, observation.Source));
    }

    /// <summary>The last readings of a source that this node has seen, at most <see cref="MostRecent"/>, oldest first, sealed.</summary>
    public Sealed<IReadOnlyList<Observation>> Recent(MemberId owner, string id) =>
        Seal.Of<IReadOnlyList<Observation>>(_recent.TryGetValue((owner, id), out var recent) ? [.. recent] : []);

    /// <summary>Takes a position; one older than the latest changes nothing.</summary>
    public void Move(UnitPosition position)
    {
        var now = _units.AddOrUpdate(
            (position.Owner, position.Unit), position, (_, known) => known.Time > position.Time ? known : position);
        if (!ReferenceEquals(now, position))
        {
            return;
        }

        board.Touch(new RowKey(RowKind.Unit, position.Owner, position.Unit));
    }

    /// <summary>Drops readings and positions that were taken before a time: their bodies were erased.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var (key, state) in _sources)
        {
            if (state.Received < before && _sources.TryUpdate(key, state with { Value = null, Time = null, Received = null }, state))
            {
                _recent.TryRemove(key, out _);
                board.Touch(new RowKey(RowKind.Source, key.Owner, key.Id));
            }
        }

        foreach (var pair in _units.Where(pair => pair.Value.Time < before))
        {
            _units.TryRemove(pair);
        }
    }

    private static SceneRow<SourceState> Row(SourceState state) => new(
        state.Source.Owner, state.Source.Id, state.Source.Kind, state.Source.Feed, state.Source.Site, Seal.Of(state));

    private static SceneRow<UnitPosition> Row(UnitPosition unit) =>
        new(unit.Owner, unit.Unit, unit.Kind, unit.Feed, "", Seal.Of(unit));
}
