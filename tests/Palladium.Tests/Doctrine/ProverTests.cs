using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;

namespace Palladium.Tests.Doctrine;

/// <summary>Proofs of small doctrines, and that what the model says is what the gate decides.</summary>
public sealed class ProverTests : IDisposable
{
    private readonly Z3? _z3 = Z3.Start();

    public void Dispose() => _z3?.Dispose();

    [Fact]
    public void What_the_demo_city_promises_is_proved()
    {
        var problems = new List<DoctrineProblem>();
        var statements = ProofFiles.Read(DoctrineFolder.Montevideo, problems);
        var prover = new Prover(DoctrineFolder.Montevideo, RequireZ3());

        Assert.Empty(problems);
        Assert.NotEmpty(statements);
        Assert.All(statements, statement => Assert.Equal(ProofResult.Proved, prover.Prove(statement)));
    }

    [Fact]
    public void What_does_not_hold_is_refuted_by_a_request_that_the_gate_confirms()
    {
        var result = Prove(
            """permit (principal, action == Palladium::Action::"use", resource) when { principal.rank > 3 || principal.roles.contains("chief") };""",
            """action == Palladium::Action::"use" && principal.rank < 2""");

        Assert.Equal(ProofVerdict.Refuted, result.Verdict);
        Assert.True(result.Counterexample!.Permitted);
        Assert.Contains("chief", result.Counterexample.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("principal.rank + 1 > 0", "principal.rank == 9223372036854775807")] // a forbid that overflows denies
    [InlineData("resource.open", "(false || resource.open)")]
    [InlineData("principal.roles.containsAny(resource.wanted)", "principal.roles.containsAny(resource.wanted)")]
    [InlineData("principal.roles.containsAll(resource.wanted)", "resource.wanted.isEmpty()")]
    [InlineData("principal has badge && principal.badge == \"x\"", "principal has badge && principal.badge like \"x\"")]
    [InlineData("principal in resource.team", "principal in resource.team")]
    [InlineData("context.time < resource.until", "context.time.offset(duration(\"1ms\")) <= resource.until")]
    [InlineData("if resource.open then true else principal.rank == 1", "principal.rank == 1")]
    public void What_a_forbid_says_is_never_permitted(string forbidden, string never)
    {
        var result = Prove(
            $$"""
            permit (principal, action, resource);
            forbid (principal, action == Palladium::Action::"use", resource) when { {{forbidden}} };
            """,
            $"action == Palladium::Action::\"use\" && {never}");

        Assert.Equal(ProofResult.Proved, result);
    }

    [Fact]
    public void Who_is_in_a_team_within_a_team_is_in_it()
    {
        Assert.Equal(ProofResult.Proved, Prove(
            """permit (principal, action == Palladium::Action::"use", resource) unless { principal in Palladium::Team::"a" };""",
            """action == Palladium::Action::"use" && principal in Palladium::Team::"b" && Palladium::Team::"b" in Palladium::Team::"a" """));
        Assert.Equal(ProofVerdict.Refuted, Prove(
            """permit (principal, action == Palladium::Action::"use", resource) unless { principal in Palladium::Team::"a" };""",
            """action == Palladium::Action::"use" && principal in Palladium::Team::"b" """).Verdict);
    }

    [Theory]
    [InlineData("resource.until.toDate() == context.time", "the operator 'toDate'")]
    [InlineData("resource.from.isIpv4()", "the operator 'isIpv4'")]
    [InlineData("resource.wanted == [\"a\"] && resource.all.contains([\"a\"])", "a set of sets")]
    public void What_is_not_modelled_is_refused_by_name(string condition, string name)
    {
        var result = Prove($$"""permit (principal, action == Palladium::Action::"use", resource) when { {{condition}} };""", "principal.rank == 1");

        Assert.Equal(ProofVerdict.Unknown, result.Verdict);
        Assert.Contains(name, result.Reason, StringComparison.Ordinal);
        Assert.Contains("policies/a.cedar:1:", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_about_nothing_is_no_proof() =>
        Assert.Equal(ProofVerdict.Unknown, Prove("permit (principal, action, resource);", "principal.rank > 3 && principal.rank < 2").Verdict);

    [Fact]
    public void Policies_that_cannot_apply_or_are_covered_are_found()
    {
        var doctrine = SmallDoctrine.Of(
            """
            permit (principal, action, resource) when { principal.rank > 3 };
            permit (principal, action, resource) when { principal.rank > 5 };
            permit (principal, action, resource) when { principal.rank > 5 && principal.rank < 4 };
            """);
        var prover = new Prover(doctrine, RequireZ3());
        var policies = doctrine.PolicySet.Policies;

        Assert.Equal(
            [ProofVerdict.Refuted, ProofVerdict.Refuted, ProofVerdict.Proved], policies.Select(policy => prover.NeverApplies(policy).Verdict));
        Assert.Null(prover.FindCover(policies[0]));
        Assert.Equal(policies[0], prover.FindCover(policies[1]));
    }

    [Fact]
    public void Two_versions_are_equal_or_there_is_a_request_that_they_decide_otherwise()
    {
        var here = SmallDoctrine.Of("permit (principal, action, resource) when { !(principal.rank > 3 && resource.open) };");
        var same = SmallDoctrine.Of("permit (principal, action, resource) when { principal.rank <= 3 || !resource.open };");
        var other = SmallDoctrine.Of("permit (principal, action, resource) when { principal.rank <= 4 || !resource.open };");
        var prover = new Prover(here, RequireZ3());

        Assert.Equal(ProofResult.Proved, prover.Equal(same));
        var difference = prover.Equal(other);
        Assert.Equal(ProofVerdict.Refuted, difference.Verdict);
        Assert.Contains("\"rank\": 4", difference.Counterexample!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void On_random_policies_the_model_and_the_gate_agree()
    {
        var z3 = RequireZ3();
        var (confirmed, excluded) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new RandomDoctrine(seed);
            var doctrine = random.Doctrine();
            var prover = new Prover(doctrine, z3);
            foreach (var kind in prover.Requests)
            {
                foreach (var permitted in new[] { true, false })
                {
                    // A model is confirmed by the gate before it is a counterexample; where there is none, no request may be one.
                    var result = prover.None(kind, permitted);
                    Assert.True(result.Verdict != ProofVerdict.Unknown, $"seed {seed}: {result.Reason}");
                    confirmed += result.Verdict == ProofVerdict.Refuted ? 1 : 0;
                    if (result.Verdict == ProofVerdict.Proved)
                    {
                        excluded++;
                        Assert.All(random.Decisions(doctrine, kind.Action.Id, 60), decision => Assert.True(decision != permitted, $"seed {seed}"));
                    }
                }
            }
        }

        Assert.True(confirmed > 100 && excluded > 10, $"{confirmed} confirmed, {excluded} excluded: too few to say anything");
    }

    private Z3 RequireZ3()
    {
        Assert.SkipWhen(_z3 is null, $"z3 is absent. {Z3.HowToInstall}");
        return _z3!;
    }

    private ProofResult Prove(string policies, string never)
    {
        var doctrine = SmallDoctrine.Of(policies, never);
        var problems = new List<DoctrineProblem>();
        var statements = ProofFiles.Read(doctrine, problems);
        Assert.Empty(problems);
        return new Prover(doctrine, RequireZ3()).Prove(Assert.Single(statements));
    }
}
