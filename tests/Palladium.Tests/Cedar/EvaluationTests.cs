using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class EvaluationTests
{
    private static readonly EntityUid Alice = new("User", "alice");
    private static readonly EntityUid View = new("Action", "view");
    private static readonly EntityUid Photo = new("Photo", "p1");

    private static readonly EntityStore Store = new(
    [
        new(Alice, new(("age", CedarLong.Of(30)), ("name", new CedarString("Alice")), ("address", new CedarRecord(("city", new CedarString("Montevideo"))))), [new("Team", "a")], new(("role", new CedarString("chief")))),
        new(new("Team", "a"), CedarRecord.Empty, [new("Team", "b")]),
        new(new("Team", "b"), CedarRecord.Empty, [new("Team", "a")]),
        new(Photo, new(("owner", new CedarEntity(Alice))), []),
    ]);

    private static CedarResponse Ask(string policies, CedarRecord? context = null)
    {
        var set = PolicySet.Parse(policies, "test.cedar");
        Assert.Empty(set.Errors);
        return CedarAuthorizer.Authorize(set.Value!, new CedarRequest(Alice, View, Photo, context ?? CedarRecord.Empty), Store);
    }

    private static CedarResponse When(string condition) => Ask($"permit(principal, action, resource) when {{ {condition} }};");

    [Fact]
    public void Without_a_policy_everything_is_denied()
    {
        var answer = Ask("");
        Assert.Equal(CedarDecision.Deny, answer.Decision);
        Assert.Empty(answer.Reasons);
    }

    [Fact]
    public void A_forbid_outweighs_a_permit_and_is_the_reason()
    {
        var answer = Ask("@id(\"yes\") permit(principal, action, resource); @id(\"no\") forbid(principal == User::\"alice\", action in [Action::\"view\"], resource is Photo);");
        Assert.Equal(CedarDecision.Deny, answer.Decision);
        Assert.Equal(["no"], answer.Reasons);
    }

    [Fact]
    public void A_policy_that_errs_does_not_apply_and_is_named_with_its_place()
    {
        var answer = Ask("permit(principal, action, resource);\nforbid(principal, action, resource)\nwhen { principal.missing };");
        Assert.Equal(CedarDecision.Allow, answer.Decision);
        var (id, message, isForbid) = Assert.Single(answer.Errors);
        Assert.Equal("policy1", id);
        Assert.True(isForbid);
        Assert.StartsWith("test.cedar:3:18: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("principal in Team::\"b\"")]
    [InlineData("principal in [Team::\"z\", Team::\"b\"]")]
    [InlineData("principal is User in Team::\"a\"")]
    [InlineData("resource.owner == principal && principal has address.city && principal.address.city like \"Mont*o\"")]
    [InlineData("principal.hasTag(\"role\") && principal.getTag(\"role\") == \"chief\"")]
    [InlineData("!(principal has nickname) || principal.nickname == \"x\"")]
    [InlineData("if principal.age >= 18 then true else principal.missing")]
    [InlineData("[1, 2, 2, {a: 1}] == [{\"a\": 1}, 2, 1]")]
    [InlineData("[1, 2].containsAll([2]) && [1, 2].containsAny([2, 3]) && ![1].contains(\"1\") && [].isEmpty()")]
    [InlineData("-9223372036854775808 + 1 - 1 < --3 * 2")]
    [InlineData("decimal(\"1.50\") == decimal(\"1.5\") && decimal(\"-0.1\").lessThan(decimal(\"0.0001\"))")]
    [InlineData("ip(\"10.0.0.7\").isInRange(ip(\"10.0.0.0/24\")) && ip(\"::1\").isLoopback() && !ip(\"1.2.3.4\").isIpv6()")]
    [InlineData("datetime(\"2024-10-15T11:38:02.101+1134\") == datetime(\"2024-10-15T00:04:02.101Z\")")]
    [InlineData("datetime(\"1969-12-31T23:00:00Z\").toTime() == duration(\"23h\") && datetime(\"1970-01-02\") > datetime(\"1970-01-01\").offset(duration(\"1h30m\"))")]
    [InlineData("datetime(\"2024-01-02\").durationSince(datetime(\"2024-01-01\")).toHours() == 24")]
    public void A_true_condition_permits(string condition) => Assert.Equal(CedarDecision.Allow, When(condition).Decision);

    [Theory]
    [InlineData("9223372036854775807 + 1 == 0")]
    [InlineData("-(-9223372036854775808) == 0")]
    [InlineData("1")]
    [InlineData("true && 1")]
    [InlineData("1 < \"2\"")]
    [InlineData("principal in [principal, 3]")]
    [InlineData("decimal(\"1.23456\") == decimal(\"1.2345\")")]
    [InlineData("ip(\"::ffff:127.0.0.1\").isLoopback()")]
    [InlineData("datetime(\"2023-02-29\") == datetime(\"2023-02-28\")")]
    [InlineData("duration(\"1m1h\") == duration(\"1h1m\")")]
    [InlineData("User::\"nobody\".age == 1")]
    public void A_condition_that_errs_is_an_error_and_not_a_permit(string condition)
    {
        var answer = When(condition);
        Assert.Equal(CedarDecision.Deny, answer.Decision);
        Assert.Single(answer.Errors);
    }

    [Theory]
    [InlineData("false && 1")]
    [InlineData("!(true || 1)")]
    public void What_a_short_circuit_skips_cannot_err(string condition) => Assert.Empty(When(condition).Errors);

    [Fact]
    public void A_template_decides_only_when_linked()
    {
        var set = PolicySet.Parse("@id(\"t\") permit(principal == ?principal, action, resource in ?resource);", "t.cedar").Value!;
        var request = new CedarRequest(Alice, View, Photo, CedarRecord.Empty);
        Assert.Equal(CedarDecision.Deny, CedarAuthorizer.Authorize(set, request, Store).Decision);
        var linked = set.Link("t", "link", Alice, Photo).Value!;
        Assert.Equal(["link"], CedarAuthorizer.Authorize(linked, request, Store).Reasons);
        Assert.False(set.Link("t", "link", Alice, null).Succeeded);
    }
}
