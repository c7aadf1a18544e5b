using System.Numerics;

namespace Palladium.Log;

/// <summary>Computes roots and proofs (RFC 6962 §2.1.1 and §2.1.2) from stored subtree hashes: about log2(size) reads.</summary>
public static class TreeProofs
{
    /// <summary>Root of the first <paramref name="size"/> leaves.</summary>
    public static async ValueTask<TreeHash> RootAsync(ITreeHashes hashes, long size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? MerkleTree.EmptyRoot : await RangeAsync(hashes, 0, size, cancellation);
    }

    /// <summary>Proof that leaf <paramref name="index"/> is in the tree of <paramref name="size"/> leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size.</exception>
    public static async ValueTask<InclusionProof> InclusionAsync(
        ITreeHashes hashes, long index, long size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<TreeHash>();
        long low = 0, high = size;
        while (high - low > 1)
        {
            var middle = low + MerkleTree.Split(high - low);
            if (index < middle)
            {
                path.Add(await RangeAsync(hashes, middle, high, cancellation));
                high = middle;
            }
            else
            {
                path.Add(await RangeAsync(hashes, low, middle, cancellation));
                low = middle;
            }
        }

        path.Reverse();
        return new InclusionProof(index, size, path);
    }

    /// <summary>Proof that the tree of <paramref name="oldSize"/> leaves is a prefix of that of <paramref name="newSize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is negative or above the new size.</exception>
    public static async ValueTask<ConsistencyProof> ConsistencyAsync(
        ITreeHashes hashes, long oldSize, long newSize, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var path = oldSize == 0 ? [] : await PathAsync(hashes, new Subtree(0, oldSize), newSize, cancellation);
        return new ConsistencyProof(oldSize, newSize, path);
    }

    /// <summary>Proof that a subtree is a part of the tree of <paramref name="size"/> leaves.</summary>
    /// <exception cref="ArgumentException">It is not a valid subtree, or reaches beyond the size.</exception>
    public static async ValueTask<SubtreeConsistencyProof> SubtreeConsistencyAsync(
        ITreeHashes hashes, Subtree subtree, long size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        if (!subtree.IsValid || subtree.End > size)
        {
            throw new ArgumentException($"[{subtree.Start}, {subtree.End}) is not a subtree of {size} leaves.", nameof(subtree));
        }

        return new SubtreeConsistencyProof(subtree, size, await PathAsync(hashes, subtree, size, cancellation));
    }

    /// <summary>Root of the leaves of a subtree.</summary>
    public static ValueTask<TreeHash> RootAsync(ITreeHashes hashes, Subtree subtree, CancellationToken cancellation) =>
        RangeAsync(hashes, subtree.Start, subtree.End, cancellation);

    /// <summary>The right edge of the tree of <paramref name="size"/> leaves, ready to be extended.</summary>
    public static async ValueTask<CompactTree> EdgeAsync(ITreeHashes hashes, long size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        var tree = new CompactTree();
        while (tree.Size < size)
        {
            var level = BitOperations.Log2((ulong)(size - tree.Size));
            tree.Push(level, await hashes.ReadAsync(level, tree.Size >> level, cancellation));
        }

        return tree;
    }

    // From the root of the tree downwards to the part; what lies beside the way is the proof.
    private static async ValueTask<List<TreeHash>> PathAsync(
        ITreeHashes hashes, Subtree part, long size, CancellationToken cancellation)
    {
        var path = new List<TreeHash>();
        long low = 0, high = size;
        var whole = true; // what is left of the part is all of it: the verifier knows its root already
        while (part != new Subtree(low, high))
        {
            var middle = low + MerkleTree.Split(high - low);
            if (part.End <= middle)
            {
                path.Add(await RangeAsync(hashes, middle, high, cancellation));
                high = middle;
                continue;
            }

            path.Add(await RangeAsync(hashes, low, middle, cancellation));
            low = middle;
            if (part.Start < middle)
            {
                part = part with { Start = middle };
                whole = false;
            }
        }

        if (!whole)
        {
            path.Add(await RangeAsync(hashes, low, high, cancellation));
        }

        path.Reverse();
        return path;
    }

    private static async ValueTask<TreeHash> RangeAsync(ITreeHashes hashes, long low, long high, CancellationToken cancellation)
    {
        var count = high - low;
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.Log2((ulong)count);
            return await hashes.ReadAsync(level, low >> level, cancellation);
        }

        var middle = low + MerkleTree.Split(count);
        var left = await RangeAsync(hashes, low, middle, cancellation);
        return MerkleTree.Node(left, await RangeAsync(hashes, middle, high, cancellation));
    }
}
