using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Intake;
using Palladium.Standards.Observations;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>Readings and alerts by HTTP.</summary>
internal sealed class IntakeEndpoints(
    Asker asker, ObservationIntake observations, CapIntake caps, Refusals refusals, TimeProvider clock) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(PalladiumRoutes.Observations, (Delegate)ObserveAsync)
            .WithScope("observations:write").Accepts<ObservationsRequest>("application/json").Produces<ObservationsAnswer>()
            .WithSummary("One reading, or {\"observations\":[...]}. Answered when the accepted ones are durable.");
        routes.MapPost(PalladiumRoutes.Cap, (Delegate)CapAsync)
            .WithScope("alerts:write").WithSummary("A CAP 1.2 alert as XML. Answered when it is durable.");
    }

    private Task<IResult> ObserveAsync(HttpContext http) => asker.WithAsync(http, async asking =>
    {
        var document = await ReadAsync(http);
        if (!ObservationReader.ReadMany(document, clock.GetUtcNow()).Accepted(out var readings, out var refusal))
        {
            refusals.Count("http", asking.Words, refusal);
            return Problems.Of(refusal);
        }

        var results = await observations.TakeAsync("http", asking, readings, http.RequestAborted);
        var refused = new List<ProblemDto>();
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i] is { } one)
            {
                refused.Add(new ProblemDto($"/observations/{i}/{one.Field}", one.Rule, one.Message));
            }
        }

        var answer = new ObservationsAnswer(results.Count - refused.Count, refused);
        return Asker.Answer(answer, refused.Count == results.Count ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    });

    private Task<IResult> CapAsync(HttpContext http) => asker.WithAsync(http, async asking =>
    {
        var outcome = await caps.TakeAsync("cap", asking, await ReadAsync(http), Records.Scene.Feed.Live, http.RequestAborted);
        return outcome.Accepted(out var alert, out var refusal)
            ? Results.Json(new { alert = alert.Id.Hex, revision = alert.Latest.Body.Revision }, statusCode: StatusCodes.Status201Created)
            : Problems.Of(refusal, StatusCodes.Status422UnprocessableEntity);
    });

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }
}
