using System.Text.Json.Nodes;
using Palladium.Doctrine.Thresholds;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Incidents;

/// <summary>
/// The body of an <see cref="EntryKinds.PublicMessage"/> entry: what the public is told about an incident. One message per
/// incident, revised by whoever leads; every node that holds it shows it in its public feed.
/// </summary>
public sealed record PublicMessageBody
{
    /// <summary>The message's id over all its revisions.</summary>
    public required EntryId Message { get; init; }

    /// <summary>The incident it is about.</summary>
    public required EntryId Incident { get; init; }

    /// <summary>Term of the leader who wrote it.</summary>
    public required int Term { get; init; }

    /// <summary>From 1, over all terms.</summary>
    public required int Revision { get; init; }

    /// <summary>Actual or a drill.</summary>
    public required AlertStatus Status { get; init; }

    /// <summary>First, update or end.</summary>
    public required AlertMessageType MessageType { get; init; }

    /// <summary>CAP severity.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>One line.</summary>
    public required string Headline { get; init; }

    /// <summary>What happened, in sentences.</summary>
    public required string Text { get; init; }

    /// <summary>What to do.</summary>
    public required string Instruction { get; init; }

    /// <summary>The area in words.</summary>
    public required string Area { get; init; }

    /// <summary>Who says so.</summary>
    public required MemberId Sender { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Sent { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject
    {
        ["message"] = Message.Hex,
        ["incident"] = Incident.Hex,
        ["term"] = Term,
        ["revision"] = Revision,
        ["status"] = Status.ToString(),
        ["msgType"] = MessageType.ToString(),
        ["severity"] = Severity.ToString(),
        ["headline"] = Headline,
        ["text"] = Text,
        ["instruction"] = Instruction,
        ["area"] = Area,
        ["sender"] = Sender.Name,
        ["sent"] = BodyTime.Write(Sent),
    });

    /// <summary>Reads a body.</summary>
    public static Outcome<PublicMessageBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("message", 32)).Accepted(out var message, out refusal)
            || !EntryId.Parse(read.Text("incident", 32)).Accepted(out var incident, out refusal))
        {
            return refusal;
        }

        var result = new PublicMessageBody
        {
            Message = message,
            Incident = incident,
            Term = (int)read.Integer("term", 1, 1_000_000),
            Revision = (int)read.Integer("revision", 1, 1_000_000),
            Status = read.Word<AlertStatus>("status"),
            MessageType = read.Word<AlertMessageType>("msgType"),
            Severity = read.Word<AlertSeverity>("severity"),
            Headline = read.Text("headline", 512),
            Text = read.Text("text", 32_768),
            Instruction = read.Text("instruction", 32_768),
            Area = read.Text("area", 1024),
            Sender = read.Member("sender"),
            Sent = read.Time("sent"),
        };
        return read.Refusal is { } wrong ? wrong : result;
    }
}
