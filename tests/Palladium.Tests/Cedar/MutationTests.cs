using CsCheck;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

/// <summary>Whatever a reader is given, it answers with a value or with errors that have a place; nothing is thrown, nothing hangs.</summary>
public sealed class MutationTests
{
    private const int Times = 3000;

    private const string Policies = """
        @id("a") @rule("words \u{41}") permit(principal is N::User in N::Team::"x", action in [N::Action::"v", N::Action::"w"], resource)
        when { if principal has a.b then -principal.a.b + 3 * 2 <= 7 else ["x", "\0"].containsAny([context["k"]]) }
        unless { ip("10.0.0.1/8").isInRange(context.ip) || "a*b" like "\*?*" && {x: [1, true]}.x.isEmpty() }; // said
        forbid(principal == ?principal, action, resource in ?resource) when { datetime("2024-01-01").offset(duration("1d")) != context.t };
        """;

    private const string SchemaText = """
        namespace N { entity User, Team in [Team] = { a?: { b: Long }, "k": Set<String> } tags String; entity E enum ["x"];
        type T = { ip: ipaddr }; @doc("x") action v, "w" in [z] appliesTo { principal: [User], resource: User, context: T }; action z; }
        """;

    private const string Entities = """
        [{"uid": {"type": "N::User", "id": "x"}, "attrs": {"a": {"b": 1}, "k": ["s"], "t": {"__extn": {"fn": "ip", "arg": "::1"}}},
          "parents": [{"__entity": {"type": "N::Team", "id": "x"}}], "tags": {"x": "y"}}]
        """;

    private const string Request = """
        {"principal": {"type": "N::User", "id": "x"}, "action": "N::Action::\"v\"", "resource": {"__entity": {"type": "N::User", "id": "y"}},
         "context": {"ip": "::1", "k": [1, {"__extn": {"fn": "offset", "args": [{"__extn": {"fn": "datetime", "arg": "2024-01-01"}}, {"__extn": {"fn": "duration", "arg": "1d"}}]}}]}}
        """;

    private static readonly string[] Pieces =
    [
        .. "(){}[]<>\"\\.,:;@?=!&|+-*/%0 aé\n\r\0\ud800".Select(c => c.ToString()),
        "::", " in ", " is ", " has ", " like ", "if ", "Set<", "permit", "9223372036854775808", "\\u{", "\\ud800", "null", "1e9", "__entity", "__extn", "__cedar::", "//", "\"a\": 1,", "{\"&&\":",
    ];

    private static readonly CedarSchema Schema = CedarSchema.Parse(SchemaText, "s").Value!;

