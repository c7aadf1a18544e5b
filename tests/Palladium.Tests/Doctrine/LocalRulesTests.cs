using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;

namespace Palladium.Tests.Doctrine;

public sealed class LocalRulesTests
{
    private static readonly DoctrineBundle Doctrine = DoctrineFolder.Montevideo;

    private static readonly CedarEntityData Patrol = DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise: false);

    private readonly Gate _gate = new(new RecordingJournal(), TimeProvider.System);

    [Fact]
    public void A_member_may_forbid_more()
    {
        Assert.True(Decide(Doctrine, null, "fire").Permitted);

        var decision = Decide(Doctrine, NoFire, "fire");

        Assert.Equal((false, "local:own.no-fire"), (decision.Permitted, decision.Rule));
        Assert.Equal("The fire brigade does not see our patrols.", decision.Words);
        Assert.True(Decide(Doctrine, NoFire, "ambulance").Permitted);
    }

    [Fact]
    public void A_member_may_permit_more_over_its_own_and_no_doctrine_that_forbids_is_overruled()
    {
        Assert.False(Decide(Doctrine, null, "bus").Permitted);
        Assert.Equal((true, "local:own.bus"), (Decide(Doctrine, Bus, "bus").Permitted, Decide(Doctrine, Bus, "bus").Rule));

        var strict = Successors.Of(Doctrine, "policies/test.cedar", """
            @id("test.no-bus") @rule("The bus company sees no units.")
            forbid (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "bus" };
            """);
        Assert.Equal("test.no-bus", Decide(strict, Bus, "bus").Rule);
    }

    [Fact]
    public void A_permit_of_its_own_counts_under_every_version_in_grace()
    {
        var next = Successors.Of(Doctrine, "README.md", "next");
        _gate.Adopt(next, [new DoctrineInGrace(Doctrine, DateTimeOffset.MaxValue)], Read(Bus, next));

        Assert.True(_gate.Decide(Cast.Request(Cast.Member("bus"), "readUnit", Patrol)).Permitted);
        Assert.False(_gate.Decide(Cast.Request(Cast.Member("residents"), "readUnit", Patrol)).Permitted);
    }

    [Theory]
    [InlineData("""permit (principal, action == Palladium::Action::"readUnit", resource);""", "local.own")]
    [InlineData("""permit (principal, action == Palladium::Action::"readUnit", resource) when { resource in Palladium::Member::"police" };""", "local.own")]
    [InlineData("""permit (principal, action == Palladium::Action::"readUnit", resource in Palladium::Member::"fire");""", "local.own")]
    [InlineData("""permit (principal, action == Palladium::Action::"readUnit", resource == Palladium::Unit::"police/7");""", "local.own")]
    [InlineData("""forbid (principal, action == Palladium::Action::"audit", resource);""", "local.protected")]
    [InlineData("""forbid (principal, action in [Palladium::Action::"readUnit", Palladium::Action::"audit"], resource);""", "local.protected")]
    [InlineData("""forbid (principal, action, resource) when { principal.kind == "fire" };""", "local.protected")]
    [InlineData("""forbid (principal, action == Palladium::Action::"readUnit", resource) when { resource.nothing };""", "cedar.validation")]
    [InlineData("""permit (principal, action, ressource);""", "cedar.syntax")]
    [InlineData("""permit (principal == ?principal, action, resource in Palladium::Member::"police");""", "policies.template")]
    public void Anything_else_is_refused_with_file_line_and_column(string policy, string rule)
    {
        var problems = new List<DoctrineProblem>();

        Assert.Null(LocalRules.Read($"// Ours.\n@id(\"own.x\") @rule(\"X.\")\n{policy}\n", "local.cedar", Cast.Id("police"), Doctrine, problems));

        var problem = Assert.Single(problems, problem => problem.Rule == rule);
        Assert.Equal(("local.cedar", 3), (problem.File, problem.Line));
        Assert.True(problem.Column > 0);
    }

    [Fact]
    public void A_rule_without_id_and_words_or_with_an_id_of_the_doctrine_is_refused()
    {
        var taken = Doctrine.Policies[0].Id;
        const string Rest = """permit (principal, action == Palladium::Action::"readUnit", resource in Palladium::Member::"police");""";

        Assert.Equal(["policies.id", "policies.rule"], Rules(Rest));
        Assert.Equal(["policies.id"], Rules($"@id(\"{taken}\") @rule(\"X.\") {Rest}"));

        static IEnumerable<string> Rules(string text)
        {
            var problems = new List<DoctrineProblem>();
            Assert.Null(LocalRules.Read(text, "local.cedar", Cast.Id("police"), Doctrine, problems));
            return problems.Select(problem => problem.Rule);
        }
    }

    [Fact]
    public void Rules_that_a_new_doctrine_does_not_fit_go_on_forbidding_and_permit_no_more()
    {
        var outdated = Read(NoFire + Bus, Doctrine).Outdated();
        _gate.Adopt(Doctrine, [], outdated);

        Assert.Equal("local:own.no-fire", _gate.Decide(Cast.Request(Cast.Member("fire"), "readUnit", Patrol)).Rule);
        Assert.False(_gate.Decide(Cast.Request(Cast.Member("bus"), "readUnit", Patrol)).Permitted);
    }

    [Fact]
    public void What_a_new_doctrine_protects_is_open_again_whatever_was_forbidden_before()
    {
        var local = Read(NoFire, Doctrine);
        var protecting = Successors.Of(Doctrine, ("title", "title = \"Protecting\"\nprotected = [\"readUnit\"]"));
        var problems = new List<DoctrineProblem>();
        Assert.Null(LocalRules.Read(NoFire, "local.cedar", Cast.Id("police"), protecting, problems));
        Assert.Equal("local.protected", Assert.Single(problems).Rule);

        _gate.Adopt(protecting, [], local.Outdated());

        Assert.True(_gate.Decide(Cast.Request(Cast.Member("fire"), "readUnit", Patrol)).Permitted);
    }

    private const string NoFire = """
        @id("own.no-fire") @rule("The fire brigade does not see our patrols.")
        forbid (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "fire" };

        """;

    private const string Bus = """
        @id("own.bus") @rule("The bus company sees our units.")
        permit (principal, action == Palladium::Action::"readUnit", resource in Palladium::Member::"police") when { principal.kind == "bus" };

        """;

    private GateDecision Decide(DoctrineBundle doctrine, string? local, string kind)
    {
        _gate.Adopt(doctrine, [], local is null ? null : Read(local, doctrine));
        return _gate.Decide(Cast.Request(Cast.Member(kind), "readUnit", Patrol));
    }

    private static LocalRules Read(string text, DoctrineBundle doctrine)
    {
        var problems = new List<DoctrineProblem>();
        return LocalRules.Read(text, "local.cedar", Cast.Id("police"), doctrine, problems) ?? throw new InvalidOperationException(string.Join('\n', problems));
    }
}
