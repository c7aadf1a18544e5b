using System.Text.Json;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Node.Live;

/// <summary>
/// One row of a live lease between members, as one line of JSON. Exactly one of the two is there. The owner is the holder of the
/// lease and is not on the wire, so that nobody can speak for another.
/// </summary>
/// <param name="Source">A source with its latest reading.</param>
/// <param name="Unit">A unit's position.</param>
internal sealed record LiveRow(LiveSource? Source, LiveUnit? Unit)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
        MaxDepth = 8,
        TypeInfoResolver = LiveRowJsonContext.Default,
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads a row that a holder sent; times and numbers are bounded as at any other intake.</summary>
    public static Outcome<LiveRow> Parse(ReadOnlySpan<byte> line)
    {
        LiveRow? row;
        try
        {
            row = JsonSerializer.Deserialize<LiveRow>(line, Options);
        }
        catch (JsonException)
        {
            return new Refusal("/", "lease.row", "A row of a live lease is an object with a source or a unit.");
        }

        return row switch
        {
            { Source: { } source, Unit: null } when source.IsSound() => row,
            { Source: null, Unit: { } unit } when unit.IsSound() => row,
            _ => new Refusal("/", "lease.row", "A row of a live lease is one source or one unit with sound values."),
        };
    }
}

/// <summary>A source on the wire.</summary>
internal sealed record LiveSource(
    string Id, string Kind, string Name, string Unit, string Site, double? Lat, double? Lon, Feed Feed, double? Value, DateTimeOffset? Time)
{
    public bool IsSound() =>
        Id is { Length: > 0 and <= 64 } && Kind is { Length: > 0 and <= 64 } && Name is { Length: <= 256 } && Unit is { Length: <= 32 }
        && Site is { Length: <= 256 } && Enum.IsDefined(Feed) && (Value is null || double.IsFinite(Value.Value))
        && (Lat is null == Lon is null) && (Lat is null || new GeoPoint(Lat.Value, Lon!.Value).IsValid);
}

/// <summary>A unit on the wire.</summary>
internal sealed record LiveUnit(
    string Id, string Kind, string Callsign, double Lat, double Lon, double? Heading, double? Speed, DateTimeOffset Time,
    DateTimeOffset Stale, Feed Feed)
{
    public bool IsSound() =>
        Id is { Length: > 0 and <= 64 } && Kind is { Length: > 0 and <= 64 } && Callsign is { Length: <= 64 } && Enum.IsDefined(Feed)
        && new GeoPoint(Lat, Lon).IsValid && (Heading is null || double.IsFinite(Heading.Value)) && (Speed is null || double.IsFinite(Speed.Value));
}
