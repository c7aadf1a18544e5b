using Palladium.Doctrine.Entities;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Alerts;

/// <summary>
/// That a person of this member opened an alert is an entry here, and is told to the member that issued it. Told is that
/// somebody did and when, not who.
/// </summary>
internal sealed class AlertReads(NetworkDirectory network, IJournal journal, AlertDesk desk, ReleaseDesk releases, TimeProvider clock)
{
    public async Task MarkAsync(AlertState alert, CancellationToken cancellation)
    {
        if (alert.Deliveries.GetValueOrDefault(network.Self.Id)?.ReadAt is not null)
        {
            return;
        }

        var now = BodyTime.Sayable(clock.GetUtcNow());
        var exercise = alert.Latest.Body.Status == AlertStatus.Exercise;
        var body = new AlertReadBody(alert.Id, now).ToCanonicalBytes();
        var entry = await journal.AppendAsync(
            new EntryDraft(EntryKinds.AlertRead, StandingPurpose.ClassFor(exercise), body), cancellation);
        desk.WasRead(alert.Id, network.Self.Id, now);
        await releases.ReleaseAsync(
            entry, body, "audit",
            DoctrineEntities.LogBody(entry.Header.Id, network.Self.Id, EntryKinds.AlertRead.Name, EntryKinds.AlertRead.Audience, exercise),
            StandingPurpose.Watch, [alert.Author], cancellation);
    }

    /// <summary>Takes in that another member's person read an alert.</summary>
    public Refusal? Take(MemberId reader, ReadOnlySpan<byte> body)
    {
        if (!AlertReadBody.Parse(body).Accepted(out var read, out var refusal))
        {
            return refusal;
        }

        desk.WasRead(read.Alert, reader, read.Read);
        return null;
    }
}
