namespace Palladium.Cedar.Entities;

/// <summary>All entities that an entity is in. Immutable; shared by the entities that have the same.</summary>
internal sealed class AncestorSet
{
    private const int ScanUpTo = 6;
    private readonly EntityUid[] _all;
    private readonly HashSet<EntityUid>? _index;

    public AncestorSet(HashSet<EntityUid> all)
    {
        _all = [.. all];
        _index = all.Count > ScanUpTo ? all : null;
    }

    public static AncestorSet None { get; } = new([]);

    public ReadOnlySpan<EntityUid> All => _all;

    public bool Contains(in EntityUid uid)
    {
        if (_index is not null)
        {
            return _index.Contains(uid);
        }

        foreach (ref readonly var ancestor in _all.AsSpan())
        {
            if (ancestor.Equals(uid))
            {
                return true;
            }
        }

        return false;
    }
}
