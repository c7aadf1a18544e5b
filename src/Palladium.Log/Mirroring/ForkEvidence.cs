namespace Palladium.Log;

/// <summary>
/// Two checkpoints that their author must never have signed both. Whoever has the author's key can check it alone, with
/// <see cref="Verify"/> and the signatures in the notes.
/// </summary>
/// <param name="Held">The head that we hold.</param>
/// <param name="Other">The head that does not go with it.</param>
/// <param name="LargerRootAtSmaller">Root of the larger tree at the size of the smaller one; null if not known.</param>
/// <param name="Proof">Shows that this root belongs to the larger tree; null when sizes are equal or it is not known.</param>
public sealed record ForkEvidence(
    SignedCheckpoint Held, SignedCheckpoint Other, TreeHash? LargerRootAtSmaller, ConsistencyProof? Proof)
{
    /// <summary>True when the two checkpoints contradict each other by what is here. The signatures are checked apart.</summary>
    public bool Verify()
    {
        var (smaller, larger) = Held.Checkpoint.Size <= Other.Checkpoint.Size
            ? (Held.Checkpoint, Other.Checkpoint)
            : (Other.Checkpoint, Held.Checkpoint);
        if (smaller.Size == larger.Size)
        {
            return smaller.Root != larger.Root;
        }

        return LargerRootAtSmaller is { } root && Proof is { } proof && proof.OldSize == smaller.Size
            && proof.NewSize == larger.Size && root != smaller.Root && proof.Verify(root, larger.Root);
    }
}
