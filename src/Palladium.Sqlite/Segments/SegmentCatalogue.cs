using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;

namespace Palladium.Sqlite.Segments;

/// <summary>Which entries are segments and what time they span. Derived from the bodies: what is missing is read from them.</summary>
internal sealed class SegmentCatalogue
{
    // A crash can leave only the newest segments closed but not cleared away.
    private const int NamesToKeep = 64;

    private readonly BodyStore _bodies;
    private readonly Queue<string> _names = new();

    public SegmentCatalogue(BodyStore bodies, MemberId member)
    {
        _bodies = bodies;
        foreach (var reference in bodies.UncataloguedSegments(member, EntryKinds.Segment.Name))
        {
            if (bodies.Open(member, reference) is { } body)
            {
                var segment = SegmentBody.Read(body.Body.Span, out _);
                bodies.Catalogue(reference, segment.From, segment.To);
            }
        }

        foreach (var reference in bodies.Latest(member, EntryKinds.Segment.Name, NamesToKeep).Reverse())
        {
            if (bodies.Open(member, reference.Index) is { } body)
            {
                Keep(SegmentBody.Read(body.Body.Span, out _).Name);
            }
        }
    }

    public bool Holds(string name) => _names.Contains(name);

    public void Add(long index, SegmentBody segment)
    {
        _bodies.Catalogue(index, segment.From, segment.To);
        Keep(segment.Name);
    }

    /// <summary>Indexes of the segments that overlap a span of time, newest first.</summary>
    public IReadOnlyList<long> NewestFirst(DateTimeOffset from, DateTimeOffset before) => _bodies.SegmentsBetween(from, before);

    private void Keep(string name)
    {
        _names.Enqueue(name);
        if (_names.Count > NamesToKeep)
        {
            _names.Dequeue();
        }
    }
}
