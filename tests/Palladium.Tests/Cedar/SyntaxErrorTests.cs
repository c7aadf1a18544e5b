using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class SyntaxErrorTests
{
    [Theory]
    [InlineData("permit(principal, action, resource)", "f:1:36: expected 'when', 'unless' or ';', found the end of the text")]
    [InlineData("permit(principal, action, resource)\nwhen { 1 == };", "f:2:13: expected an expression, found '}'")]
    [InlineData("permit(principal, action is A, resource);", "f:1:26: 'is' cannot be used with action; expected '==' or 'in'")]
    [InlineData("permit(principal, action, resource) when { \"a\\q\" == 1 };", "f:1:46: unknown escape; expected one of \\n \\r \\t \\\\ \\0 \\' \\\" \\xHH \\u{H...}")]
    [InlineData("permit(principal, action, resource) when { x };", "f:1:44: expected an expression, found 'x'")]
    [InlineData("permit(principal, action, resource) when { 1 < 2 < 3 };", "f:1:50: comparisons do not chain; use parentheses")]
    [InlineData("permit(principal, action, resource) when { 9223372036854775808 == 1 };", "f:1:44: the number does not fit into 64 bits")]
    [InlineData("permit(principal, action, resource) when { principal.foo() };", "f:1:54: there is no method 'foo'")]
    [InlineData("permit(principal == ?resource, action, resource);", "f:1:21: expected ?principal or an entity, found ?resource")]
    [InlineData("permit(principal, action == User::\"x\", resource);", "f:1:29: expected an entity of a type Action, found User::\"x\"")]
    public void An_error_says_where_and_what_was_expected(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(PolicySet.Parse(text, "f").Errors).ToString());

    [Fact]
    public void An_error_in_one_policy_does_not_hide_one_in_the_next() =>
        Assert.Equal(2, PolicySet.Parse("permit(;\nforbid(principal, action, resource) when { };", "f").Errors.Count);

    [Fact]
    public void Two_policies_of_one_id_are_refused() =>
        Assert.Equal("f:1:60: the policy id 'a' is taken", Assert.Single(PolicySet.Parse("@id(\"a\") permit(principal, action, resource); @id(\"a\")     forbid(principal, action, resource);", "f").Errors).ToString());

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("if ", "")]
    [InlineData("!(", ")")]
    [InlineData("1 + ", "")]
    [InlineData("", ".a")]
    [InlineData("", ".contains(1)")]
    public void Nesting_without_end_is_an_error_and_not_an_overflow_of_the_stack(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.NotEmpty(PolicySet.Parse($"permit(principal, action, resource) when {{ {text} }};", "f").Errors);
    }

    [Fact]
    public void A_chain_of_ten_thousand_conditions_is_read_and_evaluated()
    {
        var chain = string.Join(" || ", Enumerable.Repeat("false", 10_000)) + " || true";
        var set = PolicySet.Parse($"permit(principal, action, resource) when {{ {chain} }};", "f").Value!;
        var uid = new EntityUid("A", "a");
        Assert.Equal(CedarDecision.Allow, CedarAuthorizer.Authorize(set, new(uid, uid, uid, CedarRecord.Empty), EntityStore.Empty).Decision);
    }
}
