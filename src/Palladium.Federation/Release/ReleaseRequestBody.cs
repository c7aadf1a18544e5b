using System.Text.Json.Nodes;
using Palladium.Federation.Json;
using Palladium.Records;
using Palladium.Records.Json;

namespace Palladium.Federation.Release;

/// <summary>The body of a <c>release.requested</c> entry.</summary>
/// <param name="Of">The holder that is asked.</param>
/// <param name="Item">The entry whose body is wanted; null when a live stream is wanted.</param>
/// <param name="Live">What live stream is wanted (<c>picture</c>); null when an entry is wanted.</param>
/// <param name="PurposeClass">Word of the purpose class, as in the header.</param>
/// <param name="PurposeRef">Id of the incident, plan, exercise or case.</param>
/// <param name="Basis">Legal basis, as in the doctrine.</param>
/// <param name="Doctrine">
/// Hash of the doctrine that whoever asks follows; null in a body of version 1, which does not say, and while a node has none.
/// </param>
public sealed record ReleaseRequestBody(
    MemberId Of, EntryReference? Item, string? Live, string PurposeClass, string PurposeRef, string Basis, string? Doctrine = null)
{
    /// <summary>The body's bytes.</summary>
    public byte[] ToCanonicalBytes()
    {
        var json = new JsonObject
        {
            ["item"] = Item?.ToJson(),
            ["live"] = Live,
            ["of"] = Of.Name,
            ["purpose"] = new JsonObject { ["basis"] = Basis, ["class"] = PurposeClass, ["ref"] = PurposeRef },
            ["v"] = Doctrine is null ? 1 : 2,
        };
        if (Doctrine is not null)
        {
            json["doctrine"] = Doctrine;
        }

        return CanonicalJson.Write(json);
    }

    /// <summary>Reads a body; nothing else may be in it.</summary>
    public static Outcome<ReleaseRequestBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!CanonicalJson.Read(body).Accepted(out var node, out var refusal))
        {
            return refusal;
        }

        var fields = new JsonFields(node, "/request/body", "request");
        var isSecond = fields.Integer("v", 1, 2) == 2;
        fields.Exactly(isSecond ? ["doctrine", "item", "live", "of", "purpose", "v"] : ["item", "live", "of", "purpose", "v"]);
        var live = fields.OptionalText("live", 64);
        var itemFields = live is null ? fields.Object("item") : null;
        var purpose = fields.Object("purpose");
        var value = new ReleaseRequestBody(
            fields.Member("of"), itemFields is null ? null : EntryReference.Read(itemFields), live,
            purpose.Text("class", 32), purpose.Text("ref", 128), purpose.Text("basis", 64),
            isSecond ? fields.Hex("doctrine", 32) : null);
        fields.Also(itemFields?.Refusal ?? purpose.Refusal);
        return fields.Refusal is { } wrong ? wrong : value;
    }
}
