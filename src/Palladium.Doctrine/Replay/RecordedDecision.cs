using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Proofs;
using Palladium.Records.Json;

namespace Palladium.Doctrine.Replay;

/// <summary>A decision as the body of an access or release entry holds it, denials included, with all that it was made on.</summary>
/// <param name="Request">The request with its entities and purpose.</param>
/// <param name="Context">The context that the policies saw.</param>
/// <param name="Permitted">What was decided.</param>
/// <param name="Rule">The rule that decided.</param>
public sealed record RecordedDecision(GateRequest Request, CedarRecord Context, bool Permitted, string Rule)
{
    /// <summary>Reads a body; null when it holds no single decision: the beginning of a session, or a form of another version.</summary>
    public static RecordedDecision? Read(ReadOnlySpan<byte> body)
    {
        if (!CanonicalJson.Read(body).Accepted(out var node, out _)
            || node is not JsonObject json || json["request"] is not JsonObject asked || json["entities"] is not JsonArray slice || json["purpose"] is not JsonObject why
            || json["permitted"] is not JsonValue decided || !decided.TryGetValue<bool>(out var permitted)
            || CedarJson.ParseRequest(asked.ToJsonString(), "request").Value is not { } request
            || CedarJson.ParseEntities(slice.ToJsonString(), "entities").Value is not { } entities
            || PurposeOf(why) is not { } purpose)
        {
            return null;
        }

        return new RecordedDecision(
            new GateRequest
            {
                Principal = request.Principal,
                Action = request.Action.Id,
                Resource = request.Resource,
                Entities = EntitySlice.Of(entities.Entities),
                Purpose = purpose,
            },
            request.Context, permitted, Text(json, "rule"));
    }

    /// <summary>Whether a body is that of the beginning of a session.</summary>
    public static bool IsSession(ReadOnlySpan<byte> body) =>
        CanonicalJson.Read(body).Accepted(out var node, out _) && node is JsonObject json && Text(json, "action") == "session";

    private static GatePurpose? PurposeOf(JsonObject purpose) =>
        GateWords.Classes.TryGetValue(Text(purpose, "class"), out var known) ? new GatePurpose(known, Text(purpose, "ref"), Text(purpose, "basis")) : null;

    private static string Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
