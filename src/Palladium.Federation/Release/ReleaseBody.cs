using System.Text.Json.Nodes;
using Palladium.Federation.Json;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Federation.Release;

/// <summary>What identifies an entry to somebody who has its log: random id, index, kind.</summary>
/// <param name="Id">The id in its header.</param>
/// <param name="Index">Its index.</param>
/// <param name="Kind">Its kind.</param>
public sealed record EntryReference(EntryId Id, long Index, string Kind)
{
    /// <summary>The reference of an entry.</summary>
    public static EntryReference Of(EntryHeader header, long index) => new(header.Id, index, header.Kind);

    /// <summary>As it stands in bodies.</summary>
    public JsonObject ToJson() => new() { ["id"] = Id.Hex, ["index"] = Index, ["kind"] = Kind };

    internal static EntryReference Read(JsonFields fields)
    {
        var id = fields.Hex("id", 16);
        return new EntryReference(
            fields.Refusal is null ? EntryId.Parse(id).Value : default,
            fields.Integer("index", 0, long.MaxValue / 2),
            fields.Text("kind", 32));
    }
}

/// <summary>
/// What the release exchange reads of the body of a <c>release</c> entry. The gate writes that body with everything the decision
/// was made on; here count <c>forWhom</c>, <c>permitted</c>, <c>rule</c> and <c>extent</c>, and any other member is left alone.
/// </summary>
/// <param name="To">The recipient (<c>forWhom</c>).</param>
/// <param name="Rule">The rule that permitted it.</param>
/// <param name="Item">The released entry (<c>extent.item</c>), or null for a lease.</param>
/// <param name="Lease">Id of the live lease (<c>extent.lease</c>), or null.</param>
public sealed record ReleaseBody(MemberId To, string Rule, EntryReference? Item, string? Lease)
{
    /// <summary>The <c>extent</c> with which the gate is asked to release an entry.</summary>
    public static JsonObject ExtentOf(EntryReference item) => new() { ["item"] = item.ToJson() };

    /// <summary>The <c>extent</c> with which the gate is asked to release a live stream.</summary>
    /// <param name="lease">The request's entry id.</param>
    public static JsonObject ExtentOfLease(EntryId lease) => new() { ["lease"] = lease.Hex };

    /// <summary>Reads a body.</summary>
    public static Outcome<ReleaseBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!CanonicalJson.Read(body).Accepted(out var node, out var refusal))
        {
            return refusal;
        }

        var fields = new JsonFields(node, "/release/body", "release");
        var to = fields.Member("forWhom");
        var rule = fields.Text("rule", 256);
        if (fields.Node("permitted") is not JsonValue permitted || !permitted.TryGetValue<bool>(out var yes) || !yes)
        {
            fields.Fail("permitted", "permitted", "A release says that it was permitted.");
        }

        var extent = fields.Object("extent");
        var lease = extent.OptionalHex("lease", 16);
        var itemFields = lease is null ? extent.Object("item") : null;
        var item = itemFields is null ? null : EntryReference.Read(itemFields);
        fields.Also(extent.Refusal);
        fields.Also(itemFields?.Refusal);
        return fields.Refusal is { } wrong ? wrong : new ReleaseBody(to, rule, item, lease);
    }
}
