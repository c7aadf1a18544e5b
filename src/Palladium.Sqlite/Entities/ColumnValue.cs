using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Palladium.Cedar;
using Palladium.Cedar.Rows;

namespace Palladium.Sqlite.Entities;

/// <summary>
/// Values as columns hold them: numbers and moments as integers, entities by their id. A set is the JSON of its elements with a comma
/// before and behind each. No comma is followed by an unescaped quote within a string of JSON, so whether an element is
/// in the set is whether the set's text contains the element's between two commas.
/// </summary>
internal static class ColumnValue
{
    public const string EmptySet = ",";

    public static object Of(CedarValue value) => value switch
    {
        CedarBool v => v.Value ? 1L : 0L,
        CedarLong v => v.Value,
        CedarDecimal v => v.TenThousandths,
        CedarDatetime v => v.Milliseconds,
        CedarDuration v => v.Milliseconds,
        CedarString v => v.Value,
        CedarIp v => v.Text,
        CedarEntity v => v.Uid.Id,
        CedarSet v => EmptySet + string.Concat(v.Select(item => Element(item)[1..])),
        _ => 1L,
    };

    /// <summary>An element as it stands in the text of a set, with both commas.</summary>
    public static string Element(CedarValue value) => Of(value) switch
    {
        string text => $",\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\",",
        var number => string.Create(CultureInfo.InvariantCulture, $",{number},"),
    };

    /// <summary>What a column of this kind holds; not for a presence.</summary>
    public static CedarValue Read(object value, RowColumn column) => column.Kind == RowKind.Set
        ? new CedarSet(Elements((string)value).Select(item => One(item, column.Element, column.EntityType)))
        : One(value, column.Kind, column.EntityType);

    private static IEnumerable<object> Elements(string set)
    {
        if (set == EmptySet)
        {
            yield break;
        }

        using var document = JsonDocument.Parse($"[{set[1..^1]}]");
        foreach (var item in document.RootElement.EnumerateArray())
        {
            yield return item.ValueKind == JsonValueKind.Number ? item.GetInt64() : item.GetString()!;
        }
    }

    private static CedarValue One(object value, RowKind kind, string? entityType) => kind switch
    {
        RowKind.Bool => CedarBool.Of((long)value != 0),
        RowKind.Number => CedarLong.Of((long)value),
        RowKind.FixedPoint => new CedarDecimal((long)value),
        RowKind.Datetime => new CedarDatetime((long)value),
        RowKind.Duration => new CedarDuration((long)value),
        RowKind.Ip => CedarIp.Parse((string)value) ?? throw new InvalidDataException($"'{value}' is no address."),
        RowKind.Entity => new CedarEntity(new EntityUid(entityType!, (string)value)),
        _ => new CedarString((string)value),
    };
}
