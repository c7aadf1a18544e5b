using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Retention;

/// <summary>An entry whose body is erased.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Id">Its id.</param>
public readonly record struct ErasedEntry(long Index, EntryId Id);

/// <summary>
/// The body of an <see cref="EntryKinds.Erased"/> or <see cref="EntryKinds.ErasedHeld"/> entry: which bodies, and by which rule. Of
/// what was in them, or about whom, it says nothing.
/// </summary>
public sealed record ErasedBody
{
    /// <summary>How many bodies one entry names at most.</summary>
    public const int Most = 500;

    /// <summary>In whose log the entries are.</summary>
    public required MemberId Author { get; init; }

    /// <summary>Their kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Which ones, in the order of the log; at least one.</summary>
    public required IReadOnlyList<ErasedEntry> Entries { get; init; }

    /// <summary>The rule of the doctrine: <c>retention.segment</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>What the rule says, in words for a resident.</summary>
    public required string Words { get; init; }

    /// <summary>Hash of the doctrine.</summary>
    public required string Doctrine { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["author"] = Author.Name,
        ["kind"] = Kind,
        ["entries"] = new JsonArray([.. Entries.Select(entry => (JsonNode)new JsonObject { ["id"] = entry.Id.Hex, ["index"] = entry.Index })]),
        ["rule"] = Rule,
        ["words"] = Words,
        ["doctrine"] = Doctrine,
        ["v"] = 1,
    });

    /// <summary>Reads a body.</summary>
    public static Outcome<ErasedBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal))
        {
            return refusal;
        }

        var entries = new List<ErasedEntry>();
        foreach (var item in read.List("entries", Most))
        {
            if (item is not JsonObject json)
            {
                return new Refusal("/entries", "body.list", "Each of the entries is an object with id and index.");
            }

            var entry = BodyReader.Of(json, $"/entries/{entries.Count}");
            var index = entry.Integer("index", 0, 1L << 53);
            if (!EntryId.Parse(entry.Text("id", 32)).Accepted(out var id, out refusal))
            {
                return refusal;
            }

            entries.Add(new ErasedEntry(index, id));
            read.Adopt(entry.Refusal);
        }

        if (entries.Count == 0)
        {
            read.Refuse("entries", "body.list", "names at least one entry");
        }

        var result = new ErasedBody
        {
            Author = read.Member("author"),
            Kind = read.Text("kind", 32),
            Entries = entries,
            Rule = read.Text("rule", 64),
            Words = read.Text("words", 500),
            Doctrine = read.Text("doctrine", 64),
        };
        read.Integer("v", 1, 1);
        return read.Refusal is { } wrong ? wrong : result;
    }
}
