using System.Globalization;
using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Records.Json;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// The body of an entry about a decision: canonical JSON that holds who, for whom, what, why, by which rule, and everything
/// the decision was made on, so that it can be made again. <c>docs/spec/doctrine.md</c> lists the members.
/// </summary>
internal static class DecisionBody
{
    public static byte[] Of(GateRequest request, GateDecision decision, Rulebook? rules, CedarRecord context, DateTimeOffset at) =>
        CanonicalJson.Write(new JsonObject
        {
            ["action"] = request.Action,
            ["at"] = Time(at),
            ["doctrine"] = decision.DoctrineHash,
            ["earlier"] = Texts(rules?.EarlierAt(at).Select(version => version.Doctrine.Hash) ?? []),
            ["entities"] = EntityJson.Slice(request.Entities),
            ["extent"] = request.Extent?.DeepClone(),
            ["forWhom"] = request.ForWhom,
            ["madeUnder"] = request.MadeUnder,
            ["permitted"] = decision.Permitted,
            ["policies"] = Texts(decision.Policies),
            ["purpose"] = Purpose(request.Purpose),
            ["request"] = new JsonObject
            {
                ["action"] = EntityJson.Uid(DoctrineEntities.Action(request.Action)),
                ["context"] = EntityJson.Value(context),
                ["principal"] = EntityJson.Uid(request.Principal),
                ["resource"] = EntityJson.Uid(request.Resource),
            },
            ["resource"] = EntityJson.Uid(request.Resource),
            ["rule"] = decision.Rule,
            ["until"] = request.Until is { } until ? Time(until) : null,
            ["who"] = EntityJson.Uid(request.Principal),
            ["words"] = decision.Words,
        });

    /// <summary>The index of the entry that a release body hands over; null when it records a denial or names none.</summary>
    public static long? ReleasedItem(ReadOnlySpan<byte> body) =>
        CanonicalJson.Read(body).Accepted(out var node, out _)
        && node is JsonObject json
        && json["permitted"] is JsonValue permitted && permitted.TryGetValue<bool>(out var yes) && yes
        && json["extent"] is JsonObject extent && extent["item"] is JsonObject item
        && item["index"] is JsonValue index && index.TryGetValue<long>(out var number)
            ? number
            : null;

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    public static JsonObject? Purpose(GatePurpose? purpose) => purpose is null ? null : new JsonObject
    {
        ["basis"] = purpose.Basis,
        ["class"] = purpose.ClassWord,
        ["ref"] = purpose.Ref,
    };

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
