using Palladium.Node.Hosting.Access;

namespace Palladium.Node.Hosting;

/// <summary>Liveness, readiness, metrics and the description of the API.</summary>
internal sealed class HealthEndpoints(Readiness readiness) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }))
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/health/ready", () =>
            {
                var problems = readiness.Problems();
                return problems.Count == 0
                    ? Results.Json(new { status = "ready" })
                    : Results.Json(new { status = "not ready", problems }, statusCode: StatusCodes.Status503ServiceUnavailable);
            })
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapPrometheusScrapingEndpoint("/metrics").WithScope("metrics");
        routes.MapOpenApi("/openapi/{documentName}.json").WithScope("openapi");
    }
}
