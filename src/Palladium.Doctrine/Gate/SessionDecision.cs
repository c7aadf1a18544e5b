using System.Text.Json.Nodes;
using Palladium.Doctrine.Entities;
using Palladium.Records.Json;

namespace Palladium.Doctrine.Gate;

/// <summary>Whether a session may begin, and the body of the entry that says so.</summary>
internal static class SessionDecision
{
    public static GateDecision Of(Gate gate, GateSessionRequest request)
    {
        // What must hold for a row before any policy is asked must hold for the principal before the session begins.
        var denial = gate.Unmet(new GateRequest
        {
            Principal = request.Principal,
            Action = SessionAction,
            Resource = request.Principal,
            Entities = request.Entities,
            Purpose = request.Purpose,
            MadeUnder = request.MadeUnder,
        });
        return denial
            ?? new(true, SessionRule, "A session opens nothing by itself; each row in it is decided.", [], gate.Doctrine?.Hash ?? "");
    }

    public static byte[] Body(GateSessionRequest request, GateDecision decision, DateTimeOffset at) => CanonicalJson.Write(new JsonObject
    {
        ["action"] = SessionAction,
        ["actions"] = DecisionBody.Texts(request.Actions.Order(StringComparer.Ordinal)),
        ["at"] = DecisionBody.Time(at),
        ["doctrine"] = decision.DoctrineHash,
        ["entities"] = EntityJson.Slice(request.Entities),
        ["extent"] = request.Extent?.DeepClone(),
        ["forWhom"] = request.ForWhom,
        ["madeUnder"] = request.MadeUnder,
        ["permitted"] = decision.Permitted,
        ["purpose"] = DecisionBody.Purpose(request.Purpose),
        ["rule"] = decision.Rule,
        ["subject"] = request.Subject,
        ["until"] = request.Until is { } until ? DecisionBody.Time(until) : null,
        ["who"] = EntityJson.Uid(request.Principal),
        ["words"] = decision.Words,
    });

    private const string SessionAction = "session";
    private const string SessionRule = "gate.session";
}
