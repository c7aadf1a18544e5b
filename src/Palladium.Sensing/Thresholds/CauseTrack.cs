using Palladium.Doctrine.Thresholds;
using Palladium.Records.Scene;

namespace Palladium.Sensing.Thresholds;

/// <summary>
/// One rule at one source: quiet, rising (beyond the value, not yet long enough), open, or falling (behind the clear value,
/// not yet long enough). Only readings move it, never the absence of readings. Durations are counted on the node's
/// clock, for a source's clock may be wrong. Not thread-safe.
/// </summary>
internal sealed class CauseTrack(CauseKey key, ThresholdRule rule)
{
    private readonly EvidenceRing _evidence = new();
    private Source? _source;
    private DateTimeOffset? _beyondSince;
    private DateTimeOffset? _behindSince;
    private DateTimeOffset _lastReceived = DateTimeOffset.MinValue;
    private DateTimeOffset _lastTold;
    private DateTimeOffset _onset;
    private double _peak;
    private double _lastValue;
    private int _level;

    public CauseKey Key => key;

    public bool IsOpen { get; private set; }

    public OpenCause State => new(key, _peak, _onset, _lastTold);

    public void Restore(OpenCause state)
    {
        IsOpen = true;
        _peak = _lastValue = state.Peak;
        _onset = state.Onset;
        _lastTold = state.LastTold;
        _level = Math.Max(0, rule.LevelOf(state.Peak));
    }

    /// <summary>Takes the rule of a new doctrine. What is open stays open; running durations are measured by the new rule.</summary>
    public void Adopt(ThresholdRule changed)
    {
        rule = changed;
        _level = Math.Max(0, rule.LevelOf(_peak));
    }

    public CauseChange? Observe(Source source, Observation reading)
    {
        if (reading.Received < _lastReceived)
        {
            return null; // The log of the past is not written anew by a late reading.
        }

        if (reading.Received - _lastReceived > rule.StaleAfter)
        {
            _beyondSince = _behindSince = null; // Nothing is known about the silence.
        }

        _source = source;
        _lastReceived = reading.Received;
        _lastValue = reading.Value;
        return IsOpen ? Continue(reading) : Rise(reading);
    }

    public CauseChange Withdraw(DateTimeOffset now)
    {
        IsOpen = false;
        return Change(CauseChangeKind.Cleared, CauseReason.RuleWithdrawn, now);
    }

    private CauseChange? Rise(Observation reading)
    {
        if (!rule.Fires(reading.Value))
        {
            _beyondSince = null;
            return null;
        }

        if (_beyondSince is null)
        {
            _beyondSince = reading.Received;
            _onset = reading.Time;
            _peak = reading.Value;
            _evidence.Clear();
        }

        _evidence.Add(new EvidenceReading(reading.Time, reading.Value));

        _peak = Worse(_peak, reading.Value);
        if (reading.Received - _beyondSince < rule.For)
        {
            return null;
        }

        IsOpen = true;
        _behindSince = null;
        _level = Math.Max(0, rule.LevelOf(_peak));
        _lastTold = reading.Received;
        return Change(CauseChangeKind.Raised, CauseReason.Exceeded, reading.Received);
    }

    private CauseChange? Continue(Observation reading)
    {
        _evidence.Add(new EvidenceReading(reading.Time, reading.Value));
        if (rule.Clears(reading.Value))
        {
            _behindSince ??= reading.Received;
            if (reading.Received - _behindSince >= rule.ClearFor)
            {
                IsOpen = false;
                _beyondSince = _behindSince = null;
                return Change(CauseChangeKind.Cleared, CauseReason.BackToNormal, reading.Received);
            }

            return null;
        }

        _behindSince = null;
        _peak = Worse(_peak, reading.Value);
        var level = Math.Max(0, rule.LevelOf(_peak));
        var graver = level > _level;
        var due = rule.UpdateEvery is { } every && reading.Received - _lastTold >= every;
        _level = level;
        if (!graver && !due)
        {
            return null;
        }

        _lastTold = reading.Received;
        return Change(CauseChangeKind.Updated, graver ? CauseReason.Graver : CauseReason.Continues, reading.Received);
    }

    private double Worse(double one, double other) =>
        rule.Comparison == Comparison.AtLeast ? Math.Max(one, other) : Math.Min(one, other);

    private CauseChange Change(CauseChangeKind kind, CauseReason reason, DateTimeOffset at) => new(
        kind, reason, key, rule, _source, rule.Levels[_level], _lastValue, _peak, _onset, at, _evidence.ToArray());
}
