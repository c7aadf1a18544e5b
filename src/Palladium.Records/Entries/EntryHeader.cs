using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Records.Json;

namespace Palladium.Records.Entries;

/// <summary>
/// The public part of an entry, and the leaf of the log: canonical JSON (RFC 8785) with exactly these eight members. By
/// type it can hold no person, place, free text, case number or link to another restricted entry: each member is a
/// number, a random identifier, a hash, or a word of a closed list.
/// </summary>
/// <remarks>The format is frozen; <c>docs/spec/header.md</c> and the byte vectors beside it define it.</remarks>
public sealed record EntryHeader
{
    /// <summary>The format version that this code writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Largest leaf in bytes (C2SP tlog-tiles: a 16-bit length in entry bundles).</summary>
    public const int MaxLeafBytes = 65_535;

    /// <summary>Format version.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Random identifier.</summary>
    public required EntryId Id { get; init; }

    /// <summary>Name of the kind: known here, or well formed and from a newer version.</summary>
    public required string Kind { get; init; }

    /// <summary>Whole seconds since 1970-01-01T00:00:00Z, by the author's clock. The log decides order, not this.</summary>
    public required long Time { get; init; }

    /// <summary>Audience class.</summary>
    public required AudienceClass Audience { get; init; }

    /// <summary>Purpose class.</summary>
    public required PurposeClass Purpose { get; init; }

    /// <summary>Size bucket of the body in bytes; see <see cref="SizeBucket"/>.</summary>
    public required int Size { get; init; }

    /// <summary>Salted commitment to the body, 64 lower-case hexadecimal digits; see <see cref="Entries.Commitment"/>.</summary>
    public required string Commitment { get; init; }

    /// <summary>The leaf.</summary>
    public byte[] ToCanonicalBytes() => IsKindName(Kind) && Commitment.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0
        ? Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"audience":"{{EntryClassNames.Name(Audience)}}","commit":"{{Commitment}}","id":"{{Id.Hex}}","kind":"{{Kind}}","purpose":"{{EntryClassNames.Name(Purpose)}}","size":{{Size}},"time":{{Time}},"v":{{Version}}}"""))
        : CanonicalJson.Write(ToJson());

    // What the short way writes, by the general rule: for headers that cannot come from here.
    private JsonObject ToJson() => new()
    {
        ["audience"] = EntryClassNames.Name(Audience),
        ["commit"] = Commitment,
        ["id"] = Id.Hex,
        ["kind"] = Kind,
        ["purpose"] = EntryClassNames.Name(Purpose),
        ["size"] = Size,
        ["time"] = Time,
        ["v"] = Version,
    };

    /// <summary>Reads a leaf. Anything that is not canonical, unknown members included, is refused.</summary>
    public static Outcome<EntryHeader> Parse(ReadOnlySpan<byte> leaf)
    {
        if (leaf.Length > MaxLeafBytes)
        {
            return new Refusal("header", "header.too-long", $"A leaf has at most {MaxLeafBytes} bytes.");
        }

        if (!CanonicalJson.Read(leaf).Accepted(out var node, out var refusal))
        {
            return refusal;
        }

        if (node is not JsonObject { Count: 8 } json)
        {
            return new Refusal("header", "header.members", "A header is an object with exactly eight members.");
        }

        if (!TryInteger(json, "v", out var version) || version != CurrentVersion)
        {
            return new Refusal("v", "header.version", $"Only header version {CurrentVersion} is known here.");
        }

        if (!TryInteger(json, "time", out var time) || time is < 0 or > 253_402_300_799)
        {
            return new Refusal("time", "header.time", "The time is whole seconds since 1970, not beyond the year 9999.");
        }

        if (!TryInteger(json, "size", out var size) || !SizeBucket.IsBucket(size))
        {
            return new Refusal("size", "header.size", "The size is one of the buckets: 256 times a power of four.");
        }

        if (!EntryId.Parse(Text(json, "id")).Accepted(out var id, out refusal))
        {
            return refusal;
        }

        if (Text(json, "kind") is not { } kind || !IsKindName(kind))
        {
            return new Refusal("kind", "header.kind", "A kind is 1 to 32 of a-z and '.', starting and ending with a letter.");
        }

        if (EntryClassNames.Audience(Text(json, "audience")) is not { } audience)
        {
            return new Refusal("audience", "header.audience", "The audience is public, members or own.");
        }

        if (EntryClassNames.Purpose(Text(json, "purpose")) is not { } purpose)
        {
            return new Refusal("purpose", "header.purpose", "The purpose is administration, plan, incident, exercise or oversight.");
        }

        if (Text(json, "commit") is not { Length: 64 } commitment || commitment.AsSpan().IndexOfAnyExcept("0123456789abcdef") >= 0)
        {
            return new Refusal("commit", "header.commit", "The commitment is 64 lower-case hexadecimal digits.");
        }

        return new EntryHeader
        {
            Version = (int)version,
            Id = id,
            Kind = kind,
            Time = time,
            Audience = audience,
            Purpose = purpose,
            Size = (int)size,
            Commitment = commitment,
        };
    }

    private static bool IsKindName(string kind) =>
        kind.Length is >= 1 and <= 32
        && kind.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz.") < 0
        && kind[0] != '.' && kind[^1] != '.';

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static bool TryInteger(JsonObject json, string name, out long number)
    {
        number = 0;
        return json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out number);
    }
}
