using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Records;
using Palladium.Records.Json;

namespace Palladium.Operations.Bodies;

/// <summary>
/// Reads the members of a body one by one and keeps the first refusal, so that a codec is a list of what it expects. After
/// a refusal every further read returns a default; the codec asks <see cref="Refusal"/> once, at the end.
/// </summary>
internal sealed class BodyReader
{
    private readonly JsonObject _json;
    private readonly string _path;

    private BodyReader(JsonObject json, string path)
    {
        _json = json;
        _path = path;
    }

    public Refusal? Refusal { get; private set; }

    /// <summary>Opens canonical bytes that must hold an object.</summary>
    public static Outcome<BodyReader> Open(ReadOnlySpan<byte> body)
    {
        if (!CanonicalJson.Read(body).Accepted(out var node, out var refusal))
        {
            return refusal;
        }

        return node is JsonObject json
            ? new BodyReader(json, "")
            : new Refusal("/", "body.not-object", "A body is a JSON object.");
    }

    public string Text(string name, int longest = 4096)
    {
        if (_json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            && value.GetValue<string>() is var text && text.Length <= longest)
        {
            return text;
        }

        Refuse(name, "body.text", $"is a text of at most {longest} characters");
        return "";
    }

    public string? OptionalText(string name, int longest = 65_536) => _json[name] is null ? null : Text(name, longest);

    public long Integer(string name, long least, long most)
    {
        if (_json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && value.TryGetValue<long>(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, "body.integer", $"is a whole number from {least} to {most}");
        return least;
    }

    public double Number(string name)
    {
        if (_json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number))
        {
            return number;
        }

        Refuse(name, "body.number", "is a number");
        return 0;
    }

    public bool Truth(string name)
    {
        if (_json[name] is JsonValue value && value.TryGetValue<bool>(out var truth))
        {
            return truth;
        }

        Refuse(name, "body.truth", "is true or false");
        return false;
    }

    public DateTimeOffset Time(string name)
    {
        if (BodyTime.TryParse(_json[name] is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null, out var time))
        {
            return time;
        }

        Refuse(name, "body.time", "is a time in UTC such as 2026-01-31T14:05:22.000Z");
        return default;
    }

    public DateTimeOffset? OptionalTime(string name) => _json[name] is null ? null : Time(name);

    public T Word<T>(string name)
        where T : struct, Enum
    {
        // Names only: Enum.TryParse would also take numbers.
        if (_json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            && Array.IndexOf(Enum.GetNames<T>(), value.GetValue<string>()) is var at and >= 0)
        {
            return Enum.GetValues<T>()[at];
        }

        Refuse(name, "body.word", $"is one of {string.Join(", ", Enum.GetNames<T>())}");
        return default;
    }

    public MemberId Member(string name)
    {
        if (MemberId.Parse(Text(name, 32)).Accepted(out var member, out _))
        {
            return member;
        }

        Refuse(name, "body.member", "is the name of a member");
        return default;
    }

    public IReadOnlyList<string> Texts(string name, int most = 256)
    {
        if (_json[name] is JsonArray array && array.Count <= most
            && array.All(item => item is JsonValue value && value.GetValueKind() == JsonValueKind.String))
        {
            return [.. array.Select(item => item!.GetValue<string>())];
        }

        Refuse(name, "body.texts", $"is a list of at most {most} texts");
        return [];
    }

    /// <summary>An object that may be absent; null when it is.</summary>
    public BodyReader? Object(string name)
    {
        if (_json[name] is JsonObject inner)
        {
            return new BodyReader(inner, $"{_path}/{name}");
        }

        if (_json[name] is not null)
        {
            Refuse(name, "body.object", "is an object");
        }

        return null;
    }

    public IReadOnlyList<JsonNode?> List(string name, int most)
    {
        if (_json[name] is JsonArray array && array.Count <= most)
        {
            return [.. array];
        }

        Refuse(name, "body.list", $"is a list of at most {most}");
        return [];
    }

    public static BodyReader Of(JsonObject json, string path) => new(json, path);

    public void Refuse(string name, string rule, string expected) =>
        Refusal ??= new Refusal($"{_path}/{name}", rule, string.Create(CultureInfo.InvariantCulture, $"{name} {expected}."));

    /// <summary>Takes over a refusal of an inner reader.</summary>
    public void Adopt(Refusal? inner) => Refusal ??= inner;
}
