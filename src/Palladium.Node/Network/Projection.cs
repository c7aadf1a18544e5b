using Palladium.Federation.Release;
using Palladium.Node.Alerts;
using Palladium.Node.Configuration;
using Palladium.Node.Journal;
using Palladium.Node.Peers;
using Palladium.Operations.Alerts;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.Bodies;

namespace Palladium.Node.Network;

/// <summary>
/// Rebuilds what the node shows from what it has: its own entries and the bodies that others released to it, in the order of
/// each log, and the receipts it got. What was refused when it arrived is not held, so nothing is checked a second time; what
/// does not parse any more is counted and left out, for the log stays as it is.
/// </summary>
internal sealed partial class Projection(
    NodeConfiguration configuration, NodeStores stores, NetworkDirectory network, AlertBook alerts, AlertDesk desk, IncidentBook incidents, ThreatBook threats, UseBook uses,
    TimeProvider clock, ILogger<Projection> logger)
{
    private readonly Dictionary<(MemberId From, long Item), DateTimeOffset> _received = [];
    private int _unread;

    /// <summary>Rebuilds everything, once, before the other members are heard.</summary>
    /// <returns>Indexes of the own entries that were released to somebody.</returns>
    public IReadOnlySet<long> Rebuild()
    {
        Own(EntryKinds.Receipt, (reference, body) => Parsed(ReceiptBody.Parse(body.Span), receipt =>
            _received[(receipt.From, receipt.Item.Index)] = TimeOf(reference)));

        // Alerts of all members first: what is noted about them comes from other logs than they do.
        All(EntryKinds.Alert, (reference, body) => Parsed(AlertBody.Parse(body.Span), alert => alerts.Apply(
            new AlertRevision(alert, Place(reference), KnownSince(reference, alert)))));
        var released = Releases();
        All(EntryKinds.AlertRead, (reference, body) => Parsed(AlertReadBody.Parse(body.Span), read =>
            desk.WasRead(read.Alert, reference.Author, read.Read)));

        All(EntryKinds.Incident, (reference, body) => Parsed(IncidentBody.Parse(body.Span), incident =>
            incidents.Apply(new Recorded<IncidentBody>(incident, Place(reference)))));
        All(EntryKinds.Lead, (reference, body) => Parsed(LeadClaim.Parse(body.Span), claim =>
            incidents.Apply(new Recorded<LeadClaim>(claim, Place(reference)))));
        All(EntryKinds.PublicMessage, (reference, body) => Parsed(PublicMessageBody.Parse(body.Span), message =>
            incidents.Apply(new Recorded<PublicMessageBody>(message, Place(reference)))));

        All(EntryKinds.Threat, (reference, body) => Parsed(ThreatBody.Parse(body.Span), threat =>
            threats.Apply(new Recorded<ThreatBody>(threat, Place(reference)))));

        All(EntryKinds.Force, (reference, body) => Parsed(ForceBody.Parse(body.Span), force =>
            uses.Apply(new Recorded<ForceBody>(force, Place(reference)))));
        All(EntryKinds.EmergencyAccess, (reference, body) => Parsed(EmergencyBody.Parse(body.Span), emergency =>
            uses.Apply(new Recorded<EmergencyBody>(emergency, Place(reference)))));
        All(EntryKinds.Review, (reference, body) => Parsed(ReviewBody.Parse(body.Span), review =>
            uses.Apply(new Recorded<ReviewBody>(review, Place(reference)))));

        _received.Clear();
        if (_unread > 0)
        {
            NotRead(logger, _unread);
        }

        return released;
    }

    private HashSet<long> Releases()
    {
        var got = ReceiptBook.GotBy(configuration.Data);
        var released = new HashSet<long>();
        Own(EntryKinds.Release, (reference, body) => Parsed(ReleaseBody.Parse(body.Span), release =>
        {
            if (release.Item is not { } item)
            {
                return;
            }

            released.Add(item.Index);
            if (alerts.FindByEntry(network.Self.Id, item.Index) is not { } alert)
            {
                return;
            }

            desk.Released(alert.Id, release.To, reference.Index, TimeOf(reference));
            if (got.TryGetValue((release.To.Name, reference.Index), out var receipt))
            {
                alerts.Note(alert.Id, release.To, known => known is { DeliveredAt: null }
                    ? known with { DeliveredAt = receipt.At, ReceiptEntry = receipt.Index }
                    : null);
            }
        }));
        return released;
    }

    private void All(EntryKind kind, Func<BodyReference, ReadOnlyMemory<byte>, bool> take)
    {
        foreach (var member in network.Members)
        {
            Each(member.Id, kind, take);
        }
    }

    private void Own(EntryKind kind, Func<BodyReference, ReadOnlyMemory<byte>, bool> take) => Each(network.Self.Id, kind, take);

    private void Each(MemberId author, EntryKind kind, Func<BodyReference, ReadOnlyMemory<byte>, bool> take)
    {
        foreach (var reference in stores.Bodies.List(author, kind.Name))
        {
            // Inside the store: the projection is part of it, and hands out only what the gate opens.
            stores.Bodies.Decode(author, reference.Index, body =>
            {
                _unread += take(reference, body.Body) ? 0 : 1;
                return true;
            });
        }
    }

    private static bool Parsed<T>(Outcome<T> outcome, Action<T> take)
        where T : notnull
    {
        if (!outcome.Accepted(out var value, out _))
        {
            return false;
        }

        take(value);
        return true;
    }

    // When an alert of another member came is when its receipt was logged; to the second, and never before it was sent.
    private DateTimeOffset KnownSince(BodyReference reference, AlertBody alert) =>
        _received.TryGetValue((reference.Author, reference.Index), out var at) && at > alert.Sent ? at : alert.Sent;

    private DateTimeOffset TimeOf(BodyReference own) => stores.Journal.ReadHeader(own.Index) is { } header
        ? DateTimeOffset.FromUnixTimeSeconds(header.Time)
        : clock.GetUtcNow();

    private static EntryPlace Place(BodyReference reference) => new(reference.Author, reference.Index, reference.Id);

    [LoggerMessage(3503, LogLevel.Warning, "{Count} stored bodies could not be read and are not shown. They are still in the log.")]
    private static partial void NotRead(ILogger logger, int count);
}
