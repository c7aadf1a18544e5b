using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Node.Api;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Network;
using Palladium.Node.People;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Force;

/// <summary>The threat level over HTTP.</summary>
internal sealed class ThreatEndpoints(Asker asker, ThreatDesk desk, ThreatLevels levels, Gate gate, NetworkDirectory network) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Threat, (HttpContext http, CancellationToken _) => asker.WithAsync(http, asking => Task.FromResult(Asker.Answer(All(asking)))))
            .WithScope("picture:read").WithSummary("The threat levels in force.").Produces<ThreatsDto>();
        routes.MapPost(PalladiumRoutes.Threat, (HttpContext http, SetThreatRequest request) => asker.WithAsync(http, async asking =>
                (await desk.SetAsync(asking, http.User.Roles(), request.Area ?? "", request.Level, request.Until, http.RequestAborted)).Accepted(out _, out var refusal)
                    ? Asker.Answer(All(asking), StatusCodes.Status201Created)
                    : Refused(refusal)))
            .WithSummary("Sets the threat level of an area or of the whole city.").Produces<ThreatsDto>(StatusCodes.Status201Created);
    }

    private ThreatsDto All(Asking asking)
    {
        var table = gate.Doctrine?.Force ?? ForceTable.Silent;
        return new ThreatsDto(
            [.. levels.All().Select(level => Terms.Of(level, network))], table.UsualThreat, (int)table.ThreatMaxAge.TotalMinutes, desk.MaySet(asking, "", table.UsualThreat));
    }

    private static IResult Refused(Refusal refusal) => Problems.Of(
        refusal, refusal.Field == ThreatDesk.Action ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity);
}
