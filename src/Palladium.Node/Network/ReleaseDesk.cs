using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Federation.Release;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Sealing;

namespace Palladium.Node.Network;

/// <summary>A release that is durable and on its way.</summary>
/// <param name="Recipient">To whom.</param>
/// <param name="Entry">The release entry.</param>
internal sealed record MadeRelease(MemberId Recipient, JournalEntry Entry);

/// <summary>Sends what was released; the network of peers stands behind it.</summary>
internal interface IReleaseCarrier
{
    /// <summary>Queues a release for its recipient; it is sent at once when the peer is there, and as soon as it is otherwise.</summary>
    /// <param name="recipient">To whom.</param>
    /// <param name="item">The released entry, with the body that the gate opened.</param>
    /// <param name="body">That body.</param>
    /// <param name="release">The release entry.</param>
    /// <param name="releaseBody">Its body, as the gate wrote it.</param>
    void Send(MemberId recipient, JournalEntry item, ReadOnlyMemory<byte> body, JournalEntry release, ReadOnlyMemory<byte> releaseBody);
}

/// <summary>
/// Hands an own entry's body to the members that the doctrine entitles: asks the gate for each, records one release
/// entry a recipient in one batch, and gives them to the carrier. Standing entitlements only; what was asked for is
/// answered elsewhere.
/// </summary>
internal sealed class ReleaseDesk(NetworkDirectory network, MemberVersions versions, Gate gate, IReleaseCarrier carrier)
{
    /// <summary>What the doctrine says about one member and one thing, without opening anything.</summary>
    public GateDecision Decide(MemberId member, string action, CedarEntityData resource, GatePurpose purpose) =>
        gate.Decide(Request(member, action, resource, purpose, null));

    /// <summary>Whether the doctrine entitles any other member.</summary>
    public bool IsAnybodyEntitled(string action, CedarEntityData resource, GatePurpose purpose) =>
        network.Others.Any(member => Decide(member.Id, action, resource, purpose).Permitted);

    /// <summary>Releases a body to every other member that is entitled.</summary>
    /// <param name="item">The entry whose body it is; durable.</param>
    /// <param name="body">The body.</param>
    /// <param name="action">The doctrine's action that a recipient must be permitted.</param>
    /// <param name="resource">What it is, for the doctrine.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="to">Who may come into question; all others when null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<MadeRelease>> ReleaseAsync(
        JournalEntry item, ReadOnlyMemory<byte> body, string action, CedarEntityData resource, GatePurpose purpose,
        IEnumerable<MemberId>? to, CancellationToken cancellation)
    {
        var requests = (to ?? network.Others.Select(member => member.Id))
            .Where(member => member != network.Self.Id)
            .Select(member => (Member: member, Request: Request(member, action, resource, purpose, item)))
            .Where(pair => gate.Decide(pair.Request).Permitted)
            .ToArray();
        if (requests.Length == 0)
        {
            return [];
        }

        var outcomes = await gate.OpenAllAsync(Seal.Of(body), [.. requests.Select(pair => pair.Request)], cancellation);
        var made = new List<MadeRelease>(requests.Length);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Permitted && outcomes[i].Entry is { } entry)
            {
                outcomes[i].Opened(out var opened);
                carrier.Send(requests[i].Member, item, opened, entry, outcomes[i].Body);
                made.Add(new MadeRelease(requests[i].Member, entry));
            }
        }

        return made;
    }

    private GateRequest Request(MemberId member, string action, CedarEntityData resource, GatePurpose purpose, JournalEntry? item) => new()
    {
        Principal = DoctrineEntities.MemberUid(member),
        Action = action,
        Resource = resource.Uid,
        Entities = network.Entities.With(resource),
        Purpose = purpose,
        ForWhom = member.Name,
        MadeUnder = versions.DoctrineOf(member),
        RecordAs = EntryKinds.Release,
        Extent = item is null ? null : ReleaseBody.ExtentOf(EntryReference.Of(item.Header, item.Index)),
    };
}
