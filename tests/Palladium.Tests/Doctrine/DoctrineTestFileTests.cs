using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Tests;

namespace Palladium.Tests.Doctrine;

public sealed class DoctrineTestFileTests
{
    private const string Police = """
        [[entity]]
        uid = 'Member::"police"'
        attrs = '{ kind: "police", name: "Police", member: Palladium::Member::"police" }'

        [[entity]]
        uid = 'Unit::"police/7"'
        in = 'Member::"police"'
        attrs = '{ owner: Palladium::Member::"police", exercise: false, kind: "patrol" }'

        """;

    [Fact]
    public void A_test_passes_when_the_gate_decides_as_expected()
    {
        var (doctrine, tests, problems) = Read(Test("permit", "units.own"));

        Assert.Empty(problems);
        Assert.Single(tests.All);
        Assert.Empty(tests.Run(doctrine));
    }

    [Theory]
    [InlineData("deny", "units.own", "expected deny, was permitted by units.own")]
    [InlineData("permit", "units.post-own", "expected it to be decided by units.post-own, was permitted by units.own")]
    public void A_failure_tells_file_line_and_the_rule_in_words(string expect, string by, string message)
    {
        var (doctrine, tests, _) = Read(Test(expect, by));

        var failure = Assert.Single(tests.Run(doctrine)).ToString();

        Assert.StartsWith($"tests/units.toml:9:1: Seven: {message}", failure, StringComparison.Ordinal);
        Assert.Contains("Every member sees its own crews.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gate_denies_where_an_entity_is_missing_though_Cedar_would_permit()
    {
        var (doctrine, tests, problems) = Read(Test("deny", "gate.entity-missing").Replace("in = 'Member::\"police\"'", "in = 'Member::\"nobody\"'", StringComparison.Ordinal));

        Assert.Empty(problems);
        Assert.Empty(tests.Run(doctrine));
    }

    [Theory]
    [InlineData("expect = \"permit\"", "expect = \"maybe\"", "tests/units.toml:13:1: 'expect' is \"permit\" or \"deny\". (tests.expect)")]
    [InlineData("kind: \"patrol\"", "kind: \"patrol", "tests/units.toml:8:")]
    [InlineData("kind: \"patrol\"", "kind: 7", "tests/units.toml:5:1: ")]
    [InlineData("\"units.own\"", "\"units.none\"", "tests/units.toml:14:1: There is no policy 'units.none'. (tests.policy)")]
    [InlineData("action = \"readUnit\"", "action = \"fly\"", "tests/units.toml:9:1: ")]
    [InlineData("action =", "acton =", "tests/units.toml:11:1: 'acton' is not known here")]
    public void What_is_wrong_is_told_with_its_place(string right, string wrong, string problem)
    {
        var (_, _, problems) = Read(Test("permit", "units.own").Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(problems, found => found.ToString().StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void The_tests_of_the_demo_city_pass()
    {
        var problems = new List<DoctrineProblem>();
        var tests = DoctrineTests.Read(DoctrineFolder.Montevideo, problems);

        Assert.Empty(problems);
        Assert.NotEmpty(tests.All);
        Assert.Empty(tests.Run(DoctrineFolder.Montevideo));
    }

    private static string Test(string expect, string by) => Police + $"""
        [[test]]
        name = "Seven"
        action = "readUnit"
        principal = 'Member::"police"'
        expect = "{expect}"
        by = "{by}"
        resource = 'Unit::"police/7"'
        """;

    private static (DoctrineBundle, DoctrineTests, List<DoctrineProblem>) Read(string file)
    {
        var doctrine = DoctrineBundle.Load(DoctrineFolder.Files.RemoveRange(DoctrineFolder.Files.Keys.Where(path => path.StartsWith("tests/", StringComparison.Ordinal)))
            .SetItem("tests/units.toml", file)).Bundle!;
        var problems = new List<DoctrineProblem>();
        return (doctrine, DoctrineTests.Read(doctrine, problems), problems);
    }
}
