namespace Palladium.Log;

/// <summary>Proof that a subtree is a part of a tree (draft-ietf-plants-merkle-tree-certs, Subtree Consistency Proofs).</summary>
/// <param name="Subtree">The part.</param>
/// <param name="Size">Leaves of the tree.</param>
/// <param name="Hashes">Nodes in the order of the draft.</param>
public sealed record SubtreeConsistencyProof(Subtree Subtree, long Size, IReadOnlyList<TreeHash> Hashes)
{
    /// <summary>True only if the proof shows that the tree has the subtree at its place. Never throws for any content.</summary>
    public bool Verify(TreeHash subtreeRoot, TreeHash root)
    {
        if (Subtree.Start == Subtree.End)
        {
            // The empty range is in every tree that reaches it, and there is nothing to prove.
            return Subtree.Start >= 0 && Subtree.End <= Size && Hashes is { Count: 0 } && subtreeRoot == MerkleTree.EmptyRoot
                && (Size > 0 || root == MerkleTree.EmptyRoot);
        }

        if (!Subtree.IsValid || Subtree.End > Size || Hashes is null)
        {
            return false;
        }

        // Numbers of nodes on one level: left edge and right edge of the subtree, right edge of the tree.
        var (left, right, last) = (Subtree.Start, Subtree.End - 1, Size - 1);
        while (left != right && (right == last || (right & 1) == 1))
        {
            (left, right, last) = (left >> 1, right >> 1, last >> 1);
        }

        // A subtree that is one node here is known to the verifier and not repeated in the proof.
        var isNode = left == right;
        if (!isNode && Hashes.Count == 0)
        {
            return false;
        }

        var small = isNode ? subtreeRoot : Hashes[0];
        var large = small;
        for (var i = isNode ? 0 : 1; i < Hashes.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((right & 1) == 1 || right == last)
            {
                small = left < right ? MerkleTree.Node(Hashes[i], small) : small;
                large = MerkleTree.Node(Hashes[i], large);
                while ((right & 1) == 0)
                {
                    (left, right, last) = (left >> 1, right >> 1, last >> 1);
                }
            }
            else
            {
                large = MerkleTree.Node(large, Hashes[i]);
            }

            (left, right, last) = (left >> 1, right >> 1, last >> 1);
        }

        return last == 0 && small == subtreeRoot && large == root;
    }
}
