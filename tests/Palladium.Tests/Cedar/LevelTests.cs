using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class LevelTests
{
    private static readonly CedarSchema Schema = CedarSchema.Parse(
        """
        entity Team in [Team] = { lead: User, open: Bool };
        entity User in [Team] = { team: Team, boss?: User, age: Long } tags Team;
        action view appliesTo { principal: User, resource: Team, context: { who: User, device: { owner: User } } };
        """,
        "s").Value!;

    [Theory]
    [InlineData("principal == User::\"a\" && principal is User", 0)]
    [InlineData("context.device.owner == principal", 0)]
    [InlineData("principal.age > 1", 1)]
    [InlineData("context.who.age > 1", 1)]
    [InlineData("context.device.owner.age > 1", 1)]
    [InlineData("principal in resource", 1)]
    [InlineData("principal is User in resource", 1)]
    [InlineData("principal has boss", 1)]
    [InlineData("principal in resource.lead.team", 2)]
    [InlineData("principal.team.open", 2)]
    [InlineData("principal has boss.team.open", 3)]
    [InlineData("principal has boss && principal.boss has age", 2)]
    [InlineData("principal.hasTag(\"t\") && principal.getTag(\"t\").open", 2)]
    [InlineData("(if principal.age > 1 then principal else resource.lead).age > 1", 2)]
    [InlineData("{a: principal, b: resource.lead.team.lead}.a.age > 1", 3)]
    [InlineData("{a: principal, b: resource}.a.age > 1", 1)]
    [InlineData("false && resource.lead.team.lead.age > 1", 0)]
    public void A_policy_is_valid_from_its_level_on(string condition, int level)
    {
        var policies = PolicySet.Parse($"permit(principal, action, resource) when {{ {condition} }};", "p").Value!;
        Assert.Empty(CedarValidator.Validate(policies, Schema));
        Assert.Empty(CedarValidator.Validate(policies, Schema, out _, level));
        Assert.All(Enumerable.Range(0, level), lower => Assert.NotEmpty(CedarValidator.Validate(policies, Schema, out _, lower)));
    }

    [Fact]
    public void The_error_says_where_and_how_far() =>
        Assert.Equal(
            "p:1:72: this needs level 2; at most level 1 is allowed",
            Assert.Single(CedarValidator.Validate(PolicySet.Parse("permit(principal in Team::\"a\", action, resource) when { principal.team.open };", "p").Value!, Schema, out _, 1)).ToString());

    [Fact]
    public void An_entity_that_is_written_out_cannot_be_looked_at() =>
        Assert.Equal(
            "p:1:44: an entity that is written out cannot be looked at when levels are checked",
            Assert.Single(CedarValidator.Validate(PolicySet.Parse("permit(principal, action, resource) when { Team::\"a\".open };", "p").Value!, Schema, out _, 5)).ToString());
}
