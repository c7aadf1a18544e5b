using System.Text;
using System.Text.Unicode;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Thresholds;
using Palladium.Node.Alerts;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Scene;
using Palladium.Standards.Cap;

namespace Palladium.Node.Intake;

/// <summary>
/// Alerts that come in as CAP 1.2. The first message becomes an alert of this member; an update or cancel that refers to it
/// becomes its next revision. The original XML is kept and handed on unchanged.
/// </summary>
internal sealed class CapIntake(
    NetworkDirectory network, AlertBook book, AlertDesk desk, Gate gate, Refusals refusals, TimeProvider clock) : IDisposable
{
    /// <summary>The rule that alerts carry which came from elsewhere.</summary>
    public const string Rule = "cap";

    private readonly SemaphoreSlim _one = new(1, 1);

    public void Dispose() => _one.Dispose();

    public async Task<Outcome<AlertState>> TakeAsync(
        string? intake, Asking asking, ReadOnlyMemory<byte> document, Feed feed, CancellationToken cancellation)
    {
        var outcome = await TryTakeAsync(asking, document, feed, cancellation);
        if (intake is not null && outcome.Refusal is { } refusal)
        {
            refusals.Count(intake, asking.Words, refusal);
        }

        return outcome;
    }

    private async Task<Outcome<AlertState>> TryTakeAsync(
        Asking asking, ReadOnlyMemory<byte> document, Feed feed, CancellationToken cancellation)
    {
        if (!CapReader.Read(document).Accepted(out var cap, out var refusal))
        {
            return refusal;
        }

        if (cap.Infos.Count == 0)
        {
            return new Refusal("/alert/info", "cap.info.missing", "An alert without an info block tells nobody anything; it is not taken.");
        }

        if (cap.Status is not (CapStatus.Actual or CapStatus.Exercise))
        {
            return new Refusal("/alert/status", "cap.status.not-for-people", $"A message of status {cap.Status} is for systems; nobody is alerted by it.");
        }

        if (cap.MessageType is CapMessageType.Ack or CapMessageType.Error)
        {
            return new Refusal("/alert/msgType", "cap.type.not-for-people", $"{cap.MessageType} answers another message; nobody is alerted by it.");
        }

        if (!TextOf(document).Accepted(out var text, out refusal))
        {
            return refusal;
        }

        // One at a time: whether a message is new or a revision must not change while it is being decided.
        await _one.WaitAsync(cancellation);
        try
        {
            var known = Find(cap);
            if (known is not null && known.Revisions.Any(revision => revision.Body.Source == Key(cap.Sender, cap.Identifier)))
            {
                return new Refusal("/alert/identifier", "cap.identifier.known", "This message has been taken before.");
            }

            var body = BodyOf(cap, known, text, feed);
            var entity = AlertDesk.EntityOf(network.Self.Id, body);
            var decision = gate.Decide(new GateRequest
            {
                Principal = asking.Uid,
                Action = "postAlert",
                Resource = entity.Uid,
                Entities = asking.Entities.With(entity),
                Purpose = StandingPurpose.Watch,
            });
            return decision.Permitted
                ? await desk.IssueAsync(body, cancellation)
                : new Refusal("/alert", decision.Rule, decision.Words);
        }
        finally
        {
            _one.Release();
        }
    }

    private AlertState? Find(CapAlert cap) => cap.References.Select(reference => Key(reference.Sender, reference.Identifier))
        .Append(Key(cap.Sender, cap.Identifier))
        .Select(key => book.FindByCause(network.Self.Id, Rule, key, ""))
        .FirstOrDefault(alert => alert is not null);

    private AlertBody BodyOf(CapAlert cap, AlertState? known, string text, Feed feed)
    {
        var info = cap.Infos[0];
        var area = info.Areas.Count > 0 ? info.Areas[0] : null;
        return new AlertBody
        {
            Alert = known?.Id ?? EntryId.Fresh(),
            Revision = (known?.Latest.Body.Revision ?? 0) + 1,
            Status = cap.Status == CapStatus.Exercise ? AlertStatus.Exercise : AlertStatus.Actual,
            MessageType = cap.MessageType switch
            {
                CapMessageType.Cancel => AlertMessageType.Cancel,
                _ => known is null ? AlertMessageType.Alert : AlertMessageType.Update,
            },
            Rule = Rule,
            Source = Key(cap.Sender, cap.Identifier),
            SourceKind = "",
            Public = cap.Scope == CapScope.Public,
            Site = "",
            Feed = feed,
            Severity = SeverityOf(info),
            Urgency = info.Urgency.ToString(),
            Certainty = info.Certainty.ToString(),
            Category = info.Categories.Count > 0 ? info.Categories[0].ToString() : nameof(CapCategory.Other),
            Event = Short(info.Event, 256),
            Headline = Short(info.Headline is { Length: > 0 } headline ? headline : info.Event, 512),
            Description = Short(info.Description ?? "", 32_768),
            Instruction = Short(info.Instruction ?? "", 32_768),
            Area = Short(area?.Description ?? "", 1024),
            Place = PlaceOf(area),
            Onset = info.Onset ?? info.Effective ?? cap.Sent,
            Sent = BodyTime.Sayable(clock.GetUtcNow()),
            MustKnow = WhoMustKnow(cap),
            Cap = text,
        };
    }

    // Every block of the message counts: one in another language may say more.
    private IReadOnlyList<string> WhoMustKnow(CapAlert cap) => gate.Doctrine is { } doctrine
        ? [.. cap.Infos
            .SelectMany(info => doctrine.WhoMustKnow(
                [.. info.Categories.Select(category => Enum.Parse<AlertCategory>(category.ToString()))], SeverityOf(info)))
            .Distinct(StringComparer.Ordinal)]
        : [];

    private static AlertSeverity SeverityOf(CapInfo info) => Enum.Parse<AlertSeverity>(info.Severity.ToString());

    // Bodies hold text. What is no UTF-8 could not be handed on byte for byte, and its signature would no longer hold.
    private static Outcome<string> TextOf(ReadOnlyMemory<byte> document) => Utf8.IsValid(document.Span)
        ? Encoding.UTF8.GetString(document.Span)
        : new Refusal("/", "cap.encoding", "The document is not UTF-8. It is handed on unchanged, and only UTF-8 can be.");

    private static string Key(string sender, string identifier) => Short($"{sender}/{identifier}", 512);

    private static string Short(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";

    private static GeoPoint? PlaceOf(CapArea? area)
    {
        if (area is { Circles.Count: > 0 })
        {
            return area.Circles[0].Center;
        }

        return area is { Polygons: [{ Count: > 0 } ring, ..] }
            ? new GeoPoint(ring.Average(point => point.Latitude), ring.Average(point => point.Longitude))
            : null;
    }
}
