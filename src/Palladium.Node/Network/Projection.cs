using Palladium.Node.Alerts;
using Palladium.Node.Journal;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;

namespace Palladium.Node.Network;

/// <summary>
/// Rebuilds what the node shows from what it has: its own entries and the bodies that others released to it, in the order of
/// each log. What was refused when it arrived is not held, so nothing is checked a second time; what does not parse any
/// more is counted and left out, for the log stays as it is.
/// </summary>
internal sealed partial class Projection(
    NodeStores stores, NetworkDirectory network, AlertBook alerts, AlertDesk desk, IncidentBook incidents, TimeProvider clock, ILogger<Projection> logger)
{
    public void Rebuild()
    {
        var unread = 0;
        foreach (var member in network.Members)
        {
            foreach (var kind in (EntryKind[])
                [EntryKinds.Alert, EntryKinds.Incident, EntryKinds.Lead, EntryKinds.LeadAttested, EntryKinds.PublicMessage, EntryKinds.AlertRead])
            {
                foreach (var reference in stores.Bodies.List(member.Id, kind.Name))
                {
                    // Inside the store: the projection is part of it, and hands out only what the gate opens.
                    stores.Bodies.Decode(member.Id, reference.Index, body =>
                    {
                        unread += Take(reference, body) ? 0 : 1;
                        return true;
                    });
                }
            }
        }

        if (unread > 0)
        {
            NotRead(logger, unread);
        }
    }

    private bool Take(BodyReference reference, SaltedBody stored)
    {
        var place = new EntryPlace(reference.Author, reference.Index, reference.Id);
        var body = stored.Body.Span;
        switch (reference.Kind)
        {
            case "alert" when AlertBody.Parse(body).Accepted(out var alert, out _):
                return alerts.Apply(new AlertRevision(alert, place, alert.Sent)).Refusal is null;
            case "alert.read" when AlertReadBody.Parse(body).Accepted(out var read, out _):
                desk.WasRead(read.Alert, reference.Author, read.Read);
                return true;
            case "incident" when IncidentBody.Parse(body).Accepted(out var incident, out _):
                incidents.Apply(new Recorded<IncidentBody>(incident, place));
                return true;
            case "lead" when LeadClaim.Parse(body).Accepted(out var claim, out _):
                incidents.Apply(new Recorded<LeadClaim>(claim, place));
                return true;
            case "lead.attested" when LeadAttestation.Parse(body).Accepted(out var attestation, out _):
                // One from before the restart says nothing about now.
                return attestation.Since <= clock.GetUtcNow();
            case "message.public" when PublicMessageBody.Parse(body).Accepted(out var message, out _):
                incidents.Apply(new Recorded<PublicMessageBody>(message, place));
                return true;
            default:
                return false;
        }
    }

    [LoggerMessage(3502, LogLevel.Warning, "{Count} stored bodies could not be read and are not shown. They are still in the log.")]
    private static partial void NotRead(ILogger logger, int count);
}
