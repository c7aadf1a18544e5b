using System.Buffers.Binary;

namespace Palladium.Sqlite.Bodies;

/// <summary>
/// Places of bodies that are durable and not in the index yet. They are written to it behind the appends, all that have gathered in one
/// transaction, so that nobody waits for it. Safe for several threads.
/// </summary>
internal sealed class BodyTail(BodyIndex index)
{
    private const int Most = 100_000;
    private readonly Lock _lock = new();
    private Generation _filling = new();
    private Generation _writing = new();
    private Task _flushing = Task.CompletedTask;

    /// <summary>Why the index could not be written, or null.</summary>
    public string? Problem { get; private set; }

    public void Add(IReadOnlyList<BodyPlace> places, IndexedUpTo upTo)
    {
        Task? tooMany;
        lock (_lock)
        {
            foreach (var place in places)
            {
                _filling.Add(place);
            }

            _filling.UpTo = upTo;
            if (_flushing.IsCompleted)
            {
                _flushing = Task.Run(Flush);
            }

            tooMany = _filling.Count > Most ? _flushing : null;
        }

        tooMany?.GetAwaiter().GetResult();
    }

    public BodyPlace? Find(string author, long number)
    {
        lock (_lock)
        {
            return _filling.ByIndex.GetValueOrDefault((author, number)) ?? _writing.ByIndex.GetValueOrDefault((author, number));
        }
    }

    public BodyPlace? Find(string author, byte[] id)
    {
        lock (_lock)
        {
            var key = (author, Generation.Key(id));
            return _filling.ById.GetValueOrDefault(key) ?? _writing.ById.GetValueOrDefault(key);
        }
    }

    /// <summary>Returns when everything added before is in the index.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The index cannot be written.</exception>
    public void Settle()
    {
        while (true)
        {
            Task flushing;
            lock (_lock)
            {
                if (_filling.Count == 0 && _writing.Count == 0)
                {
                    return;
                }

                if (_flushing.IsCompleted)
                {
                    _flushing = Task.Run(Flush);
                }

                flushing = _flushing;
            }

            flushing.GetAwaiter().GetResult();
        }
    }

    private void Flush()
    {
        lock (_lock)
        {
            // What a failed try left is written before what came after it.
            if (_writing.Count == 0)
            {
                (_filling, _writing) = (_writing, _filling);
            }

            if (_writing.Count == 0)
            {
                return;
            }
        }

        try
        {
            index.Add(_writing.Places, _writing.UpTo);
            Problem = null;
        }
        catch (Microsoft.Data.Sqlite.SqliteException failure)
        {
            Problem = $"The index of the bodies cannot be written: {failure.Message}";
            throw;
        }

        lock (_lock)
        {
            _writing.Clear();
        }
    }

    private sealed class Generation
    {
        public List<BodyPlace> Places { get; } = [];

        public Dictionary<(string Author, long Index), BodyPlace> ByIndex { get; } = [];

        public Dictionary<(string Author, UInt128 Id), BodyPlace> ById { get; } = [];

        public IndexedUpTo UpTo { get; set; }

        public int Count => Places.Count;

        public static UInt128 Key(byte[] id) => BinaryPrimitives.ReadUInt128LittleEndian(id);

        public void Add(BodyPlace place)
        {
            Places.Add(place);
            ByIndex[(place.Author, place.Index)] = place;
            ById[(place.Author, Key(place.Id))] = place;
        }

        public void Clear()
        {
            Places.Clear();
            ByIndex.Clear();
            ById.Clear();
        }
    }
}
