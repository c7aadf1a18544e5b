using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Node.Api;
using Palladium.Node.Hosting;
using Palladium.Node.Network;
using Palladium.Node.People;
using Palladium.Node.Picture;
using Palladium.Operations.Force;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Sealing;
using Palladium.Web.Contract;

namespace Palladium.Node.Force;

/// <summary>Uses of force, openings in an emergency, and their reviews, over HTTP.</summary>
internal sealed class UseEndpoints(
    Asker asker, ForceDesk force, EmergencyDesk emergencies, ReviewDesk reviews, UseBook book, CityMap city, Gate gate, NetworkDirectory network, TimeProvider clock)
    : IEndpoints
{
    private const int MostMinutes = 1440;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Uses, (HttpContext http, CancellationToken _) => asker.WithPictureAsync(http, (session, asking) =>
                Task.FromResult(Asker.Answer(All(session, asking)))))
            .WithSummary("Uses of force and openings in an emergency that the asker may see, with their reviews.").Produces<UsesDto>();
        routes.MapPost(PalladiumRoutes.ForceUses, (HttpContext http, RecordForceRequest request) => ActAsync(http, request.Incident, async (asking, who, incident) => Answer(
                asking,
                await force.RecordAsync(
                    asking, new ForceUsed(who, request.Degree, request.Place ?? "", incident, request.Words ?? "", request.At ?? clock.GetUtcNow()), http.RequestAborted),
                StatusCodes.Status201Created)))
            .WithSummary("Records that the signed-in person used force, permitted or not.").Produces<UseDto>(StatusCodes.Status201Created);
        routes.MapPost(PalladiumRoutes.Emergencies, (HttpContext http, EmergencyRequest request) => ActAsync(http, request.Incident, (asking, who, incident) =>
                OpenAsync(asking, who, incident, request, http.RequestAborted)))
            .WithSummary("Opens a camera at once, alone, by saying that it is an emergency; the overseers are alarmed.").Produces<CameraDto>();
        routes.MapPost(PalladiumRoutes.UseReview, (HttpContext http, string member, string id, ReviewRequest request) => asker.WithAsync(http, asking =>
                ReviewAsync(http, asking, member, id, request)))
            .WithSummary("Reviews a use of force or an opening in an emergency.").Produces<UseDto>(StatusCodes.Status201Created);
    }

    private UsesDto All(GateSession session, Asking asking)
    {
        var uses = book.All.Select(use => (Use: use, Entity: UseEntries.EntityOf(use)))
            .Select(row => session.Open(Seal.Of(row.Use), new GateRow("audit", row.Entity.Uid, session.Entities.With(row.Entity))).Opened(out var open) ? open : null)
            .OfType<Use>().Select(use => Of(use, asking)).ToArray();
        var table = gate.Doctrine?.Force ?? ForceTable.Silent;
        return new UsesDto(
            uses, uses.Count(use => use.Overdue), [.. table.Degrees.Select(degree => new DegreeDto(degree.Key, degree.Value))], table.EmergencyActions);
    }

    private async Task<IResult> OpenAsync(Asking asking, string who, EntryId? incident, EmergencyRequest request, CancellationToken cancellation)
    {
        if (city.Cameras(network).FirstOrDefault(known => known.Owner == request.Owner && known.Id == request.Camera) is not { } camera)
        {
            return Problems.NotFound("camera", "There is no such camera.");
        }

        if (request.Minutes is < 0 or > MostMinutes)
        {
            return Problems.Of(new Refusal("minutes", "emergency.minutes", $"'minutes' is from 0 to {MostMinutes}."));
        }

        var entity = DoctrineEntities.Camera(camera.Id, MemberId.Of(camera.Owner), camera.Site, shared: true, camera.Feed == FeedKind.Exercise);
        var claim = new EmergencyClaim(who, "readCamera", entity, TimeSpan.FromMinutes(request.Minutes), incident, request.Words ?? "");
        return (await emergencies.OpenAsync(asking, claim, Seal.Of(camera), cancellation)).Accepted(out var opened, out var refusal)
            ? Asker.Answer(opened)
            : Refused(refusal);
    }

    private async Task<IResult> ReviewAsync(HttpContext http, Asking asking, string member, string id, ReviewRequest request)
    {
        if (!MemberId.Parse(member).Accepted(out var author, out var refusal) || !EntryId.Parse(id).Accepted(out var use, out refusal))
        {
            return Problems.Of(refusal);
        }

        var reviewer = new Actor(network.Self.Id, http.User.Roles(), http.User.Grants()?.Overseer == true);
        return Answer(
            asking,
            await reviews.ReviewAsync(asking, reviewer, author, use, Enum.Parse<ReviewFinding>(request.Finding.ToString()), request.Words ?? "", http.RequestAborted),
            StatusCodes.Status201Created);
    }

    // For people only: a program uses no force and declares no emergency.
    private Task<IResult> ActAsync(HttpContext http, string? incident, Func<Asking, string, EntryId?, Task<IResult>> act) => asker.WithAsync(http, asking =>
    {
        if (http.User.PersonId() is not { } who)
        {
            return Task.FromResult(Problems.Of(new Refusal("Authorization", "request.not-allowed", "Only a person does this."), StatusCodes.Status403Forbidden));
        }

        EntryId? named = null;
        if (!string.IsNullOrEmpty(incident))
        {
            if (!EntryId.Parse(incident).Accepted(out var id, out var refusal))
            {
                return Task.FromResult(Problems.Of(refusal));
            }

            named = id;
        }

        return act(asking, who, named);
    });

    private IResult Answer(Asking asking, Outcome<Use> outcome, int status) =>
        outcome.Accepted(out var use, out var refusal) ? Asker.Answer(Of(use, asking), status) : Refused(refusal);

    private static IResult Refused(Refusal refusal) => Problems.Of(refusal, refusal switch
    {
        { Rule: "review.unknown" } => StatusCodes.Status404NotFound,
        { Rule: "review.done" } => StatusCodes.Status409Conflict,
        { Field: ReviewDesk.Action or "emergency" } => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status422UnprocessableEntity,
    });

    private UseDto Of(Use use, Asking asking) => new(
        use.Id.Hex, use.Entry.Author.Name, network.NameOf(use.Entry.Author), use.Entry.Index, What(use), use.Force?.Words ?? use.Emergency!.Words,
        use.Force?.Place ?? "", (use.Force?.Incident ?? use.Emergency?.Incident)?.Hex, use.At, use.Emergency is not null, use.Force?.Permitted ?? true,
        use.Force?.Rule ?? "", use.ReviewBy, use.IsOverdue(clock.GetUtcNow()), use.Review is null && reviews.MayReview(asking, use),
        use.Review?.Body is not { } review ? null : new ReviewDto(
            Enum.Parse<FindingKind>(review.Finding.ToString()), review.Words, network.NameOf(review.Reviewer.Member), review.At, review.At > use.ReviewBy));

    private string What(Use use) => use.Emergency is { } emergency
        ? $"{emergency.Action} {emergency.Resource.Id}"
        : $"{use.Force!.Degree} {gate.Doctrine?.Force.Degrees.GetValueOrDefault(use.Force.Degree)}".TrimEnd();
}
