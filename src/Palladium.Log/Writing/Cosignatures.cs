namespace Palladium.Log;

/// <summary>Verified cosignatures of the last sizes of a log, so that whichever is published carries its own. Thread-safe.</summary>
internal sealed class Cosignatures
{
    private const int KeptSizes = 256;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, List<NoteSignature>> _bySize = [];

    public void Add(long size, NoteSignature signature)
    {
        lock (_lock)
        {
            if (!_bySize.TryGetValue(size, out var list))
            {
                _bySize[size] = list = [];
                if (_bySize.Count > KeptSizes)
                {
                    _bySize.Remove(_bySize.Keys.First());
                }
            }

            list.RemoveAll(s => s.Name == signature.Name && s.KeyId == signature.KeyId);
            list.Add(signature);
        }
    }

    public SignedCheckpoint AddTo(SignedCheckpoint checkpoint)
    {
        lock (_lock)
        {
            return _bySize.TryGetValue(checkpoint.Checkpoint.Size, out var list)
                ? list.Aggregate(checkpoint, (c, s) => c.With(s))
                : checkpoint;
        }
    }
}
