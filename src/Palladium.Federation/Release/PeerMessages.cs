using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Palladium.Log;
using Palladium.Records;

namespace Palladium.Federation.Release;

/// <summary>A piece of a log with the signed head it leads to. Byte arrays travel as base64.</summary>
/// <param name="OldSize">Index of the first leaf.</param>
/// <param name="Leaves">The leaves up to the checkpoint; none when the receiver is thought to have them all.</param>
/// <param name="Checkpoint">The checkpoint as a signed note.</param>
public sealed record LogSection(long OldSize, IReadOnlyList<byte[]> Leaves, string Checkpoint);

/// <summary>An entry opened to a peer, with the proof that it is in the log.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Leaf">The header, canonical JSON.</param>
/// <param name="Salt">The salt of its commitment.</param>
/// <param name="Body">The body.</param>
/// <param name="Proof">Hashes of the inclusion proof in the section's checkpoint, base64, from the leaf upwards.</param>
public sealed record ProvenEntry(long Index, byte[] Leaf, byte[] Salt, byte[] Body, IReadOnlyList<string> Proof);

/// <summary>One release: the entry that records it, and what it releases.</summary>
/// <param name="Release">The release entry.</param>
/// <param name="Item">The released entry of the same log.</param>
public sealed record ReleasedItem(ProvenEntry Release, ProvenEntry Item);

/// <summary>Releases with the head of the holder's log; the body of <c>POST /peer/v1/releases</c>.</summary>
/// <param name="Section">What the recipient lacks of the holder's log.</param>
/// <param name="Releases">The releases.</param>
public sealed record ReleaseMessage(LogSection Section, IReadOnlyList<ReleasedItem> Releases);

/// <summary>Why something was refused, on the wire.</summary>
/// <param name="Field">The field.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Message">A sentence.</param>
public sealed record WireRefusal(string Field, string Rule, string Message)
{
    /// <summary>As it travels.</summary>
    public static WireRefusal Of(Refusal refusal) => new(refusal.Field, refusal.Rule, refusal.Message);
}

/// <summary>Answer to a push: how much the receiver has, and its cosignature line when it cosigned.</summary>
/// <param name="Size">The receiver's verified size.</param>
/// <param name="CosignedSize">The size that the cosignature is about; 0 without one.</param>
/// <param name="Cosignature">A signature line (cosignature/v1), or null.</param>
/// <param name="Refusal">Why not more, or null.</param>
public sealed record PushAnswer(long Size, long CosignedSize, string? Cosignature, WireRefusal? Refusal);

/// <summary>Answer about one release: a receipt or a refusal.</summary>
/// <param name="Release">Index of the release entry.</param>
/// <param name="Receipt">The receipt entry, proven in the answer's section.</param>
/// <param name="Refusal">Why it was refused.</param>
public sealed record ReleaseReceipt(long Release, ProvenEntry? Receipt, WireRefusal? Refusal);

/// <summary>Answer to releases.</summary>
/// <param name="Push">Answer about the section.</param>
/// <param name="Section">The head of the recipient's log, with what the holder lacks of it; null when there are no receipts.</param>
/// <param name="Receipts">One for each release; none when the section was not taken.</param>
public sealed record ReleaseAnswer(PushAnswer Push, LogSection? Section, IReadOnlyList<ReleaseReceipt> Receipts);

/// <summary>A request for a body or a live stream.</summary>
/// <param name="Section">What the holder lacks of the requester's log.</param>
/// <param name="Request">The request entry.</param>
public sealed record RequestMessage(LogSection Section, ProvenEntry Request);

/// <summary>Answer to a request: the release entries that follow by push, a denial, or a refusal. A live lease is a stream instead.</summary>
/// <param name="Released">Indexes of release entries in the holder's log.</param>
/// <param name="Denial">The rule and words of a denial.</param>
/// <param name="Refusal">Why the message itself was refused.</param>
public sealed record RequestAnswer(IReadOnlyList<long> Released, WireRefusal? Denial, WireRefusal? Refusal);

/// <summary>What a node holds.</summary>
/// <param name="Member">Who answers.</param>
/// <param name="Charter">Hash of its charter in force.</param>
/// <param name="Sizes">Size by author, its own log included.</param>
/// <param name="Cosigned">The newest cosignature that it has of each member over its own log; null from a node that does not say.</param>
public sealed record StatusAnswer(
    string Member, string Charter, IReadOnlyDictionary<string, long> Sizes, IReadOnlyList<CosignedHead>? Cosigned = null);

/// <summary>A cosignature over a head of a log; the receiver knows origin and root itself, or cannot check it yet.</summary>
/// <param name="Size">Size of the log at that head.</param>
/// <param name="Cosignature">A signature line (cosignature/v1).</param>
public sealed record CosignedHead(long Size, string Cosignature);

/// <summary>How messages are spelled.</summary>
public static class PeerJson
{
    /// <summary>camelCase; names are matched exactly and stand once, missing members are refused, unknown ones left alone.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(PeerJsonContext.Default, new DefaultJsonTypeInfoResolver()),
    };

    internal static IReadOnlyList<string> Write(InclusionProof proof) => [.. proof.Hashes.Select(hash => hash.ToString())];

    internal static InclusionProof? Read(ProvenEntry entry, long size)
    {
        var hashes = new List<TreeHash>(entry.Proof.Count);
        foreach (var text in entry.Proof)
        {
            if (hashes.Count > 64 || !TreeHash.TryParse(text, out var hash))
            {
                return null;
            }

            hashes.Add(hash);
        }

        return new InclusionProof(entry.Index, size, hashes);
    }
}
