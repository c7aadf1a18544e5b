using Palladium.Doctrine.Entities;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Operations.Picture;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Incidents;

/// <summary>This member's own entries about incidents: appended, shown here, and released to whoever the doctrine entitles.</summary>
internal sealed class IncidentEntries(
    NetworkDirectory network, IJournal journal, IncidentPlans plans, ReleaseDesk releases, PictureBoard board)
{
    /// <summary>Appends a body, applies it once it is durable, and releases it.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="bytes">Its body.</param>
    /// <param name="incident">The incident that it is about.</param>
    /// <param name="apply">Takes place and salt of the entry and gives the incident as it is then.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task WriteAsync(
        EntryKind kind, byte[] bytes, IncidentBody incident, Func<EntryPlace, ReadOnlyMemory<byte>, IncidentState> apply,
        CancellationToken cancellation)
    {
        var purpose = incident.Status == AlertStatus.Exercise ? PurposeClass.Exercise : PurposeClass.Incident;
        var entry = await journal.AppendAsync(new EntryDraft(kind, purpose, bytes), cancellation);
        var state = apply(new EntryPlace(network.Self.Id, entry.Index, entry.Header.Id), entry.Salt);
        Touch(state);
        var (action, resource) = kind == EntryKinds.PublicMessage
            ? ("audit", DoctrineEntities.LogBody(entry.Header.Id, network.Self.Id, kind.Name, kind.Audience, purpose == PurposeClass.Exercise))
            : ("readIncident", plans.EntityOf(state));
        await releases.ReleaseAsync(entry, bytes, action, resource, StandingPurpose.Watch, null, cancellation);
    }

    /// <summary>Says to all screens that an incident changed.</summary>
    public void Touch(IncidentState state) => board.Touch(new RowKey(RowKind.Incident, network.Self.Id, state.Id.Hex));
}
