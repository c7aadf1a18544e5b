using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;

namespace Palladium.Doctrine.Tests;

/// <summary>A change to one policy that the doctrine's tests and proofs should notice.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="IsInverted">Whether it permits what it forbade and forbids what it permitted; otherwise it is left out.</param>
/// <param name="NoticedBy">The test or statement that fails because of it; null when all still hold: a gap.</param>
public sealed record Mutation(DoctrinePolicy Policy, bool IsInverted, string? NoticedBy)
{
    /// <summary>Leaves out and inverts every policy, one at a time.</summary>
    /// <param name="doctrine">A doctrine that passes its tests.</param>
    /// <param name="tests">Its tests.</param>
    /// <param name="statements">Its statements, which are asked where the tests notice nothing.</param>
    /// <param name="z3">The prover; null: only the tests are asked.</param>
    public static IEnumerable<Mutation> Run(DoctrineBundle doctrine, DoctrineTests tests, ImmutableArray<Statement> statements, Z3? z3)
    {
        var all = doctrine.PolicySet.Policies;
        var alone = all.Select(policy => One(policy.ToJson(), policy)).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var others = alone.Where((_, at) => at != i).ToList();
            var inverted = JsonNode.Parse(all[i].ToJson())!;
            inverted["effect"] = all[i].IsForbid ? "permit" : "forbid";
            foreach (var isInverted in new[] { false, true })
            {
                var changed = doctrine.WithPolicies(PolicySet.Combine(
                    isInverted ? [.. others, One(inverted.ToJsonString(), all[i])] : others).Value!);
                yield return new Mutation(doctrine.Policies[i], isInverted, NoticedIn(changed, tests, statements, z3));
            }
        }
    }

    private static PolicySet One(string json, CedarPolicy policy) =>
        PolicySet.ParseJson(json, policy.File).Value ?? throw new InvalidOperationException($"The policy '{policy.Id}' cannot be read back from its JSON.");

    private static string? NoticedIn(DoctrineBundle changed, DoctrineTests tests, ImmutableArray<Statement> statements, Z3? z3)
    {
        if (tests.Run(changed) is [var failure, ..])
        {
            return $"{failure.Test.File}:{failure.Test.Line}";
        }

        if (z3 is null)
        {
            return null;
        }

        var prover = new Prover(changed, z3);
        return statements.FirstOrDefault(statement => prover.Prove(statement).Verdict != ProofVerdict.Proved) is { } broken
            ? $"{broken.File}:{broken.Line}"
            : null;
    }
}
