using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Force;

/// <summary>What a review found.</summary>
public enum ReviewFinding
{
    /// <summary>It was as the rules want it.</summary>
    InOrder,

    /// <summary>Something is open and has to be asked.</summary>
    Questions,

    /// <summary>A rule was broken.</summary>
    Violation,
}

/// <summary>The body of an <see cref="EntryKinds.Review"/> entry.</summary>
public sealed record ReviewBody
{
    /// <summary>Id of the use of force or of the opening in an emergency.</summary>
    public required EntryId Of { get; init; }

    /// <summary>The member that recorded it.</summary>
    public required MemberId Author { get; init; }

    /// <summary>What was found.</summary>
    public required ReviewFinding Finding { get; init; }

    /// <summary>In words, at most 2,000 characters.</summary>
    public required string Words { get; init; }

    /// <summary>Who reviewed.</summary>
    public required Actor Reviewer { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["of"] = Of.Hex,
        ["author"] = Author.Name,
        ["finding"] = Finding.ToString(),
        ["words"] = Words,
        ["reviewer"] = Reviewer.ToJson(),
        ["at"] = BodyTime.Write(At),
        ["v"] = 1,
    });

    /// <summary>Reads a body.</summary>
    public static Outcome<ReviewBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("of", 32)).Accepted(out var of, out refusal))
        {
            return refusal;
        }

        var result = new ReviewBody
        {
            Of = of,
            Author = read.Member("author"),
            Finding = read.Word<ReviewFinding>("finding"),
            Words = read.Text("words", 2_000),
            Reviewer = Actor.Read(read, "reviewer"),
            At = read.Time("at"),
        };
        read.Integer("v", 1, 1);
        return read.Refusal is { } wrong ? wrong : result;
    }
}
