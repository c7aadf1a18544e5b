using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Records;

namespace Palladium.Federation.Json;

/// <summary>
/// Reads the fields of one canonical object and remembers the first thing that was wrong, so that a reader of a record
/// is a list of fields and one check at the end. Values read after a failure are defaults and mean nothing.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonObject _json;
    private readonly string _path;
    private readonly string _rules;

    public JsonFields(JsonNode? node, string path, string rules)
    {
        _path = path;
        _rules = rules;
        _json = node as JsonObject ?? [];
        if (node is not JsonObject)
        {
            Fail("", "object", "An object is expected here.");
        }
    }

    /// <summary>What was wrong first, or null.</summary>
    public Refusal? Refusal { get; private set; }

    public string PathOf(string name) => $"{_path}/{name}";

    public string Text(string name, int maxLength = 256, bool allowEmpty = false)
    {
        if (_json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            && value.GetValue<string>() is var text && text.Length <= maxLength && (allowEmpty || text.Length > 0))
        {
            return text;
        }

        return Fail(name, "text", $"A text of {(allowEmpty ? 0 : 1)} to {maxLength} characters is expected.", "");
    }

    public string? OptionalText(string name, int maxLength = 256) => Present(name) ? Text(name, maxLength, allowEmpty: true) : null;

    public long Integer(string name, long min, long max)
    {
        if (_json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && value.TryGetValue<long>(out var number) && number >= min && number <= max)
        {
            return number;
        }

        return Fail(name, "integer", $"A whole number from {min} to {max} is expected.", min);
    }

    public string Hex(string name, int bytes)
    {
        var text = Text(name, bytes * 2);
        return Refusal is null && (text.Length != bytes * 2 || text.AsSpan().IndexOfAnyExcept("0123456789abcdef") >= 0)
            ? Fail(name, "hex", $"{bytes * 2} lower-case hexadecimal digits are expected.", "")
            : text;
    }

    public string? OptionalHex(string name, int bytes) => Present(name) ? Hex(name, bytes) : null;

    public MemberId Member(string name)
    {
        if (MemberId.Parse(Text(name, 32)).Accepted(out var id, out var refusal))
        {
            return id;
        }

        return Fail(name, "member", refusal.Message, default(MemberId));
    }

    public Uri Url(string name)
    {
        if (Uri.TryCreate(Text(name, 512), UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            && string.IsNullOrEmpty(url.UserInfo))
        {
            return url;
        }

        return Fail(name, "url", "An absolute http or https URL without credentials is expected.", new Uri("https://invalid.invalid/"));
    }

    public JsonArray Array(string name, int max)
    {
        if (_json[name] is JsonArray array && array.Count <= max)
        {
            return array;
        }

        return Fail(name, "array", $"An array of at most {max} is expected.", new JsonArray());
    }

    public JsonFields Object(string name)
    {
        var fields = new JsonFields(_json[name], PathOf(name), _rules);
        Refusal ??= fields.Refusal;
        return fields;
    }

    public JsonNode? Node(string name) => _json[name];

    /// <summary>Refuses members beyond those named: for records in which nothing may hide.</summary>
    public void Exactly(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in _json)
        {
            if (!names.Contains(name))
            {
                Fail(name, "unknown-member", "This member is not known here.");
            }
        }
    }

    /// <summary>Takes over what a nested reader found wrong.</summary>
    public void Also(Refusal? refusal) => Refusal ??= refusal;

    public void Fail(string name, string rule, string message) =>
        Refusal ??= new Refusal(name.Length == 0 ? _path : PathOf(name), $"{_rules}.{rule}", message);

    private bool Present(string name) => _json.TryGetPropertyValue(name, out var node) && node is not null;

    private T Fail<T>(string name, string rule, string message, T value)
    {
        Fail(name, rule, message);
        return value;
    }
}
