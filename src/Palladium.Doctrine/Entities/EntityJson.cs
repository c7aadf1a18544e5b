using System.Globalization;
using System.Text.Json.Nodes;
using Palladium.Cedar;

namespace Palladium.Doctrine.Entities;

/// <summary>
/// Entities and values in Cedar's own JSON form, for the bodies of access entries: whoever has the body can ask the
/// same question again, with any Cedar engine.
/// </summary>
internal static class EntityJson
{
    public static JsonObject Uid(EntityUid uid) => new() { ["type"] = uid.Type, ["id"] = uid.Id };

    public static JsonObject Entity(CedarEntityData entity) => new()
    {
        ["uid"] = Uid(entity.Uid),
        ["attrs"] = Value(entity.Attributes),
        ["parents"] = new JsonArray([.. entity.Parents.OrderBy(p => p.ToString(), StringComparer.Ordinal).Select(Uid)]),
    };

    public static JsonArray Slice(EntitySlice slice) =>
        new([.. slice.All.OrderBy(e => e.Uid.ToString(), StringComparer.Ordinal).Select(Entity)]);

    public static JsonNode Value(CedarValue value) => value switch
    {
        CedarBool flag => flag.Value,
        // Canonical JSON has no integers beyond 2^53: these travel as strings.
        CedarLong number => number.Value is >= -(1L << 53) and <= 1L << 53
            ? number.Value
            : number.Value.ToString(CultureInfo.InvariantCulture),
        CedarString text => text.Value,
        CedarEntity entity => new JsonObject { ["__entity"] = Uid(entity.Uid) },
        CedarSet set => new JsonArray([.. set.Select(Value).OrderBy(item => item.ToJsonString(), StringComparer.Ordinal)]),
        CedarRecord record => Record(record),
        CedarDatetime time => Extension("datetime", DateTimeOffset.FromUnixTimeMilliseconds(time.Milliseconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        CedarDuration time => Extension("duration", $"{time.Milliseconds.ToString(CultureInfo.InvariantCulture)}ms"),
        _ => JsonValue.Create(value.ToString()),
    };

    private static JsonObject Extension(string function, string argument) =>
        new() { ["__extn"] = new JsonObject { ["fn"] = function, ["arg"] = argument } };

    private static JsonObject Record(CedarRecord record)
    {
        var json = new JsonObject();
        foreach (var (name, value) in record.Attributes)
        {
            json[name] = Value(value);
        }

        return json;
    }
}
