namespace Palladium.Log;

/// <summary>
/// The right edge of a growing tree: one hash for each set bit of its size. Appending costs one node hash on average and
/// never looks at older leaves. Not safe for several threads.
/// </summary>
public sealed class CompactTree
{
    private readonly List<(int Level, TreeHash Hash)> _edge = [];

    /// <summary>Number of leaves covered.</summary>
    public long Size { get; private set; }

    /// <summary>Called with level and hash of each complete subtree that an append finishes, the leaf itself included.</summary>
    internal Action<int, TreeHash>? Completed { get; set; }

    /// <summary>Appends a leaf hash.</summary>
    public void Append(in TreeHash leaf) => Push(0, leaf);

    /// <summary>
    /// Appends a complete subtree of 2^<paramref name="level"/> leaves. The tree must have a size that is a multiple of it.
    /// </summary>
    internal void Push(int level, TreeHash hash)
    {
        if ((Size & ((1L << level) - 1)) != 0)
        {
            throw new ArgumentException($"A subtree of level {level} cannot follow {Size} leaves.", nameof(level));
        }

        Size += 1L << level;
        Completed?.Invoke(level, hash);
        while (_edge.Count > 0 && _edge[^1].Level == level)
        {
            hash = MerkleTree.Node(_edge[^1].Hash, hash);
            level++;
            _edge.RemoveAt(_edge.Count - 1);
            Completed?.Invoke(level, hash);
        }

        _edge.Add((level, hash));
    }

    /// <summary>Root of the tree as it stands; at most 63 node hashes.</summary>
    public TreeHash Root()
    {
        if (_edge.Count == 0)
        {
            return MerkleTree.EmptyRoot;
        }

        var root = _edge[^1].Hash;
        for (var i = _edge.Count - 2; i >= 0; i--)
        {
            root = MerkleTree.Node(_edge[i].Hash, root);
        }

        return root;
    }
}
