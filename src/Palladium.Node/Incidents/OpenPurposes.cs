using Palladium.Doctrine.Gate;
using Palladium.Operations.Incidents;
using Palladium.Records.Entries;

namespace Palladium.Node.Incidents;

/// <summary>Which incidents are open, for the gate: data is used for an incident that exists and is being handled.</summary>
internal sealed class OpenPurposes(IncidentBook incidents) : IOpenPurposes
{
    /// <inheritdoc />
    public bool IsOpen(GatePurpose purpose) =>
        purpose.Class == PurposeClass.Incident
        && EntryId.Parse(purpose.Ref).Accepted(out var id, out _)
        && incidents.Find(id) is { Current.Body.Closed: false };
}
