using Palladium.Doctrine.Entities;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Force;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Force;

/// <summary>Enters what is to be reviewed, and reviews, and releases them to whom the doctrine names.</summary>
internal sealed class UseEntries(NetworkDirectory network, IJournal journal, ReleaseDesk releases)
{
    private const string Action = "audit";

    /// <summary>Appends an entry and hands it on; it is durable, and its releases are, when this returns.</summary>
    public async Task<EntryPlace> WriteAsync(EntryKind kind, PurposeClass purpose, ReadOnlyMemory<byte> body, Action<EntryPlace> apply, CancellationToken cancellation)
    {
        var entry = await journal.AppendAsync(new EntryDraft(kind, purpose, body), cancellation);
        var place = new EntryPlace(network.Self.Id, entry.Index, entry.Header.Id);
        apply(place);
        await releases.ReleaseAsync(entry, body, Action, EntityOf(place, kind), StandingPurpose.Watch, null, cancellation);
        return place;
    }

    /// <summary>The kinds of the other members that are told of a kind of entry of this one.</summary>
    public IReadOnlyList<string> WhoIsTold(EntryKind kind) =>
    [
        .. network.Others
            .Where(member => releases.Decide(member.Id, Action, EntityOf(new EntryPlace(network.Self.Id, 0, EntryId.Fresh()), kind), StandingPurpose.Watch).Permitted)
            .Select(member => member.Kind).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>What a review is about, as the doctrine sees it.</summary>
    public static Cedar.CedarEntityData EntityOf(Use use) => EntityOf(use.Entry, use.Kind);

    private static Cedar.CedarEntityData EntityOf(EntryPlace place, EntryKind kind) =>
        DoctrineEntities.LogBody(place.Id, place.Author, kind.Name, kind.Audience, exercise: false);
}
