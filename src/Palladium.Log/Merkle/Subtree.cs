using System.Numerics;

namespace Palladium.Log;

/// <summary>
/// A range of leaves whose hash takes part in the roots of trees that contain it (draft-ietf-plants-merkle-tree-certs, Subtrees): a part of one complete
/// subtree, from its left edge on.
/// </summary>
/// <param name="Start">First leaf.</param>
/// <param name="End">The leaf after the last one.</param>
public readonly record struct Subtree(long Start, long End)
{
    /// <summary>True when it is not empty and <see cref="Start"/> is a multiple of the smallest power of two that is not below its width.</summary>
    public bool IsValid =>
        Start >= 0 && End > Start && (Start & ((long)BitOperations.RoundUpToPowerOf2((ulong)(End - Start)) - 1)) == 0;

    /// <summary>True only if the proof, made within the subtree, leads from the leaf to its root. Never throws for any content.</summary>
    public bool Includes(long index, TreeHash leaf, IReadOnlyList<TreeHash> proof, TreeHash root) =>
        IsValid && index >= Start && new InclusionProof(index - Start, End - Start, proof).Verify(leaf, root);
}
