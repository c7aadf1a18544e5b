namespace Palladium.Log;

/// <summary>How a mirror took what it was given.</summary>
public enum MirrorOutcome
{
    /// <summary>Leaves or a newer checkpoint were verified and are durable.</summary>
    Extended,

    /// <summary>Right, and known already.</summary>
    NothingNew,

    /// <summary>The leaves begin above our size, or do not reach the checkpoint and no proof says that they belong to it.</summary>
    Gap,

    /// <summary>The author signed two trees that do not extend each other. Both are kept as evidence.</summary>
    Fork,

    /// <summary>The checkpoint is malformed, of another log, or not signed by the author.</summary>
    BadSignature,

    /// <summary>The leaves or the proof do not lead to the checkpoint. The sender is wrong, or the author forked.</summary>
    BadRoot,
}

/// <summary>Answer of a mirror.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Size">Our size afterwards: from here on leaves are wanted.</param>
/// <param name="Refusal">What is wrong, when something is.</param>
/// <param name="Fork">The evidence, for a fork.</param>
public sealed record MirrorResult(MirrorOutcome Outcome, long Size, LogRefusal? Refusal = null, ForkEvidence? Fork = null);
