using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Json;

/// <summary>
/// Reads values in JSON: as they are, with the escapes <c>__entity</c> and <c>__extn</c>, and, where a schema says what is
/// expected, without the escapes. Whatever is no value is a <see cref="SyntaxException"/>.
/// </summary>
internal static class JsonValues
{
    public static CedarValue Read(JsonTree json, CedarType? expected, int depth = 1)
    {
        if (depth >= CedarValue.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new SyntaxException(json.Offset, $"values nest at most {CedarValue.MaxDepth} deep");
        }

        switch (json.Kind)
        {
            case JsonTokenType.True or JsonTokenType.False:
                return CedarBool.Of(json.Kind == JsonTokenType.True);
            case JsonTokenType.Number:
                return CedarLong.Of(Number(json));
            case JsonTokenType.String:
                return Constructor(expected) is { } function ? Extension(function, json.Text, json.Offset) : new CedarString(json.Text);
            case JsonTokenType.StartArray:
                var element = (expected as SetType)?.Element;
                return new CedarSet(json.Items.Select(item => Read(item, element, depth + 1)));
            case JsonTokenType.StartObject:
                return ReadObject(json, expected, depth);
            default:
                throw new SyntaxException(json.Offset, "Cedar has no null");
        }
    }

    public static CedarRecord Record(JsonTree json, RecordType? expected, int depth = 1) =>
        new(json.RequireObject("an object with attributes").Members.Select(m => KeyValuePair.Create(
            m.Name, Read(m.Value, expected?.Attributes.GetValueOrDefault(m.Name)?.Type, depth + 1))));

    /// <summary>A uid as <c>{"type", "id"}</c>, with or without <c>__entity</c> around it.</summary>
    public static EntityUid Uid(JsonTree json)
    {
        var inner = json.IsObject ? Escape(json, "__entity") ?? json : json;
        return inner.IsObject && inner.Find("type") is { IsString: true } type && inner.Find("id") is { IsString: true } id
            ? new EntityUid(TypeName(type), id.Text)
            : throw new SyntaxException(json.Offset, $"expected an entity as {{\"type\": \"...\", \"id\": \"...\"}}, found {json.Description}");
    }

    /// <summary>The name of an entity type as it stands in JSON: identifiers with <c>::</c> between them, no blanks.</summary>
    public static string TypeName(JsonTree json)
    {
        var name = json.RequireString("an entity type");
        return Names.IsPath(name) ? name : throw new SyntaxException(json.Offset, $"{CedarText.Quote(name)} is no name of an entity type");
    }

    /// <summary>The inside of <c>{"__entity": ...}</c>, if that is what the object is; with other members it is a record like any other.</summary>
    public static JsonTree? Escape(JsonTree json, string name) =>
        json.Members is [var only] && only.Name == name ? only.Value : null;

    public static long Number(JsonTree json) =>
        long.TryParse(json.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SyntaxException(json.Offset, "expected an integer of 64 bits");

    private static CedarValue ReadObject(JsonTree json, CedarType? expected, int depth)
    {
        if (expected is EntityType || Escape(json, "__entity") is not null)
        {
            return new CedarEntity(Uid(json));
        }

        if (Escape(json, "__extn") is { } call)
        {
            return Call(call, depth);
        }

        if (Escape(json, "__expr") is not null)
        {
            throw new SyntaxException(json.Offset, "the escape '__expr' is no longer supported; expected '__entity', '__extn' or a plain value");
        }

        return Constructor(expected) is not null ? Call(json, depth) : Record(json, expected as RecordType, depth);
    }

    /// <summary>What stands behind <c>__extn</c>: the call of any extension function, with <c>arg</c> or <c>args</c>.</summary>
    private static CedarValue Call(JsonTree json, int depth)
    {
        const string expected = "expected {\"fn\": \"ip, decimal, datetime, duration or a method of these\", \"arg\": ...} or \"args\": [...]";
        if (!json.IsObject || json.Members.Count != 2 || json.Find("fn") is not { IsString: true } name || !ExtensionFunctions.TryFind(name.Text, out var function)
            || (json.Find("args") is { IsArray: true } several ? several.Items : json.Find("arg") is { } one ? [one] : null) is not { } given)
        {
            throw new SyntaxException(json.Offset, expected);
        }

        if (function.WrongArity(given.Count) is { } wrong)
        {
            throw new SyntaxException(json.Offset, wrong);
        }

        var (first, second, _) = function.Types();
        var arguments = given.Select((argument, i) => new LiteralExpression(argument.Offset, Read(argument, i == 0 ? first : second, depth + 1)));
        return Constants.Evaluate(new CallExpression(json.Offset, function, [.. arguments]), out var error)
            ?? throw new SyntaxException(json.Offset, error.Message());
    }

    private static CedarValue Extension(ExtensionFunction function, string text, int offset) =>
        function.Make(text) ?? throw new SyntaxException(offset, function.Refusal(new CedarString(text)));

    private static ExtensionFunction? Constructor(CedarType? type) => type is NamedType named
        ? named.Name switch
        {
            "decimal" => ExtensionFunction.Decimal,
            "ipaddr" => ExtensionFunction.Ip,
            "datetime" => ExtensionFunction.Datetime,
            "duration" => ExtensionFunction.Duration,
            _ => null,
        }
        : null;
}
