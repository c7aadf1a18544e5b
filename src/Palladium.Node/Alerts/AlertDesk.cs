using System.Globalization;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Thresholds;
using Palladium.Node.Network;
using Palladium.Node.Peers;
using Palladium.Node.Picture;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Scene;
using Palladium.Sensing.Thresholds;

namespace Palladium.Node.Alerts;

/// <summary>
/// Issues this member's alerts and takes in those of others. An alert is appended, shown here, and released to every member
/// that the doctrine in force at that moment entitles; receipts and reads come back and are noted on it.
/// </summary>
internal sealed class AlertDesk(
    NetworkDirectory network, IJournal journal, AlertBook book, ReleaseDesk releases, PictureBoard board,
    CitySites sites, TimeProvider clock)
{
    /// <summary>The doctrine's action that entitles a member to an alert.</summary>
    public const string ReceiveAction = "receiveAlert";

    /// <summary>Issues what a cause calls for: an alert, an update of it, or its end.</summary>
    public async Task IssueAsync(CauseChange change, CancellationToken cancellation)
    {
        var open = OpenFor(change.Key);
        if (change.Kind == CauseChangeKind.Cleared && open is null)
        {
            return;
        }

        await IssueAsync(BodyOf(change, open), cancellation);
    }

    /// <summary>Appends a revision, shows it here, and releases it.</summary>
    public async Task<AlertState> IssueAsync(AlertBody body, CancellationToken cancellation)
    {
        var bytes = body.ToCanonicalBytes();
        var purpose = StandingPurpose.ClassFor(body.Status == AlertStatus.Exercise);
        var entry = await journal.AppendAsync(new EntryDraft(EntryKinds.Alert, purpose, bytes), cancellation);
        var revision = new AlertRevision(body, new EntryPlace(network.Self.Id, entry.Index, entry.Header.Id), clock.GetUtcNow());
        if (!book.Apply(revision).Accepted(out var state, out var refusal))
        {
            throw new InvalidOperationException($"An own alert was refused: {refusal}");
        }

        Touch(state);
        var made = await releases.ReleaseAsync(
            entry, bytes, ReceiveAction, EntityOf(state), StandingPurpose.Watch, null, cancellation);
        foreach (var release in made)
        {
            Released(body.Alert, release.Recipient, release.Entry.Index, clock.GetUtcNow());
        }

        return book.Find(body.Alert) ?? state;
    }

    /// <summary>
    /// Issues again, as a further revision, what was durable when the node stopped and had not been released to anybody: a
    /// crash may come between the two. Alerts that ended long ago are left alone.
    /// </summary>
    /// <param name="released">Indexes of the own entries that were released to somebody.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task ResumeAsync(IReadOnlySet<long> released, CancellationToken cancellation)
    {
        var now = BodyTime.Sayable(clock.GetUtcNow());
        foreach (var alert in book.All.Where(alert => alert.Author == network.Self.Id && alert.IsShown(now)))
        {
            if (released.Contains(alert.Latest.Entry.Index)
                || !releases.IsAnybodyEntitled(ReceiveAction, EntityOf(alert), StandingPurpose.Watch))
            {
                continue;
            }

            var body = alert.Latest.Body;
            await IssueAsync(
                body with
                {
                    Revision = body.Revision + 1,
                    MessageType = alert.IsOpen ? AlertMessageType.Update : AlertMessageType.Cancel,
                    Sent = now,
                },
                cancellation);
        }
    }

    /// <summary>Notes that an alert was released to a member, when it was not before.</summary>
    public void Released(EntryId alert, MemberId recipient, long release, DateTimeOffset at) => book.Note(alert, recipient, known => known switch
    {
        null => new AlertDelivery(recipient, release, at, null, null, null),
        { ReleaseEntry: < 0 } => known with { ReleaseEntry = release, ReleasedAt = at },
        _ => null,
    });

    /// <summary>Takes in a revision that another member released to this one, already verified and held.</summary>
    public Refusal? Take(MemberId author, long index, EntryId id, ReadOnlySpan<byte> body)
    {
        if (!AlertBody.Parse(body).Accepted(out var alert, out var refusal)
            || !book.Apply(new AlertRevision(alert, new EntryPlace(author, index, id), clock.GetUtcNow())).Accepted(out var state, out refusal))
        {
            return refusal;
        }

        Touch(state);
        return null;
    }

    /// <summary>Notes that a member confirmed a release. A receipt may be here before the release itself was noted.</summary>
    public void Confirmed(ReceiptArrived receipt)
    {
        if (book.FindByEntry(network.Self.Id, receipt.Body.Item.Index) is not { } alert)
        {
            return;
        }

        Released(alert.Id, receipt.Recipient, receipt.Release, receipt.At);
        var state = book.Note(alert.Id, receipt.Recipient, known => known switch
        {
            { DeliveredAt: null } => known with { DeliveredAt = receipt.At, ReceiptEntry = receipt.Receipt },
            _ => null,
        });
        if (state is not null)
        {
            Touch(state);
        }
    }

    /// <summary>Notes that a person of a member opened the alert.</summary>
    public void WasRead(EntryId alert, MemberId member, DateTimeOffset at)
    {
        var state = book.Note(alert, member, known => known switch
        {
            null => new AlertDelivery(member, -1, at, null, null, at),
            { ReadAt: null } => known with { ReadAt = at },
            _ => null,
        });
        if (state is not null)
        {
            Touch(state);
        }
    }

    /// <summary>The alert as the doctrine sees it.</summary>
    public static CedarEntityData EntityOf(AlertState alert) => EntityOf(alert.Author, alert.Latest.Body);

    /// <summary>A revision that may become part of an alert of that member, as the doctrine sees it.</summary>
    public static CedarEntityData EntityOf(MemberId author, AlertBody body) => DoctrineEntities.Alert(
        body.Alert.Hex, author, body.SourceKind, body.Severity.ToString(), body.Category, body.MustKnow, body.Public, body.Feed,
        body.Status == AlertStatus.Exercise);

    /// <summary>The own alert whose entry has that index, as the doctrine sees it; null when it is none.</summary>
    public CedarEntityData? EntityAt(long index) => book.FindByEntry(network.Self.Id, index) is { } alert ? EntityOf(alert) : null;

    /// <summary>The causes whose alerts are open, for the thresholds after a restart.</summary>
    public IEnumerable<OpenCause> OpenCauses() => book.All
        .Where(alert => alert.Author == network.Self.Id && alert.IsOpen && alert.Latest.Body.Evidence is not null)
        .Select(alert => alert.Latest.Body)
        .Select(body => new OpenCause(
            new CauseKey(body.Rule, network.Self.Id, body.Source, body.Site), body.Evidence!.Value, body.Onset, body.Sent));

    private AlertState? OpenFor(CauseKey key) =>
        book.FindByCause(network.Self.Id, key.Rule, key.Source, key.Site) is { IsOpen: true } open ? open : null;

    private AlertBody BodyOf(CauseChange change, AlertState? open)
    {
        var known = open?.Latest.Body;
        var feed = change.Source?.Feed ?? known?.Feed ?? Feed.Live;
        var site = sites.NameOf(change.Key.Site);
        var name = change.Source?.Name ?? known?.Area ?? change.Key.Source;
        var unit = change.Source?.Unit ?? known?.Evidence?.Unit ?? "";
        var value = change.Kind == CauseChangeKind.Cleared ? change.Value : change.Peak;
        return new AlertBody
        {
            Alert = open?.Id ?? EntryId.Fresh(),
            Revision = (known?.Revision ?? 0) + 1,
            Status = feed == Feed.Exercise ? AlertStatus.Exercise : AlertStatus.Actual,
            MessageType = change.Kind switch
            {
                CauseChangeKind.Cleared => AlertMessageType.Cancel,
                _ => open is null ? AlertMessageType.Alert : AlertMessageType.Update,
            },
            Rule = change.Rule.Id,
            Source = change.Key.Source,
            SourceKind = change.Rule.SourceKind,
            Public = change.Rule.Public,
            Site = change.Key.Site,
            Feed = feed,
            Severity = change.Level.Severity,
            Urgency = change.Kind == CauseChangeKind.Cleared ? nameof(AlertUrgency.Past) : change.Level.Urgency.ToString(),
            Certainty = change.Level.Certainty.ToString(),
            Category = change.Rule.Category.ToString(),
            Event = change.Rule.Event,
            Headline = site.Length > 0 ? $"{change.Rule.Headline}: {name}, {site}" : $"{change.Rule.Headline}: {name}",
            Description = Describe(change, name, unit, value),
            Instruction = change.Kind == CauseChangeKind.Cleared ? "" : change.Rule.Instruction,
            Area = site.Length > 0 ? site : name,
            Place = change.Source?.Place ?? known?.Place,
            Onset = BodyTime.Sayable(change.Onset),
            Sent = BodyTime.Sayable(clock.GetUtcNow()),
            MustKnow = change.Rule.MustKnow,
            Evidence = new AlertEvidence(
                value, change.Rule.Value, unit, change.Evidence.Length > 0 ? change.Evidence[^1].Time : change.At,
                [.. change.Evidence.Select(reading => (reading.Time, reading.Value))]),
        };
    }

    private static string Describe(CauseChange change, string name, string unit, double value)
    {
        var side = change.Rule.Comparison == Comparison.AtLeast ? "at or above" : "at or below";
        var figure = string.Create(CultureInfo.InvariantCulture, $"{value:0.###} {unit}").TrimEnd();
        var limit = string.Create(CultureInfo.InvariantCulture, $"{change.Rule.Value:0.###} {unit}").TrimEnd();
        return change.Reason switch
        {
            CauseReason.BackToNormal => $"{name} is back to normal at {figure}.",
            CauseReason.RuleWithdrawn => $"The rule behind this alert is no longer in the doctrine. Last value of {name}: {figure}.",
            CauseReason.Graver => $"{name} has become graver: {figure}, {side} {limit}.",
            CauseReason.Continues => $"{name} is still {side} {limit}; the worst so far was {figure}.",
            _ => $"{name} reads {figure}, {side} {limit}.",
        };
    }

    private void Touch(AlertState alert) => board.Touch(new RowKey(RowKind.Alert, alert.Author, alert.Id.Hex));
}
