using System.Text.Json.Nodes;
using Palladium.Federation.Json;
using Palladium.Records;
using Palladium.Records.Json;

namespace Palladium.Federation.Release;

/// <summary>The body of a <c>receipt</c>: what arrived from whom, and under which head of the holder's log it was proven.</summary>
/// <param name="From">The holder.</param>
/// <param name="Release">The release entry in the holder's log.</param>
/// <param name="Item">The released entry.</param>
/// <param name="Size">Size of the holder's log at that head.</param>
/// <param name="Root">Its root, 64 hexadecimal digits.</param>
public sealed record ReceiptBody(MemberId From, EntryReference Release, EntryReference Item, long Size, string Root)
{
    /// <summary>The body's bytes; frozen in <c>docs/spec/vectors/receipt.json</c>.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["from"] = From.Name,
        ["head"] = new JsonObject { ["root"] = Root, ["size"] = Size },
        ["item"] = Item.ToJson(),
        ["release"] = Release.ToJson(),
        ["v"] = 1,
    });

    /// <summary>Reads a body; nothing else may be in it.</summary>
    public static Outcome<ReceiptBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!CanonicalJson.Read(body).Accepted(out var node, out var refusal))
        {
            return refusal;
        }

        var fields = new JsonFields(node, "/receipt/body", "receipt");
        fields.Exactly("from", "head", "item", "release", "v");
        fields.Integer("v", 1, 1);
        var (head, item, release) = (fields.Object("head"), fields.Object("item"), fields.Object("release"));
        var value = new ReceiptBody(
            fields.Member("from"), EntryReference.Read(release), EntryReference.Read(item),
            head.Integer("size", 1, long.MaxValue / 2), head.Hex("root", 32));
        fields.Also(head.Refusal ?? item.Refusal ?? release.Refusal);
        return fields.Refusal is { } wrong ? wrong : value;
    }
}
