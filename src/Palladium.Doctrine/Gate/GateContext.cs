using Palladium.Cedar;

namespace Palladium.Doctrine.Gate;

/// <summary>The Cedar context of every request: time, purpose, how far back, whether it is a drill, and whether it is an emergency.</summary>
internal static class GateContext
{
    /// <summary>Name of the member that says whether somebody else confirmed the incident.</summary>
    public const string ConfirmedName = "confirmed";

    private static readonly CedarRecord None = new(("basis", new CedarString("")), ("class", new CedarString("")), ("ref", new CedarString("")));

    // There only when it is one: a doctrine that knows no emergencies has no such member in its schema.
    private static readonly (string, CedarValue)[] Emergency = [("emergency", CedarBool.Of(true))];

    // In the order in which they approved.
    private static readonly string[] Approvers = ["first", "second"];

    private static (string, CedarValue)[] Until(DateTimeOffset until) => [("until", new CedarDatetime(until.ToUnixTimeMilliseconds()))];

    public static CedarRecord Of(GateRequest request, DateTimeOffset now) => new(
    [
        ("time", new CedarDatetime(now.ToUnixTimeMilliseconds())),
        ("lookBack", CedarLong.Of((long)Math.Ceiling(request.LookBack.TotalMinutes))),
        ("exercise", CedarBool.Of(request.Purpose?.Class == Records.Entries.PurposeClass.Exercise)),
        ("purpose", request.Purpose is not { } purpose ? None : new CedarRecord(
            ("basis", new CedarString(purpose.Basis)),
            ("class", new CedarString(purpose.ClassWord)),
            ("ref", new CedarString(purpose.Ref)))),
        .. request.Emergency ? Emergency : [],
        .. Approvers.Zip(request.Approvers, (name, approver) => (name, (CedarValue)new CedarEntity(approver))),
        .. request.Until is { } until ? Until(until) : [],
    ]);

    /// <summary>Whether the schema's context of an action declares it.</summary>
    public static bool AsksForConfirmation(CedarSchema schema, string action) =>
        schema.KeepDeclared(Entities.DoctrineEntities.Action(action), Confirmed(CedarRecord.Empty, false)).Count > 0;

    /// <summary>The context of a doctrine that asks for it: whether somebody else confirmed the incident.</summary>
    public static CedarRecord Confirmed(CedarRecord context, bool isConfirmed) =>
        new(context.Attributes.Append(new(ConfirmedName, CedarBool.Of(isConfirmed))));
}
