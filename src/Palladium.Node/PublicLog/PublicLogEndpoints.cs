using System.Text;
using Palladium.Log;
using Palladium.Node.Hosting;
using Palladium.Node.Journal;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Node.PublicLog;

/// <summary>The same log as JSON, for pages: headers, proofs, and where the other members' logs are.</summary>
internal sealed class PublicLogEndpoints(NodeJournal journal, LogWriter log, NoteSigningKey key, IPublicNetwork network) : IEndpoints
{
    private const int Most = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.PublicLogEntries, Entries).AllowAnonymous().WithSummary("Headers of entries, in the order of the log.");
        routes.MapGet(PalladiumRoutes.PublicLogProof, Proof).AllowAnonymous().WithSummary("Proof that an entry is in the log.");
        routes.MapGet(PalladiumRoutes.PublicNetwork, () => Json(network.Describe())).AllowAnonymous().WithSummary("The members, their logs and keys.");
    }

    // What the published checkpoint covers, and no more: an entry that nobody outside can verify yet is not shown.
    private IResult Entries(string? member = null, long? from = null, int count = 50)
    {
        if (Foreign(member) is { } foreign)
        {
            return foreign;
        }

        if (from < 0)
        {
            return Problems.Of(new Refusal("from", "range.negative", "from is an index from 0."));
        }

        if (count is < 1 or > Most)
        {
            return Problems.Of(new Refusal("count", "range.count", $"count is 1 to {Most}."));
        }

        var size = log.Published.Checkpoint.Size;
        var first = from ?? Math.Max(0, size - count);
        var headers = journal.ReadHeaders(first, (int)Math.Clamp(size - first, 0, count));
        return Json(new LogPageDto(
            journal.Member.Name, log.Origin, size, first, [.. headers.Select((header, i) => Describe(first + i, header))]));
    }

    private IResult Proof(long index, long? size = null, string? member = null)
    {
        if (Foreign(member) is { } foreign)
        {
            return foreign;
        }

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

        // An older size, as a page that was open for a while asks for, is signed anew: it is a prefix of what was published.
        var checkpoint = of == published.Checkpoint.Size
            ? published
            : SignedCheckpoint.Sign(key, new Checkpoint(log.Origin, of, log.RootAt(of)));
        return Json(new ProofDto(
            journal.Member.Name,
            log.Origin,
            index,
            of,
            [.. log.ProveInclusion(index, of).Hashes.Select(hash => hash.ToString())],
            Encoding.UTF8.GetString(checkpoint.Note.ToBytes())));
    }

    private LogEntryDto Describe(long index, EntryHeader header)
    {
        var leaf = header.ToCanonicalBytes();
        return new LogEntryDto(
            journal.Member.Name,
            index,
            header.Id.Hex,
            header.Kind,
            EntryKinds.All.TryGetValue(header.Kind, out var kind) ? kind.Reveals : null,
            DateTimeOffset.FromUnixTimeSeconds(header.Time),
#pragma warning disable CA1308 // The words of the header are lower case.
            header.Audience.ToString().ToLowerInvariant(),
            header.Purpose.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
            header.Size,
            header.Commitment,
            Encoding.UTF8.GetString(leaf),
            BodyState.Withheld,
            null,
            null,
            null,
            null,
            "Bodies are shown to people who are signed in and permitted.");
    }

    private IResult? Foreign(string? member) => member is null || member == journal.Member.Name
        ? null
        : Problems.NotFound("member", "This node shows its own log only; the member's own address is in /public/network.");

    private static IResult Json<T>(T value) => Results.Json(value, ContractJson.Options);
}
