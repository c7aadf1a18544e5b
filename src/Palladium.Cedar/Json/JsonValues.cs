using System.Text.Json;
using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Schema;

namespace Palladium.Cedar.Json;

/// <summary>Something in a JSON document that is no Cedar; never leaves this assembly.</summary>
internal sealed class JsonFormException(string path, string message) : Exception($"{(path.Length == 0 ? "the document" : path)}: {message}");

/// <summary>
/// Values in JSON: as they are, with the escapes <c>__entity</c> and <c>__extn</c>, and, where a schema says what is expected,
/// without the escapes.
/// </summary>
internal static class JsonValues
{
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 200, AllowDuplicateProperties = false };

    public static CedarValue Read(JsonElement json, CedarType? expected, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return CedarBool.Of(json.ValueKind == JsonValueKind.True);
            case JsonValueKind.Number:
                return json.TryGetInt64(out var number)
                    ? CedarLong.Of(number)
                    : throw new JsonFormException(path, "expected an integer of 64 bits");
            case JsonValueKind.String:
                return Constructor(expected) is { } function ? Extension(function, json.GetString()!, path) : new CedarString(json.GetString()!);
            case JsonValueKind.Array:
                var element = (expected as SetType)?.Element;
                return new CedarSet(json.EnumerateArray().Select((item, i) => Read(item, element, $"{path}[{i}]")));
            case JsonValueKind.Object:
                return ReadObject(json, expected, path);
            default:
                throw new JsonFormException(path, "Cedar has no null");
        }
    }

    public static CedarRecord Record(JsonElement json, RecordType? expected, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonFormException(path, "expected an object");
        }

        return new CedarRecord(json.EnumerateObject().Select(p => KeyValuePair.Create(
            p.Name, Read(p.Value, expected?.Attributes.GetValueOrDefault(p.Name)?.Type, $"{path}.{p.Name}"))));
    }

    /// <summary>A uid as <c>{"type", "id"}</c>, with or without <c>__entity</c> around it.</summary>
    public static EntityUid Uid(JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("__entity", out var inner))
        {
            json = inner;
        }

        return json.ValueKind == JsonValueKind.Object && Text(json, "type") is { } type && Text(json, "id") is { } id
            ? new EntityUid(type, id)
            : throw new JsonFormException(path, "expected an entity as {\"type\": \"...\", \"id\": \"...\"}");
    }

    private static CedarValue ReadObject(JsonElement json, CedarType? expected, string path)
    {
        if (json.TryGetProperty("__entity", out _) || expected is EntityType)
        {
            return new CedarEntity(Uid(json, path));
        }

        if (json.TryGetProperty("__extn", out var call) || (Constructor(expected) is not null && json.TryGetProperty("fn", out _)))
        {
            return Call(call.ValueKind == JsonValueKind.Undefined ? json : call, path);
        }

        return Record(json, expected as RecordType, path);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static CedarValue Call(JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.Object && Text(json, "fn") is { } name && ExtensionFunctions.TryFind(name, out var function))
        {
            if (function.IsConstructor() && Text(json, "arg") is { } argument)
            {
                return Extension(function, argument, path);
            }

            // The form in which a datetime is written out: the epoch plus a duration.
            if (function == ExtensionFunction.Offset && json.TryGetProperty("args", out var arguments)
                && arguments.ValueKind == JsonValueKind.Array && arguments.GetArrayLength() == 2
                && Read(arguments[0], null, path) is CedarDatetime start && Read(arguments[1], null, path) is CedarDuration duration
                && (Int128)start.Milliseconds + duration.Milliseconds is var sum && sum >= long.MinValue && sum <= long.MaxValue)
            {
                return new CedarDatetime((long)sum);
            }
        }

        throw new JsonFormException(path, "expected {\"fn\": \"ip, decimal, datetime or duration\", \"arg\": \"...\"}");
    }

    private static CedarValue Extension(ExtensionFunction function, string text, string path) =>
        ConstructorNode.Make(function, text)
        ?? throw new JsonFormException(path, ConstructorNode.Refusal(function, new CedarString(text)));

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
