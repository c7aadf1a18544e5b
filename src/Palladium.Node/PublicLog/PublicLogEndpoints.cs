using System.Text;
using System.Text.Json;
using Palladium.Log;
using Palladium.Node.Hosting;
using Palladium.Node.Journal;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.PublicLog;

/// <summary>The same log as JSON, for pages: headers, proofs, and where the other members' logs are.</summary>
internal sealed class PublicLogEndpoints(NodeJournal journal, LogWriter log, IPublicNetwork network) : IEndpoints
{
    private const int Most = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/public/log/entries", Entries).AllowAnonymous().WithSummary("Headers of entries, in the order of the log.");
        routes.MapGet("/public/log/proof", Proof).AllowAnonymous().WithSummary("Proof that an entry is in the log.");
        routes.MapGet("/public/network", () => network.Describe()).AllowAnonymous().WithSummary("The members, their logs and keys.");
    }

    // What the published checkpoint covers, and no more: an entry that nobody outside can verify yet is not shown.
    private IResult Entries(long from = 0, int count = 100)
    {
        if (from < 0)
        {
            return Problems.Of(new Refusal("from", "range.negative", "from is an index from 0."));
        }

        if (count is < 1 or > Most)
        {
            return Problems.Of(new Refusal("count", "range.count", $"count is 1 to {Most}."));
        }

        var size = log.Published.Checkpoint.Size;
        var headers = journal.ReadHeaders(from, (int)Math.Clamp(size - from, 0, count));
        return Results.Json(new PublicEntries(
            journal.Member.Name, log.Origin, size, [.. headers.Select((header, i) => PublicEntry.Of(from + i, header))]), JsonOptions);
    }

    private IResult Proof(long index, long? size = null)
    {
        var published = log.Published;
        var of = size ?? published.Checkpoint.Size;
        if (of < 1 || of > published.Checkpoint.Size)
        {
            return Problems.Of(new Refusal("size", "range.size", $"size is 1 to {published.Checkpoint.Size}."));
        }

        if (index < 0 || index >= of)
        {
            return Problems.Of(new Refusal("index", "range.index", $"index is 0 to {of - 1}."));
        }

        var leaf = log.ReadLeaves(index, 1)[0];
        return Results.Json(new PublicProof(
            index,
            of,
            log.RootAt(of).ToString(),
            [.. log.ProveInclusion(index, of).Hashes.Select(hash => hash.ToString())],
            Convert.ToBase64String(leaf.Span),
            of == published.Checkpoint.Size ? Encoding.UTF8.GetString(published.Note.ToBytes()) : null), JsonOptions);
    }

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);
}

/// <summary>A page of headers.</summary>
/// <param name="Member">Whose log it is.</param>
/// <param name="Origin">The log's origin.</param>
/// <param name="Size">Number of entries that the published checkpoint covers.</param>
/// <param name="Entries">The headers.</param>
public sealed record PublicEntries(string Member, string Origin, long Size, IReadOnlyList<PublicEntry> Entries);

/// <summary>A header with its index and what it reveals.</summary>
/// <param name="Index">Index in the log.</param>
/// <param name="Header">The header, member by member as in the leaf.</param>
/// <param name="Reveals">What the header alone tells an outsider, for a kind known here.</param>
public sealed record PublicEntry(long Index, JsonElement Header, string? Reveals)
{
    internal static PublicEntry Of(long index, EntryHeader header) => new(
        index,
        JsonSerializer.Deserialize<JsonElement>(header.ToCanonicalBytes()),
        EntryKinds.All.TryGetValue(header.Kind, out var kind) ? kind.Reveals : null);
}

/// <summary>An inclusion proof.</summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Size">Size of the tree that the proof is for.</param>
/// <param name="Root">Root of that tree, base64.</param>
/// <param name="Hashes">The proof's hashes from the leaf up, base64 (RFC 6962).</param>
/// <param name="Leaf">The leaf's bytes, base64.</param>
/// <param name="Checkpoint">The signed checkpoint of that size; null when the proof is for an older size.</param>
public sealed record PublicProof(long Index, long Size, string Root, IReadOnlyList<string> Hashes, string Leaf, string? Checkpoint);
