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
    public bool Verify(TreeHash oldRoot, TreeHash newRoot) => OldSize == 0
        ? NewSize == 0 && Hashes is { Count: 0 } && oldRoot == MerkleTree.EmptyRoot && newRoot == oldRoot
        : new SubtreeConsistencyProof(new Subtree(0, OldSize), NewSize, Hashes).Verify(oldRoot, newRoot);
}
