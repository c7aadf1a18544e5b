using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Palladium.Records.Json;

namespace Palladium.Tests.Records;

public sealed class CanonicalJsonTests
{
    // RFC 8785, appendix B: the IEEE 754 bits and the text. Those beyond 2^53 that are whole are refused by us (design: as strings).
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_in_appendix_B_of_RFC_8785(string bits, string text)
    {
        var number = BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        Assert.Equal(text, Write(JsonValue.Create(number)));
        if (number != 0)
        {
            Assert.Equal(number, CanonicalJson.Read(Encoding.UTF8.GetBytes(text)).Value.GetValue<double>());
        }
    }

    [Theory]
    [InlineData("7fefffffffffffff")]
    [InlineData("ffefffffffffffff")]
    [InlineData("4430000000000000")]
    [InlineData("44b52d02c7e14af5")]
    [InlineData("44b52d02c7e14af6")]
    [InlineData("44b52d02c7e14af7")]
    [InlineData("44b52d02c7e14af8")]
    [InlineData("444b1ae4d6e2ef4e")]
    [InlineData("444b1ae4d6e2ef4f")]
    [InlineData("444b1ae4d6e2ef50")]
    [InlineData("7fffffffffffffff")]
    [InlineData("7ff0000000000000")]
    public void The_numbers_of_appendix_B_that_are_whole_beyond_2_to_53_or_not_finite_have_no_form_here(string bits)
    {
        var number = BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(JsonValue.Create(number)));
    }

    [Fact]
    public void The_example_of_clause_3_2_2_is_written_as_there()
    {
        var value = JsonNode.Parse("""
            {
              "numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """);
        Assert.Equal(
            """{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
            Write(value));
    }

    [Fact]
    public void Names_are_sorted_by_UTF_16_units_as_in_clause_3_2_3()
    {
        var value = new JsonObject
        {
            ["\u20ac"] = "Euro Sign",
            ["\r"] = "Carriage Return",
            ["\ufb33"] = "Hebrew Letter Dalet With Dagesh",
            ["1"] = "One",
            ["\ud83d\ude00"] = "Emoji: Grinning Face",
            ["\u0080"] = "Control",
            ["\u00f6"] = "Latin Small Letter O With Diaeresis",
        };
        var written = JsonNode.Parse(Write(value))!.AsObject();
        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            written.Select(property => (string?)property.Value));
    }

    [Theory]
    [InlineData("{\"b\":1,\"a\":2}", "json.not-canonical")]
    [InlineData("{\"a\":1,\"a\":1}", "json.malformed")]
    [InlineData("[1.0]", "json.not-canonical")]
    [InlineData("[1e2]", "json.not-canonical")]
    [InlineData("[-0]", "json.not-canonical")]
    [InlineData("\"\\u0041\"", "json.not-canonical")]
    [InlineData("\"\\/\"", "json.not-canonical")]
    [InlineData("\"\\u000A\"", "json.not-canonical")]
    [InlineData("\"\\ud800\"", "json.no-canonical-form")]
    [InlineData("[9007199254740993]", "json.not-canonical")]
    [InlineData("[18014398509481984]", "json.no-canonical-form")]
    [InlineData("[1] ", "json.not-canonical")]
    [InlineData("\ufeff[1]", "json.malformed")]
    [InlineData("[1,]", "json.malformed")]
    [InlineData("[1]//", "json.malformed")]
    [InlineData("null", "json.null")]
    [InlineData("", "json.malformed")]
    public void Every_other_spelling_is_refused(string text, string rule) =>
        Assert.Equal(rule, CanonicalJson.Read(Encoding.UTF8.GetBytes(text)).Refusal?.Rule);

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_and_up_to_it_read()
    {
        Assert.Null(CanonicalJson.Read(Encoding.UTF8.GetBytes(new string('[', 63) + new string(']', 63))).Refusal);
        Assert.Equal("json.malformed", CanonicalJson.Read(Encoding.UTF8.GetBytes(new string('[', 65) + new string(']', 65))).Refusal?.Rule);
    }

    [Fact]
    public void What_is_written_is_read_back_as_the_same_value() => Values(3).Sample(
        value =>
        {
            var bytes = CanonicalJson.Write(value);
            return CanonicalJson.Read(bytes).Accepted(out var read, out _) && JsonNode.DeepEquals(read, JsonNode.Parse(bytes))
                && CanonicalJson.Write(read).AsSpan().SequenceEqual(bytes);
        },
        iter: 2_000);

    [Fact]
    public void Doubles_survive_the_round_trip_bit_by_bit() => Gen.Double.Where(d => double.IsFinite(d) && d != 0 && (Math.Abs(d) < 9e15 || d != Math.Floor(d))).Sample(
        number => double.Parse(Write(JsonValue.Create(number)), CultureInfo.InvariantCulture).Equals(number), iter: 20_000);

    [Fact]
    public void No_bytes_whatever_make_the_reader_throw()
    {
        Gen.Byte.Array[0, 64].Sample(bytes => ReadsOrRefuses(bytes), iter: 20_000);

        // Nearer to the format: characters of JSON in any order.
        Gen.Int[0, Near.Length - 1].Select(i => Near[i]).Array[0, 40]
            .Sample(text => ReadsOrRefuses(Encoding.UTF8.GetBytes(new string(text))), iter: 20_000);
    }

    private const string Near = "{}[]\":,0123456789eE+-.\\u truefalsn\u0000\u00e9";

    private static bool ReadsOrRefuses(byte[] bytes) =>
        !CanonicalJson.Read(bytes).Accepted(out var node, out _) || CanonicalJson.Write(node).AsSpan().SequenceEqual(bytes);

    private static string Write(JsonNode? value) => Encoding.UTF8.GetString(CanonicalJson.Write(value));

    private static Gen<JsonNode> Values(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Int.Select(number => (JsonNode)number),
            Gen.Double[-1e12, 1e12].Select(number => (JsonNode)number),
            Gen.Bool.Select(truth => (JsonNode)truth),
            Gen.Char.Where(c => !char.IsSurrogate(c)).Array[0, 8].Select(text => (JsonNode)new string(text)));
        return depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                Values(depth - 1).Array[0, 4].Select(items => (JsonNode)new JsonArray(items)),
                Gen.Select(Gen.Char['\u0000', '\u07ff'].Array[0, 4].Select(name => new string(name)), Values(depth - 1)).Array[0, 4].Select(members =>
                    (JsonNode)new JsonObject(members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, (JsonNode?)member.Item2)))));
    }
}
