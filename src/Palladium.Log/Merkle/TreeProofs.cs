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
        var path = new List<TreeHash>();
        if (oldSize == 0 || oldSize == newSize)
        {
            return new ConsistencyProof(oldSize, newSize, path);
        }

        long low = 0, high = newSize;
        var whole = true; // the old tree is exactly the range from 0: the verifier knows its root already
        while (high != oldSize)
        {
            var middle = low + MerkleTree.Split(high - low);
            if (oldSize <= middle)
            {
                path.Add(await RangeAsync(hashes, middle, high, cancellation));
                high = middle;
            }
            else
            {
                path.Add(await RangeAsync(hashes, low, middle, cancellation));
                low = middle;
                whole = false;
            }
        }

        if (!whole)
        {
            path.Add(await RangeAsync(hashes, low, high, cancellation));
        }

        path.Reverse();
        return new ConsistencyProof(oldSize, newSize, path);
    }

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
