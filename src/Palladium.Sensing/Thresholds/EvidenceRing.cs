using System.Collections.Immutable;

namespace Palladium.Sensing.Thresholds;

/// <summary>The last readings of one cause. Bounded: a cause of days takes no more room than one of minutes.</summary>
internal sealed class EvidenceRing
{
    public const int Capacity = 60;

    private readonly EvidenceReading[] _ring = new EvidenceReading[Capacity];
    private int _next;
    private int _count;

    public void Add(EvidenceReading reading)
    {
        _ring[_next] = reading;
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }

    public void Clear() => _next = _count = 0;

    public ImmutableArray<EvidenceReading> ToArray()
    {
        var readings = ImmutableArray.CreateBuilder<EvidenceReading>(_count);
        for (var i = 0; i < _count; i++)
        {
            readings.Add(_ring[(_next - _count + i + Capacity) % Capacity]);
        }

        return readings.MoveToImmutable();
    }
}
