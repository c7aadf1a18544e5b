using System.Collections.Frozen;
using Palladium.Doctrine.Thresholds;
using Palladium.Records.Scene;

namespace Palladium.Sensing.Thresholds;

/// <summary>
/// Readings in, changes of causes out. Pure: no clock, no store; time is what readings carry
/// (<see cref="Observation.Received"/>), so that a replay gives the same alerts again. One (rule, source, site) is at most
/// one open cause, with hysteresis, so a value that swings around the threshold raises one alert and not a hundred.
/// </summary>
/// <remarks>Thread-safe; readings of one source must come in the order of their reception to count.</remarks>
public sealed class ThresholdEngine
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CauseKey, CauseTrack> _tracks = [];
    private FrozenDictionary<string, ThresholdRule[]> _bySourceKind;

    /// <summary>An engine with no open causes.</summary>
    public ThresholdEngine(IEnumerable<ThresholdRule> rules) => _bySourceKind = Index(rules);

    /// <summary>The causes that are open, to be kept over a restart.</summary>
    public IReadOnlyList<OpenCause> OpenCauses
    {
        get
        {
            lock (_gate)
            {
                return [.. _tracks.Values.Where(track => track.IsOpen).Select(track => track.State)];
            }
        }
    }

    /// <summary>Takes one reading.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="siteKind">Kind of the source's site; null when it has none.</param>
    /// <param name="reading">The reading; a value that is not finite changes nothing.</param>
    /// <returns>What changed; mostly nothing.</returns>
    public IReadOnlyList<CauseChange> Observe(Source source, string? siteKind, Observation reading)
    {
        if (!double.IsFinite(reading.Value))
        {
            return [];
        }

        lock (_gate)
        {
            if (!_bySourceKind.TryGetValue(source.Kind, out var rules))
            {
                return [];
            }

            List<CauseChange>? changes = null;
            foreach (var rule in rules)
            {
                if ((rule.SiteKind is null || rule.SiteKind == siteKind)
                    && TrackOf(rule, source, reading)?.Observe(source, reading) is { } change)
                {
                    (changes ??= []).Add(change);
                }
            }

            return changes ?? (IReadOnlyList<CauseChange>)[];
        }
    }

    /// <summary>
    /// Takes the rules of a new doctrine. Open causes stay open under the rule of the same id; those whose rule is gone are
    /// cleared, for nothing could ever clear them again.
    /// </summary>
    /// <param name="rules">The rules from now on.</param>
    /// <param name="now">The node's time, for the changes.</param>
    public IReadOnlyList<CauseChange> Adopt(IEnumerable<ThresholdRule> rules, DateTimeOffset now)
    {
        lock (_gate)
        {
            _bySourceKind = Index(rules);
            var byId = _bySourceKind.Values.SelectMany(list => list).ToDictionary(rule => rule.Id, StringComparer.Ordinal);
            var changes = new List<CauseChange>();
            foreach (var track in _tracks.Values.ToArray())
            {
                if (byId.TryGetValue(track.Key.Rule, out var rule))
                {
                    track.Adopt(rule);
                    continue;
                }

                _tracks.Remove(track.Key);
                if (track.IsOpen)
                {
                    changes.Add(track.Withdraw(now));
                }
            }

            return changes;
        }
    }

    /// <summary>
    /// Takes up causes that were open before a restart. One whose rule no longer exists is not taken up and is returned, so
    /// that its alert can be cancelled.
    /// </summary>
    public IReadOnlyList<OpenCause> Restore(IEnumerable<OpenCause> causes)
    {
        lock (_gate)
        {
            var byId = _bySourceKind.Values.SelectMany(list => list).ToDictionary(rule => rule.Id, StringComparer.Ordinal);
            var orphans = new List<OpenCause>();
            foreach (var cause in causes)
            {
                if (!byId.TryGetValue(cause.Key.Rule, out var rule))
                {
                    orphans.Add(cause);
                    continue;
                }

                var track = new CauseTrack(cause.Key, rule);
                track.Restore(cause);
                _tracks[cause.Key] = track;
            }

            return orphans;
        }
    }

    private CauseTrack? TrackOf(ThresholdRule rule, Source source, Observation reading)
    {
        var key = new CauseKey(rule.Id, source.Owner, source.Id, source.Site);
        if (!_tracks.TryGetValue(key, out var track) && rule.Fires(reading.Value))
        {
            // A source that never fires takes no room.
            _tracks[key] = track = new CauseTrack(key, rule);
        }

        return track;
    }

    private static FrozenDictionary<string, ThresholdRule[]> Index(IEnumerable<ThresholdRule> rules) =>
        rules.GroupBy(rule => rule.SourceKind, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}
