namespace Palladium.Log;

/// <summary>Proof that one tree is a prefix of another (RFC 6962 §2.1.2).</summary>
/// <param name="OldSize">Leaves of the earlier tree.</param>
/// <param name="NewSize">Leaves of the later tree.</param>
/// <param name="Hashes">Nodes in the order of the RFC; empty when the sizes are equal or the old one is 0.</param>
public sealed record ConsistencyProof(long OldSize, long NewSize, IReadOnlyList<TreeHash> Hashes)
{
    /// <summary>
    /// True only if the proof shows that the new tree extends the old one. Never throws for any content. From size 0 to
    /// a larger one it is false: every tree extends the empty one, so there is nothing that a proof could show.
    /// </summary>
    public bool Verify(TreeHash oldRoot, TreeHash newRoot)
    {
        if (OldSize < 0 || NewSize < OldSize || Hashes is null)
        {
            return false;
        }

        if (OldSize == NewSize)
        {
            return Hashes.Count == 0 && oldRoot == newRoot;
        }

        return OldSize > 0 && Hashes.Count > 0 && Walk(oldRoot, newRoot);
    }

    // RFC 9162 §2.1.4.2.
    private bool Walk(TreeHash oldRoot, TreeHash newRoot)
    {
        var first = OldSize - 1;
        var last = NewSize - 1;
        while ((first & 1) == 1)
        {
            first >>= 1;
            last >>= 1;
        }

        // When the old tree is one complete subtree its root is not repeated in the proof.
        var skip = long.IsPow2(OldSize) ? 0 : 1;
        var oldHash = skip == 0 ? oldRoot : Hashes[0];
        var newHash = oldHash;
        for (var i = skip; i < Hashes.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((first & 1) == 1 || first == last)
            {
                oldHash = MerkleTree.Node(Hashes[i], oldHash);
                newHash = MerkleTree.Node(Hashes[i], newHash);
                while ((first & 1) == 0 && first != 0)
                {
                    first >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                newHash = MerkleTree.Node(newHash, Hashes[i]);
            }

            first >>= 1;
            last >>= 1;
        }

        return last == 0 && oldHash == oldRoot && newHash == newRoot;
    }
}
