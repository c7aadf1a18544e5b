using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Palladium.Web.Contract;

/// <summary>How every record of this namespace travels: camelCase names, enums as words, RFC 3339 times in UTC.</summary>
public static class ContractJson
{
    /// <summary>
    /// The options that the node writes and the console reads with. A null member is left out; an unknown member is
    /// ignored by the reader, so that a newer node can say more to an older console.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(ContractJsonContext.Default, new DefaultJsonTypeInfoResolver()),
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>Writes an enum as a lower-case word (<c>heldBack</c> style for two words) and refuses numbers.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Writes an enum by the very name of its member, as CAP 1.2 spells its terms, and refuses numbers.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class CapTermConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
