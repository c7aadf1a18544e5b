using System.Text.Json.Nodes;
using Palladium.Operations.Bodies;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Operations.Alerts;

/// <summary>
/// The body of an <see cref="EntryKinds.AlertRead"/> entry: somebody of the author's people opened an alert. Says that and
/// when, not who.
/// </summary>
/// <param name="Alert">The alert.</param>
/// <param name="Read">When, by the author's clock.</param>
public sealed record AlertReadBody(EntryId Alert, DateTimeOffset Read)
{
    /// <summary>The canonical bytes.</summary>
    public byte[] ToCanonicalBytes() => CanonicalJson.Write(new JsonObject { ["alert"] = Alert.Hex, ["read"] = BodyTime.Write(Read) });

    /// <summary>Reads a body.</summary>
    public static Outcome<AlertReadBody> Parse(ReadOnlySpan<byte> body)
    {
        if (!BodyReader.Open(body).Accepted(out var read, out var refusal)
            || !EntryId.Parse(read.Text("alert", 32)).Accepted(out var alert, out refusal))
        {
            return refusal;
        }

        var result = new AlertReadBody(alert, read.Time("read"));
        return read.Refusal is { } wrong ? wrong : result;
    }
}
