using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Log;
using Palladium.Node.Journal;
using Palladium.Node.Network;
using Palladium.Node.Retention;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>
/// Logs as lists of entries: the node's own and those it mirrors. Headers and proofs are for anyone, up to the published
/// checkpoint; a body is opened by the gate for somebody who is signed in, or not at all.
/// </summary>
internal sealed class LogViews(NetworkDirectory network, NodeStores stores, PeerHub hub, ErasureBook erasures)
{
    public const int MostEntries = 200;

    /// <summary>A log that is served here: the own one, or a mirror.</summary>
    /// <param name="Member">Whose.</param>
    /// <param name="Reader">Its leaves and proofs.</param>
    /// <param name="Head">The head up to which it is shown.</param>
    public sealed record ServedLog(MemberId Member, LogReader Reader, SignedCheckpoint Head);

    /// <summary>The log of a member, or of this one; null when it is not here.</summary>
    public ServedLog? Find(string? member)
    {
        if (member is null || member == network.Self.Id.Name)
        {
            return new ServedLog(network.Self.Id, stores.Log, stores.Log.Published);
        }

        return MemberId.Parse(member).Accepted(out var id, out _) && hub.Network?.Mirror(id) is { Reached: { } head } mirror
            ? new ServedLog(id, mirror, head)
            : null;
    }

    public LogPageDto Page(ServedLog log, long? from, int count, GateSession? session)
    {
        var size = log.Head.Checkpoint.Size;
        count = Math.Clamp(count, 1, MostEntries);
        var start = Math.Clamp(from ?? size - count, 0, size);
        var leaves = log.Reader.ReadLeaves(start, (int)Math.Min(count, size - start));
        return new LogPageDto(
            log.Member.Name, log.Head.Checkpoint.Origin, size, start,
            [.. leaves.Select((leaf, i) => Entry(log.Member, start + i, leaf, session, withBody: false))]);
    }

    public LogEntryDto? Entry(ServedLog log, long index, GateSession? session) =>
        index < 0 || index >= log.Head.Checkpoint.Size
            ? null
            : Entry(log.Member, index, log.Reader.ReadLeaves(index, 1)[0], session, withBody: true);

    /// <summary>The proof of an entry in the tree of the checkpoint that is shown, or of a smaller one.</summary>
    public static ProofDto? Proof(ServedLog log, long index, long? size)
    {
        var of = size ?? log.Head.Checkpoint.Size;
        if (of < 1 || of > log.Head.Checkpoint.Size || index < 0 || index >= of)
        {
            return null;
        }

        return new ProofDto(
            log.Member.Name, log.Head.Checkpoint.Origin, index, of,
            [.. log.Reader.ProveInclusion(index, of).Hashes.Select(hash => hash.ToString())],
            Encoding.UTF8.GetString(log.Head.Note.ToBytes()));
    }

    private LogEntryDto Entry(MemberId member, long index, ReadOnlyMemory<byte> leaf, GateSession? session, bool withBody)
    {
        var text = Encoding.UTF8.GetString(leaf.Span);
        if (!EntryHeader.Parse(leaf.Span).Accepted(out var header, out var refusal))
        {
            return new LogEntryDto(
                member.Name, index, "", "unknown", null, DateTimeOffset.UnixEpoch, "", "", 0, "", text, BodyState.Elsewhere, null, null, null,
                null, refusal.Message, Names(hub.CosignersOf(member, index + 1)), Names(hub.HoldersOf(member, index + 1)));
        }

        var body = new Body(BodyState.Withheld, null, "Sign in to see what the doctrine lets you see of it.");
        // What this member erased of its own stands in a public entry; what it had of others' is for those who are signed in.
        var erasure = session is not null || member == network.Self.Id ? erasures.Find(member, index) : null;
        if (erasure is not null)
        {
            body = new Body(BodyState.Erased, null, $"Erased, by rule {erasure.Rule}: {erasure.Words}");
        }
        else if (session is not null)
        {
            body = BodyOf(member, index, header, session, withBody);
        }

        return new LogEntryDto(
            member.Name, index, header.Id.Hex, header.Kind, EntryKinds.All.GetValueOrDefault(header.Kind)?.Reveals,
            DateTimeOffset.FromUnixTimeSeconds(header.Time), header.Audience.ToString().ToLowerInvariant(),
            header.Purpose.ToString().ToLowerInvariant(), header.Size, header.Commitment, text, body.State, null, Json(header, body.Opened),
            body.Opened is { } opened ? Convert.ToBase64String(opened.Salt.Span) : null,
            body.Opened is { } shown && header.Kind != EntryKinds.Segment.Name ? Encoding.UTF8.GetString(shown.Body.Span) : null,
            body.WhyNot, Names(hub.CosignersOf(member, index + 1)), Names(hub.HoldersOf(member, index + 1)), erasure?.Entry);
    }

    private static IReadOnlyList<string> Names(IReadOnlyList<MemberId> members) => [.. members.Select(member => member.Name)];

    private Body BodyOf(MemberId member, long index, EntryHeader header, GateSession session, bool open)
    {
        var isHere = stores.Bodies.Find(member, header.Id) is not null;
        if (!isHere || stores.Bodies.IsErased(member, header.Id))
        {
            return isHere || member == network.Self.Id
                ? new Body(BodyState.Missing, null, "The body is missing, and no entry says that it was erased: a fault.")
                : new Body(BodyState.Elsewhere, null, $"{network.NameOf(member)} has it and has not released it to this member.");
        }

        var entity = DoctrineEntities.LogBody(header.Id, member, header.Kind, header.Audience, header.Purpose == PurposeClass.Exercise);
        var row = new GateRow("audit", entity.Uid, session.Entities.With(entity), DateTimeOffset.FromUnixTimeSeconds(header.Time));
        if (!open)
        {
            var decision = session.Decide(row);
            return decision.Permitted
                ? new Body(BodyState.Shown, null, null)
                : new Body(BodyState.Withheld, null, decision.Words);
        }

        if (stores.Bodies.Read(member, index) is not { } sealedBody)
        {
            return new Body(BodyState.Missing, null, "The body can't be read: a fault.");
        }

        var outcome = session.Open(sealedBody, row);
        return outcome.Opened(out var opened)
            ? new Body(BodyState.Shown, opened, null)
            : new Body(BodyState.Withheld, null, outcome.Decision.Words);
    }

    private static JsonNode? Json(EntryHeader header, SaltedBody? body)
    {
        if (body is null || header.Kind == EntryKinds.Segment.Name)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(body.Body.Span);
        }
        catch (JsonException)
        {
            return null; // A body of a newer version may be something else; its text is shown all the same.
        }
    }

    private sealed record Body(BodyState State, SaltedBody? Opened, string? WhyNot);
}
