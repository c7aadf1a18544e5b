using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;
using Palladium.Doctrine.Tests;

namespace Palladium.Tests.Doctrine;

/// <summary>The doctrine that others copy holds what it promises, and its tests would notice if it no longer did.</summary>
public sealed class SampleCityTests
{
    private readonly DoctrineBundle _doctrine;
    private readonly List<DoctrineProblem> _problems;

    public SampleCityTests()
    {
        var load = DoctrineBundle.LoadFolder(Path.Combine(DoctrineFolder.Folder, "../sample-city"));
        _problems = [.. load.Problems];
        Assert.Empty(_problems);
        _doctrine = load.Bundle!;
    }

    [Fact]
    public void It_has_sixty_to_a_hundred_policies_in_files_by_subject()
    {
        Assert.InRange(_doctrine.Policies.Length, 60, 100);
        Assert.True(_doctrine.Policies.Select(policy => policy.File).Distinct().Count() > 8);
    }

    [Fact]
    public void Its_tests_notice_when_any_policy_is_left_out_or_inverted()
    {
        var tests = DoctrineTests.Read(_doctrine, _problems);

        Assert.Empty(_problems);
        Assert.Empty(tests.Run(_doctrine));
        Assert.DoesNotContain(Mutation.Run(_doctrine, tests, [], z3: null), mutation => mutation.NoticedBy is null);
    }

    [Fact]
    public void At_least_ten_promises_are_proved()
    {
        using var z3 = Z3.Start();
        Assert.SkipWhen(z3 is null, $"z3 is absent. {Z3.HowToInstall}");
        var statements = ProofFiles.Read(_doctrine, _problems);
        var prover = new Prover(_doctrine, z3!);

        Assert.Empty(_problems);
        Assert.True(statements.Length >= 10);
        Assert.All(statements, statement => Assert.Equal(ProofVerdict.Proved, prover.Prove(statement).Verdict));
    }
}
