using System.Globalization;
using System.Text.Json.Nodes;
using Palladium.Records.Json;

namespace Palladium.Sqlite.Segments;

/// <summary>
/// The body of a <c>segment</c> entry: one line of canonical JSON, a line feed, and the records in their compact form.
/// </summary>
/// <param name="Name">Random name of the segment.</param>
/// <param name="From">When the node took in its first record.</param>
/// <param name="To">When the node took in its last record.</param>
/// <param name="Readings">Number of readings.</param>
/// <param name="Positions">Number of positions.</param>
internal sealed record SegmentBody(string Name, DateTimeOffset From, DateTimeOffset To, long Readings, long Positions)
{
    public byte[] Write(ReadOnlySpan<byte> records) =>
    [
        .. CanonicalJson.Write(new JsonObject
        {
            ["from"] = Text(From),
            ["positions"] = Positions,
            ["readings"] = Readings,
            ["segment"] = Name,
            ["to"] = Text(To),
            ["v"] = 1,
        }),
        (byte)'\n',
        .. records,
    ];

    /// <exception cref="FormatException">This is not the body of a segment.</exception>
    public static SegmentBody Read(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> records)
    {
        var end = body.IndexOf((byte)'\n');
        if (end < 0 || !CanonicalJson.Read(body[..end]).Accepted(out var node, out _) || (int?)node["v"] != 1)
        {
            throw new FormatException("The header of a segment cannot be read.");
        }

        records = body[(end + 1)..];
        return new SegmentBody(
            (string)node["segment"]!, Time(node["from"]), Time(node["to"]), (long)node["readings"]!, (long)node["positions"]!);
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonNode? node) =>
        DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
