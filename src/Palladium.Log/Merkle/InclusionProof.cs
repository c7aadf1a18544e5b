namespace Palladium.Log;

/// <summary>Proof that a leaf is in a tree (RFC 6962 §2.1.1). Comes from outside: only <see cref="Verify"/> makes it worth something.</summary>
/// <param name="Index">Index of the leaf, from 0.</param>
/// <param name="Size">Leaves of the tree.</param>
/// <param name="Hashes">Siblings from the leaf upwards.</param>
public sealed record InclusionProof(long Index, long Size, IReadOnlyList<TreeHash> Hashes)
{
    /// <summary>True only if the leaf hash at <see cref="Index"/> leads to the root. Never throws for any content.</summary>
    public bool Verify(TreeHash leaf, TreeHash root)
    {
        if (Index < 0 || Index >= Size || Hashes is null)
        {
            return false;
        }

        // RFC 9162 §2.1.3.2: node and last move up together; a node without a right sibling is carried.
        var node = Index;
        var last = Size - 1;
        var hash = leaf;
        foreach (var sibling in Hashes)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleTree.Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = MerkleTree.Node(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }
}
