using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class PolicyJsonTests
{
    private const string Head = """{"effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"}""";

    private static CedarParse<PolicySet> When(string body) =>
        PolicySet.ParseJson($$"""{{Head}},"conditions":[{"kind":"when","body":{{body}}}]}""", "p.json");

    [Theory]
    [InlineData("""{"Value":{"__entity":{"type":"N::A","id":"b"}}}""", "N::A::\"b\"")]
    [InlineData("""{"Value":[1,{"a":true}]}""", "[1, {a: true}]")]
    [InlineData("""{"Value":{"__extn":{"fn":"ip","arg":"::1"}}}""", "ip(\"::1\")")]
    [InlineData("""{"has":{"left":{"Var":"context"},"attr":["a","b"]}}""", "context has a.b")]
    [InlineData("""{"has":{"left":{"Var":"context"},"attr":["a b","c"]}}""", "context has \"a b\" && context[\"a b\"] has c")]
    [InlineData("""{"like":{"left":{"Value":"x"},"pattern":["Wildcard",{"Literal":"*é"}]}}""", "\"x\" like \"*\\*é\"")]
    [InlineData("""{".":{"left":{"Value":-1},"attr":"if"}}""", "(-1)[\"if\"]")]
    [InlineData("""{"neg":{"arg":{"Value":1}}}""", "-(1)")]
    [InlineData("""{"!":{"arg":{"!":{"arg":{"!":{"arg":{"!":{"arg":{"!":{"arg":{"Value":true}}}}}}}}}}}""", "!(!(!(!(!true))))")]
    [InlineData("""{"&&":{"left":{"||":{"left":{"Value":true},"right":{"Value":false}}},"right":{"Value":true}}}""", "(true || false) && true")]
    [InlineData("""{"is":{"left":{"Var":"principal"},"entity_type":"A","in":{"Set":[]}}}""", "principal is A in []")]
    [InlineData("""{"offset":[{"datetime":[{"Value":"2024-01-01"}]},{"Var":"context"}]}""", "datetime(\"2024-01-01\").offset(context)")]
    public void An_expression_is_read(string body, string expected)
    {
        var parsed = When(body);
        Assert.Empty(parsed.Errors);
        Assert.Equal($"permit(principal, action, resource) when {{ {expected} }};", parsed.Value!.ToText());
        Assert.Equal(parsed.Value.ToText(), PolicySet.Parse(parsed.Value.ToText(), "p").Value!.ToText());
    }

    [Theory]
    [InlineData("""{"Value":null}""", "p.json:1:136: Cedar has no null")]
    [InlineData("""{"Value":1.5}""", "p.json:1:136: expected an integer of 64 bits")]
    [InlineData("""{"a":1,"b":2}""", "p.json:1:127: expected one member, the operator, found 2")]
    [InlineData("""{"&&":{"left":{"Value":true},"right":{"Value":true},"x":1}}""", "p.json:1:179: unknown member 'x'; expected left, right")]
    [InlineData("""{"Slot":"?principal"}""", "p.json:1:127: a slot may only stand in the head of a template")]
    [InlineData("""{"foo":[]}""", "p.json:1:128: there is no operator or function 'foo'")]
    [InlineData("""{"is":{"left":{"Var":"principal"},"entity_type":"A :: B"}}""", "p.json:1:175: \"A :: B\" is no name of an entity type")]
    [InlineData("""{"Value":1""", "p.json:1:138: this is no JSON: ']' is invalid without a matching open.")]
    public void What_is_no_expression_is_refused_with_its_place(string body, string expected) =>
        Assert.Equal(expected, When(body).Errors[0].ToString());

    [Fact]
    public void Templates_and_links_go_through_JSON()
    {
        var set = PolicySet.Parse("@id(\"t\") @x permit(principal is U in ?principal, action, resource == ?resource) when { context.a };", "t").Value!
            .Link("t", "l", new("G", "g"), new("R", "r")).Value!;

        var again = PolicySet.ParseJson(set.ToJson(), "j").Value!;

        Assert.Equal(["l"], again.Policies.Select(p => p.Id));
        Assert.Equal(["t"], again.Templates.Select(p => p.Id));
        Assert.Equal(new TemplateLink("t", new("G", "g"), new("R", "r")), again.Find("l")!.Link);
        Assert.Equal(set.ToJson(), again.ToJson());
        Assert.Equal("@id(\"t\")\n@x\npermit(principal is U in G::\"g\", action, resource == R::\"r\") when { context.a };", again.Find("l")!.ToText());
    }

    [Theory]
    [InlineData("""{"staticPolicies":{},"templates":{},"links":[]}""", "j:1:37: unknown member 'links'; expected templates, staticPolicies, templateLinks")]
    [InlineData("""{"staticPolicies":{},"templates":{},"templateLinks":[{"templateId":"x","newId":"y","values":{}}]}""", "j:1:54: there is no template 'x'")]
    [InlineData("""{"staticPolicies":{},"staticPolicies":{},"templates":{},"templateLinks":[]}""", "j:1:22: the member 'staticPolicies' is given twice")]
    public void A_faulty_set_is_refused_with_its_place(string json, string expected) =>
        Assert.Equal(expected, PolicySet.ParseJson(json, "j").Errors[0].ToString());

    [Fact]
    public void A_long_chain_goes_through_both_forms()
    {
        var text = $"permit(principal, action, resource) when {{ {string.Join(" && ", Enumerable.Repeat("context.a", 5000))} }};";
        var set = PolicySet.Parse(text, "p").Value!;
        Assert.Equal(set.ToText(), PolicySet.ParseJson(set.ToJson(), "j").Value!.ToText());
    }
}
