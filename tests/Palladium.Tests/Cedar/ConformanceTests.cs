using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class ConformanceTests
{
    private static readonly CedarSchema Schema = CedarSchema.Parse(
        """
        entity U in [G] { a: Long, e?: E, s?: Set<Long>, r?: {x: Long} } tags String;
        entity G; entity E enum ["x"];
        action p; action a in [p] appliesTo { principal: U, resource: [G, E], context: { n: Long, ip?: ipaddr, t?: datetime } };
        """,
        "s").Value!;

    [Theory]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1,"e":{"type":"E","id":"x"},"s":[1],"r":{"x":1}},"parents":[{"type":"G","id":"g"}],"tags":{"k":"v"}}""", null)]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{},"parents":[]}""", "U::\"1\": the attribute 'a' is missing; expected Long")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1,"z":1},"parents":[]}""", "U::\"1\": the attribute 'z' is not declared")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":"1"},"parents":[]}""", "U::\"1\", attribute 'a': expected Long, found string")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1,"s":[1,"2"]},"parents":[]}""", "U::\"1\", attribute 's': expected Long, found string")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1,"r":{"x":1,"y":2}},"parents":[]}""", "U::\"1\", attribute 'r': the attribute 'y' is not declared")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1,"e":{"type":"E","id":"z"}},"parents":[]}""", "U::\"1\", attribute 'e': E::\"z\" is not one of the entities that 'E' enumerates")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1},"parents":[{"type":"U","id":"2"}]}""", "U::\"1\": a 'U' cannot be in a 'U', found the parent U::\"2\"")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1},"parents":[{"type":"Action","id":"p"}]}""", "U::\"1\": an entity cannot be in an action, found the parent Action::\"p\"")]
    [InlineData("""{"uid":{"type":"U","id":"1"},"attrs":{"a":1},"parents":[],"tags":{"k":1}}""", "U::\"1\", tag 'k': expected String, found long")]
    [InlineData("""{"uid":{"type":"G","id":"1"},"attrs":{},"parents":[],"tags":{"k":"v"}}""", "G::\"1\": 'G' has no tags, found 'k'")]
    [InlineData("""{"uid":{"type":"Z","id":"1"},"attrs":{},"parents":[]}""", "Z::\"1\": the schema has no entity type 'Z'")]
    [InlineData("""{"uid":{"type":"E","id":"q"},"attrs":{},"parents":[]}""", "E::\"q\": E::\"q\" is not one of the entities that 'E' enumerates")]
    [InlineData("""{"uid":{"type":"Action","id":"q"},"attrs":{},"parents":[]}""", "the schema has no action Action::\"q\"")]
    public void Entities_are_held_against_the_schema(string entity, string? expected)
    {
        var entities = CedarJson.ParseEntities($"[{entity}]", "e", Schema).Value!;
        Assert.Equal(expected is null ? [] : [expected], CedarValidator.ValidateEntities(entities.Entities, Schema));
    }

    [Fact]
    public void An_action_other_than_the_schemas_is_refused() =>
        Assert.Equal(
            "Action::\"a\" is not as the schema declares it",
            Assert.Single(CedarValidator.ValidateEntities([new(new("Action", "a"), CedarRecord.Empty, [])], Schema)));

    [Theory]
    [InlineData("U", "a", "G", """{"n":1,"ip":"::1","t":"2024-01-01"}""", null)]
    [InlineData("G", "a", "G", """{"n":1}""", "principal: Action::\"a\" does not apply to a 'G'; expected U")]
    [InlineData("U", "a", "U", """{"n":1}""", "resource: Action::\"a\" does not apply to a 'U'; expected G or E")]
    [InlineData("U", "a", "E", """{"n":1}""", "resource: E::\"1\" is not one of the entities that 'E' enumerates")]
    [InlineData("U", "z", "G", "{}", "action: the schema has no action Action::\"z\"")]
    [InlineData("U", "a", "G", "{}", "context: the attribute 'n' is missing; expected Long")]
    [InlineData("Z", "a", "G", """{"n":1}""", "principal: the schema has no entity type 'Z'")]
    public void Requests_are_held_against_the_schema(string principal, string action, string resource, string context, string? expected)
    {
        var uid = new EntityUid("Action", action);
        var request = new CedarRequest(new(principal, "1"), uid, new(resource, "1"), CedarJson.ParseContext(context, "c", Schema, uid).Value!);
        Assert.Equal(expected is null ? [] : [expected], CedarValidator.ValidateRequest(request, Schema));
    }

    [Theory]
    [InlineData("""[{"uid":{"type":"U","id":"1"},"parents":[]}]""", "e:1:2: expected the member 'attrs'")]
    [InlineData("""[{"uid":{"type":"G","id":"1"},"attrs":{},"parents":[{"type":"G","id":"1"}]}]""", "e:1:2: the entity G::\"1\" is in itself, or above one that is")]
    [InlineData("""[{"uid":{"type":"G","id":"1"},"attrs":{},"parents":[]}, {"uid":{"type":"G","id":"1"},"attrs":{"a":1},"parents":[]}]""", "e:1:57: the entity G::\"1\" is given twice, and not alike")]
    [InlineData("""[{"uid":"G::\"1\"","attrs":{},"parents":[]}]""", "e:1:9: expected an entity as {\"type\": \"...\", \"id\": \"...\"}, found a string")]
    [InlineData("""[{"uid":{"type":"U","id":"1"},"attrs":{"a":{"__expr":"1"}},"parents":[]}]""", "e:1:44: the escape '__expr' is no longer supported; expected '__entity', '__extn' or a plain value")]
    public void Faulty_entities_are_refused_with_their_place(string json, string expected) =>
        Assert.Equal(expected, Assert.Single(CedarJson.ParseEntities(json, "e").Errors).ToString());

    [Theory]
    [InlineData("""{"fn":"ip","arg":"::1"}""", "ip(\"0:0:0:0:0:0:0:1\")")]
    [InlineData("""{"fn":"ip","args":["::1"]}""", "ip(\"0:0:0:0:0:0:0:1\")")]
    [InlineData("""{"fn":"offset","args":["1970-01-01","1d"]}""", "datetime(\"1970-01-01\").offset(duration(\"86400000ms\"))")]
    [InlineData("""{"fn":"toDate","arg":{"__extn":{"fn":"datetime","arg":"1970-01-01T12:00:00Z"}}}""", "datetime(\"1970-01-01\").offset(duration(\"0ms\"))")]
    [InlineData("""{"fn":"lessThan","args":[{"__extn":{"fn":"decimal","arg":"1.0"}},{"fn":"decimal","arg":"2.0"}]}""", "true")]
    [InlineData("""{"fn":"ip","arg":"x"}""", "c:1:16: \"x\" is no valid ip; expected an IPv4 or IPv6 address, alone or with /prefix")]
    [InlineData("""{"fn":"ip","arg":1}""", "c:1:16: type error: expected string, found long")]
    [InlineData("""{"fn":"ip","args":[]}""", "c:1:16: 'ip' takes 1 argument, found 0")]
    [InlineData("""{"fn":"rm","arg":"x"}""", "c:1:16: expected {\"fn\": \"ip, decimal, datetime, duration or a method of these\", \"arg\": ...} or \"args\": [...]")]
    public void A_value_may_be_the_call_of_any_extension_function(string call, string expected)
    {
        var parse = CedarJson.ParseContext($"{{\"a\":{{\"__extn\":{call}}}}}", "c");
        Assert.Equal(expected, parse.Value?.Attributes["a"].ToString() ?? parse.Errors.Single().ToString());
    }
}
