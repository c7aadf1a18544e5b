using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace Palladium.Log;

/// <summary>The hashing of RFC 6962 §2.1: a leaf is prefixed with 0x00, a node with 0x01.</summary>
public static class MerkleTree
{
    private const int StackLeaf = 1024;

    /// <summary>Root of the tree without leaves: the hash of nothing.</summary>
    public static TreeHash EmptyRoot { get; } = new(SHA256.HashData(ReadOnlySpan<byte>.Empty));

    /// <summary>Hash of one leaf.</summary>
    public static TreeHash Leaf(ReadOnlySpan<byte> data)
    {
        var rented = data.Length < StackLeaf ? null : ArrayPool<byte>.Shared.Rent(data.Length + 1);
        Span<byte> input = rented ?? stackalloc byte[StackLeaf];
        input[0] = 0;
        data.CopyTo(input[1..]);
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        SHA256.HashData(input[..(data.Length + 1)], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new TreeHash(hash);
    }

    /// <summary>Hash of an inner node.</summary>
    public static TreeHash Node(in TreeHash left, in TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * TreeHash.Size)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + TreeHash.Size)..]);
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        SHA256.HashData(input, hash);
        return new TreeHash(hash);
    }

    /// <summary>Root over leaf hashes, computed from all of them; for small trees and for checking other code.</summary>
    public static TreeHash Root(ReadOnlySpan<TreeHash> leaves)
    {
        switch (leaves.Length)
        {
            case 0:
                return EmptyRoot;
            case 1:
                return leaves[0];
            default:
                var left = (int)Split(leaves.Length);
                return Node(Root(leaves[..left]), Root(leaves[left..]));
        }
    }

    /// <summary>The largest power of two smaller than <paramref name="count"/>, which is at least 2 (k of RFC 6962).</summary>
    internal static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
