using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Retention;

/// <summary>What an entry about a hold says of it.</summary>
public enum HoldState
{
    /// <summary>It is in force from now on.</summary>
    Placed,

    /// <summary>It is over: what it kept is erased when its time is, or at once.</summary>
    Released,
}

/// <summary>
/// The body of an <see cref="EntryKinds.Hold"/> entry: what is kept beyond its time, for which incident or case. It keeps bodies of
/// this node, its own and those held for others; every member decides on its own.
/// </summary>
public sealed record HoldBody
{
    /// <summary>Its id.</summary>
    public required EntryId Hold { get; init; }

    /// <summary>Placed or released.</summary>
    public required HoldState State { get; init; }

    /// <summary>An incident's id, or the reference of a case: 1 to 64 characters. No person is named in it.</summary>
    public required string Case { get; init; }

    /// <summary>Kinds of entries that it keeps; all when empty.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Keeps what was written from then on; null for from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Keeps what was written up to then; null for without end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>When it was placed or released.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: an account's id, or <c>command line</c>.</summary>
    public required string By { get; init; }

    /// <summary>Whether it keeps an entry's body.</summary>
    /// <param name="kind">The entry's kind.</param>
    /// <param name="written">The entry's time, which headers say in whole seconds: it was written within the second that begins then.</param>
    public bool Keeps(string kind, DateTimeOffset written) =>
        (Kinds.Count == 0 || Kinds.Contains(kind)) && !(written.AddSeconds(1) <= From) && !(written > To);

    /// <summary>What is wrong with it, beyond its form; null when nothing is.</summary>
    public Refusal? Problem => Case.Length is 0 or > 64 || Case.Any(char.IsControl) ? new Refusal("case", "hold.case", "A hold is for an incident or a case: 1 to 64 characters.")
        : Kinds.FirstOrDefault(kind => !EntryKinds.All.ContainsKey(kind)) is { } unknown ? new Refusal("kinds", "hold.kind", $"There is no kind of entry called '{unknown}'.")
        : From > To ? new Refusal("to", "hold.span", "A hold ends after it begins.")
        : null;

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes()
    {
        var json = new JsonObject
        {
            ["hold"] = Hold.Hex,
            ["state"] = State.ToString(),
            ["case"] = Case,
            ["kinds"] = new JsonArray([.. Kinds.Select(kind => (JsonNode)kind)]),
            ["at"] = BodyTime.Write(At),
            ["by"] = By,
            ["v"] = 1,
        };
        if (From is { } from)
        {
            json["from"] = BodyTime.Write(from);
        }

        if (To is { } to)
        {
            json["to"] = BodyTime.Write(to);
        }

        return CanonicalJson.Write(json);
    }

    /// <summary>Reads a body.</summary>
    public static Outcome<HoldBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("hold", 32)).Accepted(out var hold, out refusal))
        {
            return refusal;
        }

        var result = new HoldBody
        {
            Hold = hold,
            State = read.Word<HoldState>("state"),
            Case = read.Text("case", 64),
            Kinds = read.Texts("kinds", 64),
            From = read.OptionalTime("from"),
            To = read.OptionalTime("to"),
            At = read.Time("at"),
            By = read.Text("by", 64),
        };
        read.Integer("v", 1, 1);
        return read.Refusal is { } wrong ? wrong : result;
    }
}
