using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class ValidatorTests
{
    private const string Schema = """
        entity Team;
        entity User in [Team] = { age: Long, nick?: String, home: { city: String, zip?: Long } } tags String;
        entity Photo = { owner: User };
        action view, edit appliesTo { principal: [User], resource: [Photo], context: { ip?: ipaddr } };
        """;

    private static IReadOnlyList<CedarError> Check(string policy)
    {
        var set = PolicySet.Parse(policy, "p");
        Assert.Empty(set.Errors);
        return CedarValidator.Validate(set.Value!, CedarSchema.Parse(Schema, "s").Value!);
    }

    [Theory]
    [InlineData("principal in Team::\"x\" && principal.age > 17")]
    [InlineData("principal has nick && principal.nick like \"a*\"")]
    [InlineData("context has ip && context.ip.isLoopback()")]
    [InlineData("principal.hasTag(\"x\") && principal.getTag(\"x\") == \"y\"")]
    [InlineData("resource.owner.home.city == \"Montevideo\"")]
    public void A_sound_condition_passes(string condition) => Assert.Empty(Check($"permit(principal, action, resource) when {{ {condition} }};"));

    [Theory]
    [InlineData("principal.size == 1", "p:1:54: 'User' has no attribute 'size'")]
    [InlineData("principal.nick == \"a\"", "p:1:54: the attribute 'nick' may be absent; test it with 'has' first")]
    [InlineData("principal.age == \"a\"", "p:1:58: values of different types are never equal: Long and String")]
    [InlineData("principal in Gang::\"x\"", "p:1:57: the schema has no entity type 'Gang'")]
    [InlineData("action == Action::\"fly\"", "p:1:54: the schema has no action Action::\"fly\"")]
    [InlineData("principal.age", "p:1:54: expected Bool, found Long")]
    [InlineData("ip(principal.home.city).isLoopback()", "p:1:44: ip() takes a string literal; what it makes of another value cannot be checked")]
    [InlineData("principal.home == {city: \"x\", zip: 1}", "p:1:59: values of different types are never equal: {city, zip?} and {city, zip}")]
    [InlineData("principal.getTag(\"x\") == \"y\"", "p:1:54: the tag may be absent; test it with hasTag() first")]
    public void An_unsound_condition_is_refused_with_its_place(string condition, string expected) =>
        Assert.Equal(expected, Assert.Single(Check($"permit(principal, action, resource) when {{ {condition} }};")).ToString());

    [Fact]
    public void A_head_that_no_action_fits_is_refused() =>
        Assert.Contains("no action of the schema applies", Assert.Single(Check("permit(principal is Photo, action == Action::\"view\", resource);")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_policy_that_can_never_apply_is_a_warning()
    {
        var set = PolicySet.Parse("permit(principal, action, resource) when { principal == resource };", "p").Value!;
        Assert.Empty(CedarValidator.Validate(set, CedarSchema.Parse(Schema, "s").Value!, out var warnings));
        Assert.Single(warnings);
    }

    [Theory]
    [InlineData("entity A in [B];", "s:1:14: the entity type 'B' is not declared")]
    [InlineData("entity A { x: Strin };", "s:1:15: the type 'Strin' is not declared")]
    [InlineData("type A = { x: A };", "s:1:6: the type 'A' contains itself")]
    [InlineData("action a in [b]; action b in [a];", "s:1:8: the action Action::\"a\" is in itself")]
    [InlineData("entity A; entity A;", "s:1:18: the entity type 'A' is declared twice")]
    [InlineData("entity A", "s:1:9: expected ';', found the end of the text")]
    public void A_faulty_schema_is_refused_with_its_place(string schema, string expected) =>
        Assert.Equal(expected, Assert.Single(CedarSchema.Parse(schema, "s").Errors).ToString());
}
