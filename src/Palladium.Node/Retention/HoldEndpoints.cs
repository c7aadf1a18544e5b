using Palladium.Node.Api;
using Palladium.Node.Hosting;
using Palladium.Node.People;
using Palladium.Operations.Bodies;
using Palladium.Operations.Retention;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Node.Retention;

/// <summary>Holds over HTTP, for whom the doctrine permits it.</summary>
internal sealed class HoldEndpoints(Asker asker, HoldDesk desk, TimeProvider clock) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Holds, (HttpContext http, HoldBook book) => PermittedAsync(
                http, () => Task.FromResult(Asker.Answer(book.InForce.Select(Of).ToArray()))))
            .WithSummary("The holds in force: what is kept beyond its time.").Produces<HoldDto[]>();
        routes.MapPost(PalladiumRoutes.Holds, (HttpContext http, PlaceHoldRequest request) => PermittedAsync(http, async () => Answer(
                await desk.PlaceAsync(Asked(request, http), http.RequestAborted), StatusCodes.Status201Created)))
            .WithSummary("Places a hold for an incident or a case.").Produces<HoldDto>(StatusCodes.Status201Created);
        routes.MapPost(PalladiumRoutes.HoldRelease, (HttpContext http, string id) => PermittedAsync(http, async () =>
                EntryId.Parse(id).Accepted(out var hold, out var refusal)
                    ? Answer(await desk.ReleaseAsync(hold, http.User.PersonId() ?? "", http.RequestAborted), StatusCodes.Status200OK)
                    : Problems.Of(refusal)))
            .WithSummary("Ends a hold.").Produces<HoldDto>();
    }

    private Task<IResult> PermittedAsync(HttpContext http, Func<Task<IResult>> act) => asker.WithAsync(http, asking =>
        desk.Denied(asking) is { } denied ? Task.FromResult(Problems.Of(denied, StatusCodes.Status403Forbidden)) : act());

    private HoldBody Asked(PlaceHoldRequest request, HttpContext http) => new()
    {
        Hold = EntryId.Fresh(),
        State = HoldState.Placed,
        Case = request.Case ?? "",
        Kinds = request.Kinds ?? [],
        From = request.From,
        To = request.To,
        At = BodyTime.Sayable(clock.GetUtcNow()),
        By = http.User.PersonId() ?? "",
    };

    private static IResult Answer(Outcome<HoldBody> outcome, int status) => outcome.Accepted(out var hold, out var refusal)
        ? Asker.Answer(Of(hold), status)
        : Problems.Of(refusal, refusal.Rule == "hold.unknown" ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);

    private static HoldDto Of(HoldBody hold) =>
        new(hold.Hold.Hex, hold.Case, hold.Kinds, hold.From, hold.To, hold.At, hold.State == HoldState.Released);
}
