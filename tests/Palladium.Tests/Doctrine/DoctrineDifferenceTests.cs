using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;
using Palladium.Doctrine.Tests;

namespace Palladium.Tests.Doctrine;

public sealed class DoctrineDifferenceTests
{
    [Fact]
    public void The_template_is_valid_and_its_test_and_proof_hold()
    {
        var load = DoctrineBundle.Load(DoctrineTemplate.Files("my-city"));
        Assert.Empty(load.Problems);
        var problems = new List<DoctrineProblem>();

        Assert.Empty(Assert.IsType<DoctrineTests>(DoctrineTests.Read(load.Bundle!, problems)).Run(load.Bundle!));
        var statement = Assert.Single(ProofFiles.Read(load.Bundle!, problems));
        Assert.Empty(problems);
        using var z3 = Z3.Start();
        Assert.SkipWhen(z3 is null, $"z3 is absent. {Z3.HowToInstall}");
        Assert.Equal(ProofVerdict.Proved, new Prover(load.Bundle!, z3!).Prove(statement).Verdict);
    }

    [Fact]
    public void Policies_thresholds_and_plans_are_compared_in_their_own_terms()
    {
        var before = DoctrineBundle.Load(DoctrineTemplate.Files("my-city")).Bundle!;
        var policy = before.Files["policies/units.cedar"];
        var after = before
            .With("policies/units.cedar", policy.Replace("units.own", "units.all", StringComparison.Ordinal)).Bundle!
            .With("tests/units.toml", null).Bundle!
            .With("thresholds.toml", before.Files["thresholds.toml"].Replace("value = 2.5", "value = 2.6", StringComparison.Ordinal)).Bundle!;

        var lines = DoctrineDifference.Between(before, after);

        Assert.Contains("policy added: units.all: Every member sees its own crews.", lines);
        Assert.Contains("policy removed: units.own: Every member sees its own crews.", lines);
        Assert.Contains(lines, line => line.StartsWith("threshold changed: water-level.high: High water, AtLeast 2.6 m for", StringComparison.Ordinal));
        Assert.Contains("file removed: tests/units.toml", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("plan", StringComparison.Ordinal));
        Assert.Empty(DoctrineDifference.Between(before, before));
    }
}
