using CsCheck;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class MutationTests
{
    private const string Policies = """
        @id("a") @rule("words \u{41}") permit(principal is N::User in N::Team::"x", action in [N::Action::"v", N::Action::"w"], resource)
        when { if principal has a.b then -principal.a.b + 3 * 2 <= 7 else ["x", "\0"].containsAny([context["k"]]) }
        unless { ip("10.0.0.1/8").isInRange(context.ip) || "a*b" like "\*?*" && {x: [1, true]}.x.isEmpty() };
        forbid(principal == ?principal, action, resource in ?resource) when { datetime("2024-01-01").offset(duration("1d")) != context.t };
        """;

    private const string Schema = """
        namespace N { entity User, Team in [Team] = { a?: { b: Long }, "k": Set<String> } tags String; entity E enum ["x"];
        type T = { ip: ipaddr }; @doc("x") action v, "w" in [z] appliesTo { principal: [User], resource: User, context: T }; action z; }
        """;

    private const string Entities = """
        [{"uid": {"type": "N::User", "id": "x"}, "attrs": {"a": {"b": 1}, "k": ["s"], "t": {"__extn": {"fn": "ip", "arg": "::1"}}},
          "parents": [{"__entity": {"type": "N::Team", "id": "x"}}], "tags": {"x": "y"}}]
        """;

    private static readonly string[] Pieces =
        [.. "(){}[]<>\"\\.,:;@?=!&|+-*/%0 aé\n\0\ud800".Select(c => c.ToString()), "::", " in ", " is ", " has ", " like ", "if ", "Set<", "permit", "9223372036854775808", "\\u{", "null", "__entity"];

    private static Gen<string> Mutations(string text)
    {
        var change = Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1]);
        return change.Array[1, 5].Select(changes => changes.Aggregate(text, (t, c) =>
        {
            var at = Math.Min(c.Item1, t.Length);
            return t[..at] + Pieces[c.Item3] + t[Math.Min(t.Length, at + c.Item2)..];
        }));
    }

    [Fact]
    public void A_mutated_policy_is_read_or_refused_with_a_place_and_evaluates_without_throwing()
    {
        var schema = CedarSchema.Parse(Schema, "s");
        Assert.Empty(schema.Errors);
        Assert.Empty(PolicySet.Parse(Policies, "p").Errors);
        var request = new CedarRequest(new("N::User", "x"), new("N::Action", "v"), new("N::User", "y"), new(("k", new CedarString("x"))));
        Mutations(Policies).Sample(
            text =>
            {
                var parsed = PolicySet.Parse(text, "p");
                Assert.All(parsed.Errors, e => Assert.True(e.Line > 0 && e.Column > 0 && e.Message.Length > 0));
                Assert.NotEqual(parsed.Succeeded, parsed.Errors.Count > 0);
                if (parsed.Value is { } policies)
                {
                    Assert.All(CedarValidator.Validate(policies, schema.Value!), e => Assert.True(e.Line > 0));
                    Assert.NotNull(CedarAuthorizer.Authorize(policies, request, EntityStore.Empty));
                }
            },
            iter: 3000,
            threads: 1);
    }

    [Fact]
    public void A_mutated_schema_is_read_or_refused_with_a_place() =>
        Mutations(Schema).Sample(
            text =>
            {
                var parsed = CedarSchema.Parse(text, "s");
                Assert.NotEqual(parsed.Succeeded, parsed.Errors.Count > 0);
                Assert.All(parsed.Errors, e => Assert.True(e.Line > 0));
            },
            iter: 3000,
            threads: 1);

    [Fact]
    public void Mutated_entities_are_read_or_refused()
    {
        Assert.Empty(CedarJson.ParseEntities(Entities, "e").Errors);
        Mutations(Entities).Sample(
            text =>
            {
                var parsed = CedarJson.ParseEntities(text, "e");
                Assert.NotEqual(parsed.Succeeded, parsed.Errors.Count > 0);
            },
            iter: 3000,
            threads: 1);
    }
}
