using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class SchemaJsonTests
{
    private const string Text = """
        @doc("a type")
        type T = {
          "a b"?: Set<{
            x: decimal
          }>,
          n: __cedar::Long
        };

        entity E enum ["x", "y"];

        entity U in [G] = {
          @why("it \"is\"")
          t: T
        } tags String;

        entity G;

        namespace N {
          entity V in [U];

          action "look up" in [Action::"read"] appliesTo {
            principal: [U, V],
            resource: [N::V],
            context: T
          };

          action "read";
        }

        """;

    [Fact]
    public void A_schema_goes_through_JSON_and_back()
    {
        var schema = CedarSchema.Parse(Text, "s").Value!;
        var again = CedarSchema.ParseJson(schema.ToJson(), "j");
        Assert.Empty(again.Errors);
        Assert.Equal(schema.ToText(), again.Value!.ToText());
        Assert.Equal(schema.ToText(), CedarSchema.Parse(schema.ToText(), "t").Value!.ToText());
        Assert.Contains("entity U in [G] = {\n  @why(\"it \\\"is\\\"\")\n  t: T\n} tags String;\n", schema.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_stands_for_the_attributes_is_written_out()
    {
        var schema = CedarSchema.ParseJson("""{"":{"commonTypes":{"T":{"type":"Record","attributes":{"a":{"type":"Long","required":false}}}},"entityTypes":{"A":{"shape":{"type":"T"}}},"actions":{}}}""", "j");
        Assert.Contains("entity A = {\n  a?: __cedar::Long\n};\n", schema.Value!.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"":{"entityTypes":{"A":{"shape":{"type":"Long"}}},"actions":{}}}""", "j:1:42: the attributes of an entity type are a record, found Long")]
    [InlineData("""{"":{"entityTypes":{"if":{}},"actions":{}}}""", "j:1:21: \"if\" is no name of a type; expected letters, digits and '_', and no reserved word")]
    [InlineData("""{"":{"entityTypes":{},"actions":{},"commonTypes":{"Long":{"type":"Long"}}}}""", "j:1:51: 'Long' is the name of a built-in type")]
    [InlineData("""{"":{"entityTypes":{"A":{"tags":{"type":"Extension","name":"foo"}}},"actions":{}}}""", "j:1:60: expected \"ipaddr\", \"decimal\", \"datetime\" or \"duration\"")]
    [InlineData("""{"":{"entityTypes":{},"actions":{"a":{"memberOf":[{"id":"b"}]}}}}""", "j:1:51: the action \"b\" is not declared")]
    [InlineData("""{"":{"entityTypes":{}}}""", "j:1:5: expected the member 'actions'")]
    public void A_faulty_schema_is_refused_with_its_place(string json, string expected) =>
        Assert.Equal(expected, Assert.Single(CedarSchema.ParseJson(json, "j").Errors).ToString());

    [Theory]
    [InlineData("entity B; namespace A { entity B; }", "s:1:32: 'A::B' would shadow 'B', which is declared outside every namespace")]
    [InlineData("action b; namespace A { action b; }", "s:1:32: the action \"b\" would shadow the one that is declared outside every namespace")]
    [InlineData("namespace A {} namespace A {}", "s:1:26: the namespace 'A' is declared twice")]
    [InlineData("entity A; action a appliesTo { principal: A };", "s:1:30: 'resource' is missing; an action applies to at least one type of each")]
    [InlineData("entity A in [A,];", "s:1:16: expected an entity type, found ']'")]
    [InlineData("@a @a entity A;", "s:1:5: the annotation @a is given twice")]
    public void A_schema_in_text_is_held_to_the_same_rules(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(CedarSchema.Parse(text, "s").Errors).ToString());
}