    private static void Mutate<T>(string text, Func<string, CedarParse<T>> read, Action<T>? use = null)
        where T : class
    {
        Assert.Empty(read(text).Errors);
        var change = Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1], Gen.Int[0, 20]);
        change.Array[1, 5].Select(changes => changes.Aggregate(text, (t, c) =>
        {
            var (at, length, piece, kind) = c;
            at = Math.Min(at, t.Length);
            var end = Math.Min(t.Length, at + length);

            // Mostly a small change; now and then a part of the text again and again, or the rest cut off.
            return kind switch
            {
                0 => t[..at],
                1 => t[..at] + string.Concat(Enumerable.Repeat(t[at..end], 300)) + t[at..],
                _ => t[..at] + Pieces[piece] + t[end..],
            };
        })).Sample(
            mutated =>
            {
                var parsed = read(mutated);
                Assert.NotEqual(parsed.Succeeded, parsed.Errors.Count > 0);
                Assert.All(parsed.Errors, e => Assert.True(e is { Line: > 0, Column: > 0, Message.Length: > 0 }, e.ToString()));
                if (parsed.Value is { } value)
                {
                    use?.Invoke(value);
                }
            },
            iter: Times,
            threads: 1);
    }

    private static void Use(PolicySet policies)
    {
        var request = CedarJson.ParseRequest(Request, "r", Schema).Value!;
        Assert.All(CedarValidator.Validate(policies, Schema), e => Assert.True(e.Line > 0));
        Assert.NotNull(CedarAuthorizer.Authorize(policies, request, EntityStore.Empty));
        Assert.Equal(policies.ToJson(), PolicySet.ParseJson(policies.ToJson(), "j").Value?.ToJson());
        UseResiduals(policies, request);
        if (PolicySet.Parse(policies.ToText(), "t") is var again && !again.Succeeded)
        {
            // JSON has no parentheses to count, so it may nest deeper.
            Assert.Contains("nested too deeply", again.Errors[0].Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(policies.ToText(), again.Value!.ToText());
        }
    }

    private static void UseResiduals(PolicySet policies, CedarRequest request)
    {
        var residuals = CedarResiduals.Of(
            policies, PartialRequest.AboutAny(request.Resource.Type, request.Principal, request.Action, request.Context), new KnownEntities(EntityStore.Empty, areAll: false), Schema);
        Assert.NotNull(residuals.ToRows(ErringForbids.Deny).Value);
        Assert.NotNull(CedarAuthorizer.Authorize(residuals.ToPolicies(), request, EntityStore.Empty));
        Assert.NotEmpty(residuals.ToPolicies().ToJson());
        CedarValidator.Validate(policies, Schema, out _, level: 1);
    }

    [Fact]
    public void A_mutated_policy_is_read_or_refused_with_a_place() => Mutate(Policies, text => PolicySet.Parse(text, "p"), Use);

    [Fact]
    public void A_mutated_policy_is_formatted_or_refused() => Mutate(Policies, text => CedarFormatter.Format(text, "p"), formatted =>
        Assert.Equal(formatted, CedarFormatter.Format(formatted, "p").Value));

    [Fact]
    public void A_mutated_policy_in_JSON_is_read_or_refused_with_a_place() =>
        Mutate(PolicySet.Parse(Policies, "p").Value!.ToJson(), text => PolicySet.ParseJson(text, "p"), Use);

    [Fact]
    public void A_mutated_schema_is_read_or_refused_with_a_place() => Mutate(SchemaText, text => CedarSchema.Parse(text, "s"), schema =>
        Assert.Equal(schema.ToJson(), CedarSchema.ParseJson(schema.ToJson(), "j").Value?.ToJson()));

    [Fact]
    public void A_mutated_schema_in_JSON_is_read_or_refused_with_a_place() => Mutate(Schema.ToJson(), text => CedarSchema.ParseJson(text, "s"), schema =>
        Assert.Equal(schema.ToText(), CedarSchema.Parse(schema.ToText(), "t").Value?.ToText()));

    [Fact]
    public void Mutated_entities_are_read_or_refused_with_a_place() => Mutate(Entities, text => CedarJson.ParseEntities(text, "e"), entities =>
    {
        CedarValidator.ValidateEntities(entities.Entities, Schema);
        Assert.Empty(CedarJson.ParseEntities(CedarJson.Write(entities.Entities), "e").Errors);
    });

    [Fact]
    public void A_mutated_request_is_read_or_refused_with_a_place() => Mutate(Request, text => CedarJson.ParseRequest(text, "r", Schema), request =>
    {
        CedarValidator.ValidateRequest(request, Schema);
        Assert.Equal(CedarJson.Write(request), CedarJson.Write(CedarJson.ParseRequest(CedarJson.Write(request), "r").Value!));
    });

    public static TheoryData<string, string> Deep { get; } = new()
    {
        { "(", ")" }, { "[", "]" }, { "{a: ", "}" }, { "!(", ")" }, { "ip(", ")" }, { "if true then 1 else ", "" }, { "true && (", ")" }, { "1 + ", "" }, { "-(", ")" },
        { "", ".a" }, { "", "[\"a\"]" }, { "", ".isEmpty()" }, { "true || ", "" }, { "principal has a.", "a" }, { "[1].contains(", ")" }, { "principal in ", "" },
    };

    [Theory]
    [MemberData(nameof(Deep))]
    public void Deep_nesting_is_read_or_refused_on_a_small_stack(string open, string close)
    {
        foreach (var depth in new[] { 100, 190, 500, 100_000 })
        {
            var text = $"permit(principal, action, resource) when {{ {Repeat(open, depth)}context{Repeat(close, depth)} }};";
            OnSmallStack(() =>
            {
                if (PolicySet.Parse(text, "p").Value is { } policies)
                {
                    Use(policies);
                    Assert.True(CedarFormatter.Format(text, "p").Succeeded);
                }
            });
        }
    }

    [Theory]
    [InlineData("""{"&&":{"right":{"Value":true},"left":""", "}}")]
    [InlineData("""{"&&":{"left":{"Value":true},"right":""", "}}")]
    [InlineData("""{"!":{"arg":""", "}}")]
    [InlineData("""{"Set":[""", "]}")]
    [InlineData("""{"ip":[""", "]}")]
    [InlineData("""{"Value":[""", "]}")]
    public void Deep_JSON_is_read_or_refused_on_a_small_stack(string open, string close)
    {
        const string head = """{"effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[{"kind":"when","body":""";
        foreach (var depth in new[] { 100, 590, 5000, 100_000 })
        {
            var json = $"{head}{Repeat(open, depth)}{{\"Var\":\"context\"}}{Repeat(close, depth)}}}]}}";
            OnSmallStack(() =>
            {
                if (PolicySet.ParseJson(json, "p").Value is { } policies)
                {
                    Use(policies);
                }
            });
        }
    }

    [Fact]
    public void Deep_values_and_types_are_read_or_refused_on_a_small_stack()
    {
        foreach (var depth in new[] { 100, 290, 480, 100_000 })
        {
            OnSmallStack(() =>
            {
                var context = CedarJson.ParseContext($"{{\"a\": {Repeat("[", depth)}{Repeat("]", depth)}}}", "c");
                Assert.Equal(depth < 490, context.Succeeded);
                if (context.Value is { } record)
                {
                    Assert.Equal(record, CedarJson.ParseContext($"{{\"a\": {Repeat("[", depth)}{Repeat("]", depth)}}}", "c").Value);
                }

                CedarSchema.Parse($"entity A {{ a: {Repeat("Set<", depth)}Long{Repeat(">", depth)} }};", "s");
                var nested = Repeat("{\"type\":\"Set\",\"element\":", depth) + "{\"type\":\"Long\"}" + Repeat("}", depth);
                CedarSchema.ParseJson("{\"\":{\"actions\":{},\"entityTypes\":{\"A\":{\"tags\":" + nested + "}}}}", "s");
            });
        }
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    /// <summary>Less than .NET gives a thread.</summary>
    private static void OnSmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
