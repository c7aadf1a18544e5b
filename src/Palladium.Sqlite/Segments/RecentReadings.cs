using Palladium.Records.Scene;

namespace Palladium.Sqlite.Segments;

/// <summary>The newest readings of one source, as many as its limit allows, in the order of their arrival.</summary>
internal sealed class RecentReadings(string source, int limit)
{
    private readonly Lock _lock = new();
    private (long Time, long Received, double Value)[] _ring = new (long Time, long Received, double Value)[Math.Min(16, limit)];
    private int _start;
    private int _count;

    public void Add(in Observation reading)
    {
        lock (_lock)
        {
            if (_count == _ring.Length && _count < limit)
            {
                var larger = new (long Time, long Received, double Value)[Math.Min(limit, _count * 2)];
                for (var i = 0; i < _count; i++)
                {
                    larger[i] = _ring[(_start + i) % _ring.Length];
                }

                (_ring, _start) = (larger, 0);
            }

            _ring[(_start + _count) % _ring.Length] =
                (reading.Time.ToUnixTimeMilliseconds(), reading.Received.ToUnixTimeMilliseconds(), reading.Value);
            if (_count < _ring.Length)
            {
                _count++;
            }
            else
            {
                _start = (_start + 1) % _ring.Length;
            }
        }
    }

    /// <summary>Everything held, oldest first.</summary>
    public List<Observation> All()
    {
        lock (_lock)
        {
            var all = new List<Observation>(_count);
            for (var i = 0; i < _count; i++)
            {
                all.Add(Of(_ring[(_start + i) % _ring.Length]));
            }

            return all;
        }
    }

    /// <summary>Forgets what was taken in before a time. True when nothing is left.</summary>
    public bool Forget(DateTimeOffset before)
    {
        lock (_lock)
        {
            var limit = before.ToUnixTimeMilliseconds();
            for (; _count > 0 && _ring[_start].Received < limit; _count--)
            {
                _ring[_start] = default;
                _start = (_start + 1) % _ring.Length;
            }

            return _count == 0;
        }
    }

    public Observation? Latest()
    {
        lock (_lock)
        {
            return _count == 0 ? null : Of(_ring[(_start + _count - 1) % _ring.Length]);
        }
    }

    private Observation Of((long Time, long Received, double Value) row) => new(
        source, DateTimeOffset.FromUnixTimeMilliseconds(row.Time), row.Value, DateTimeOffset.FromUnixTimeMilliseconds(row.Received));
}
