using System.Text.Json.Nodes;
using Palladium.Doctrine.Force;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Force;

/// <summary>The body of an <see cref="EntryKinds.Threat"/> entry: the threat level of an area or of the whole city, from when to when.</summary>
public sealed record ThreatBody
{
    /// <summary>The longest time for which a level can be set at once.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Id of this setting.</summary>
    public required EntryId Threat { get; init; }

    /// <summary>The word of a place; empty for the whole city.</summary>
    public required string Area { get; init; }

    /// <summary>1 to 5.</summary>
    public required int Level { get; init; }

    /// <summary>From when it counts, by the author's clock.</summary>
    public required DateTimeOffset Set { get; init; }

    /// <summary>When it counts no more.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Who set it.</summary>
    public required Actor Setter { get; init; }

    /// <summary>Whether a text is the word of a place, or empty.</summary>
    public static bool IsPlace(string text) =>
        text is not null && text.Length <= 64 && text.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-.") < 0;

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["threat"] = Threat.Hex,
        ["area"] = Area,
        ["level"] = Level,
        ["set"] = BodyTime.Write(Set),
        ["until"] = BodyTime.Write(Until),
        ["setter"] = Setter.ToJson(),
        ["v"] = 1,
    });

    /// <summary>Reads a body.</summary>
    public static Outcome<ThreatBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("threat", 32)).Accepted(out var id, out refusal))
        {
            return refusal;
        }

        var result = new ThreatBody
        {
            Threat = id,
            Area = read.Text("area", 64),
            Level = (int)read.Integer("level", 1, ForceTable.MostThreat),
            Set = read.Time("set"),
            Until = read.Time("until"),
            Setter = Actor.Read(read, "setter"),
        };
        read.Integer("v", 1, 1);
        if (!IsPlace(result.Area))
        {
            read.Refuse("area", "threat.area", "is a word of a-z, 0-9, '-' and '.', or empty for the whole city");
        }
        else if (result.Until <= result.Set || result.Until - result.Set > Longest)
        {
            read.Refuse("until", "threat.until", $"is after 'set', at most {Longest.Days} days");
        }

        return read.Refusal is { } wrong ? wrong : result;
    }
}
