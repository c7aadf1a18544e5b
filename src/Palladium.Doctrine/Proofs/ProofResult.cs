namespace Palladium.Doctrine.Proofs;

/// <summary>What came of asking for a proof.</summary>
public enum ProofVerdict
{
    /// <summary>It holds for every request and all entities.</summary>
    Proved,

    /// <summary>It does not hold; there is a counterexample.</summary>
    Refuted,

    /// <summary>Nobody knows: too hard, not modelled, or a counterexample that the gate does not confirm.</summary>
    Unknown,
}

/// <summary>The answer to a question for a proof.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Counterexample">When it is refuted, a request that shows it.</param>
/// <param name="Reason">When it is unknown, why.</param>
public sealed record ProofResult(ProofVerdict Verdict, Counterexample? Counterexample, string Reason)
{
    internal static ProofResult Proved { get; } = new(ProofVerdict.Proved, null, "");

    internal static ProofResult Unknown(string reason) => new(ProofVerdict.Unknown, null, reason);
}
