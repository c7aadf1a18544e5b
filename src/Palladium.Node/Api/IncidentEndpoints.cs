using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>Incidents: who leads, what the public was told, and telling it more.</summary>
internal sealed class IncidentEndpoints(Asker asker, IncidentDesk desk, IncidentViews views) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Incidents, (HttpContext http, string? state) => asker.WithPictureAsync(
                http, session => Asker.Answer(views.All(session, openOnly: state == "open"))))
            .WithScope("picture:read").WithSummary("Incidents that the asker may read, open ones first.").Produces<IncidentDto[]>();
        routes.MapGet(PalladiumRoutes.Incident, (HttpContext http, string id) => asker.WithPictureAsync(
                http, session => views.Open(session, id) is { } state ? Asker.Answer(views.Detail(state)) : Missing()))
            .WithScope("picture:read").WithSummary("An incident with its line of succession and messages.").Produces<IncidentDetailDto>();
        routes.MapPost(PalladiumRoutes.Incidents, OpenAsync)
            .WithSummary("Opens an incident under a plan; this member leads it.").Produces<IncidentDetailDto>(StatusCodes.Status201Created);
        routes.MapPost(PalladiumRoutes.IncidentMessage, SendAsync)
            .WithSummary("Tells the public; only the member that leads may.").Produces<PublicMessageDto>(StatusCodes.Status201Created);
    }

    private Task<IResult> OpenAsync(HttpContext http, OpenIncidentRequest request) => asker.WithAsync(http, async asking =>
    {
        var status = request.Status == AlertStatus.Exercise ? Operations.Alerts.AlertStatus.Exercise : Operations.Alerts.AlertStatus.Actual;
        var outcome = await desk.OpenAsync(asking, request.Plan ?? "", request.Title ?? "", request.Alert, status, http.RequestAborted);
        return outcome.Accepted(out var state, out var refusal)
            ? Asker.Answer(views.Detail(state), StatusCodes.Status201Created)
            : Refused(refusal);
    });

    private Task<IResult> SendAsync(HttpContext http, string id, SendMessageRequest request) => asker.WithAsync(http, async asking =>
    {
        if (!EntryId.Parse(id).Accepted(out var incident, out var refusal))
        {
            return Missing();
        }

        var outcome = await desk.SendAsync(asking, incident, request.Headline ?? "", request.Text ?? "", "", http.RequestAborted);
        return outcome.Accepted(out var message, out refusal)
            ? Asker.Answer(views.Sent(message), StatusCodes.Status201Created)
            : Refused(refusal);
    });

    // A conflict with who leads is not the sender's mistake; what a policy denies is forbidden; the rest can be mended.
    private static IResult Refused(Refusal refusal) => Problems.Of(refusal, refusal switch
    {
        { Rule: "incident.unknown" } => StatusCodes.Status404NotFound,
        { Rule: var rule } when rule.StartsWith("lead.", StringComparison.Ordinal) || rule == "incident.closed" => StatusCodes.Status409Conflict,
        { Field: "openIncident" or "sendPublicMessage" } => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status422UnprocessableEntity,
    });

    private static IResult Missing() => Problems.NotFound("id", "There is no such incident, or it is not yours to read.");
}
