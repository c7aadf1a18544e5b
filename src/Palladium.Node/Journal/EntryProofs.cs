using Palladium.Log;

namespace Palladium.Node.Journal;

/// <summary>An entry with what shows that it is in the log: what a release or a receipt carries.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Leaf">Its leaf, the canonical bytes of the header.</param>
/// <param name="Proof">Inclusion in the tree of the checkpoint's size.</param>
/// <param name="Checkpoint">A signed checkpoint that covers it.</param>
public sealed record ProvenEntry(long Index, ReadOnlyMemory<byte> Leaf, InclusionProof Proof, SignedCheckpoint Checkpoint);

/// <summary>Proofs over the node's own log. The log itself is at <see cref="Log"/> for peers: head, leaves, cosignatures.</summary>
public sealed class EntryProofs(LogWriter log)
{
    /// <summary>The log.</summary>
    public LogWriter Log => log;

    /// <summary>An entry with its proof under the head as it is now; null beyond the end.</summary>
    public ProvenEntry? Prove(long index)
    {
        var checkpoint = log.SignHead();
        if (index < 0 || index >= checkpoint.Checkpoint.Size)
        {
            return null;
        }

        return new ProvenEntry(
            index, log.ReadLeaves(index, 1)[0], log.ProveInclusion(index, checkpoint.Checkpoint.Size), checkpoint);
    }
}
