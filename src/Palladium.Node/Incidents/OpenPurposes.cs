using Palladium.Cedar;
using Palladium.Doctrine.Gate;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>
/// Which incidents and exercises are open, for the gate: data is used for something that exists and is being handled. A drill is no
/// incident, and an incident no drill.
/// </summary>
internal sealed class OpenPurposes(IncidentBook incidents) : IOpenPurposes
{
    /// <inheritdoc />
    public bool IsOpen(GatePurpose purpose) => Find(purpose) is not null;

    /// <inheritdoc />
    /// <remarks>Whoever opened or revised the incident, or took its lead, stands behind it with an entry of its own log.</remarks>
    public bool IsConfirmed(GatePurpose purpose, EntityUid asking)
    {
        var member = asking.Id.Split('/', 2)[0];
        return Find(purpose) is { } incident
            && incident.Claims.Select(claim => claim.Entry.Author).Append(incident.Current!.Entry.Author).Any(author => author.Name != member);
    }

    private IncidentState? Find(GatePurpose purpose) =>
        EntryId.Parse(purpose.Ref).Accepted(out var id, out _)
        && incidents.Find(id) is { Current.Body: { Closed: false, Status: var status } } incident
        && purpose.Class == (status == AlertStatus.Exercise ? PurposeClass.Exercise : PurposeClass.Incident)
            ? incident
            : null;
}
