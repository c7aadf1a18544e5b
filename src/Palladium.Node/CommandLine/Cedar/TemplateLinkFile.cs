using System.Text.Json;
using System.Text.Json.Serialization;
using Palladium.Cedar;

namespace Palladium.Node.CommandLine.Cedar;

/// <summary>A policy made of a template, as the file of <c>--template-linked</c> holds it.</summary>
internal sealed record TemplateLinkEntry(
    [property: JsonPropertyName("template_id")] string TemplateId,
    [property: JsonPropertyName("link_id")] string LinkId,
    [property: JsonPropertyName("args")] IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>What fills a slot; null if nothing does.</summary>
    /// <exception cref="CedarFault">It is no entity.</exception>
    public EntityUid? Uid(string slot)
    {
        if (!Arguments.TryGetValue(slot, out var text))
        {
            return null;
        }

        return EntityUid.TryParse(text, out var uid)
            ? uid
            : throw new CedarFault("", $"link '{LinkId}', {slot}: expected an entity like User::\"alice\", found {text}");
    }
}

/// <summary>Reads and writes the file of <c>--template-linked</c>.</summary>
internal static class TemplateLinkFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="CedarFault">The file cannot be read.</exception>
    public static IReadOnlyList<TemplateLinkEntry> Read(string? file, bool mayBeMissing)
    {
        if (file is null || (mayBeMissing && !File.Exists(file)))
        {
            return [];
        }

        var text = CedarFile.Read(file, "links");
        return text.Length == 0 ? [] : Deserialize<TemplateLinkEntry[]>(text, file);
    }

    /// <exception cref="CedarFault">The file cannot be written.</exception>
    public static void Append(string file, TemplateLinkEntry entry) =>
        CedarFile.Write(file, JsonSerializer.Serialize(Read(file, mayBeMissing: true).Append(entry), Options) + "\n");

    /// <summary>The slots and entities of <c>--arguments</c>.</summary>
    /// <exception cref="CedarFault">It is no JSON object of slots and entities.</exception>
    public static Dictionary<string, string> Arguments(string text)
    {
        var arguments = Deserialize<Dictionary<string, string>>(text, "--arguments");
        return arguments.Keys.FirstOrDefault(slot => slot is not "?principal" and not "?resource") is { } unknown
            ? throw new CedarFault("--arguments", $"expected ?principal or ?resource, found {unknown}")
            : arguments;
    }

    private static T Deserialize<T>(string text, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new CedarFault(file, "found null");
        }
        catch (JsonException e)
        {
            throw new CedarFault([new CedarError(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, e.Message)]);
        }
    }
}
