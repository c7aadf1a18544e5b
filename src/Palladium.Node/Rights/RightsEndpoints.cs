using Palladium.Doctrine.Entities;
using Palladium.Node.Api;
using Palladium.Node.Hosting;
using Palladium.Node.Network;
using Palladium.Node.People;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Rights;

/// <summary>"What may I do here, now?" over HTTP: for whoever is signed in, and for stewards and planners about anybody.</summary>
internal sealed class RightsEndpoints(RightsDesk desk, NetworkDirectory network, TimeProvider clock) : IEndpoints
{
    private static readonly string[] MayAskForOthers = ["steward", "planner"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Rights, (HttpContext http, string? place, int? threat) => http.User.Grants() is { } grants
                ? Answer(desk.Ask(grants.At(clock.GetUtcNow()), network.Self, place ?? "", threat))
                : NotAPerson())
            .WithSummary("What the signed-in person may do at a place, by which rule, and what would change if the threat level rose.").Produces<RightsDto>();
        routes.MapPost(PalladiumRoutes.Rights, (HttpContext http, RightsRequest request) => http.User.Roles().Intersect(MayAskForOthers).Any()
                ? ForOthers(request)
                : Problems.Of(
                    new Refusal("roles", "rights.role", "Only a steward or a planner asks for somebody else."), StatusCodes.Status403Forbidden))
            .WithSummary("The same for a person who does not have to exist; for stewards and planners.").Produces<RightsDto>();
    }

    private IResult ForOthers(RightsRequest request)
    {
        var member = network.Self;
        if (request.Member is { } named)
        {
            if (!MemberId.Parse(named).Accepted(out var id, out var refusal))
            {
                return Problems.Of(refusal);
            }

            if (network.Find(id) is not { } known)
            {
                return Problems.Of(new Refusal("member", "rights.member", "There is no such member in this network."));
            }

            member = known;
        }

        if (request.RoleForce is < 0 or > PersonFacts.MostForce || request.Accreditation is < 0 or > PersonFacts.MostForce)
        {
            return Problems.Of(new Refusal("roleForce", "rights.force", $"Force and accreditation are from 0 to {PersonFacts.MostForce}."));
        }

        return Answer(desk.Ask(
            new PersonFacts
            {
                Roles = request.Roles ?? [],
                OnDuty = request.OnDuty,
                Sites = request.Sites ?? [],
                RoleForce = request.RoleForce,
                Accreditation = request.Accreditation,
                AccreditedUntil = clock.GetUtcNow().AddDays(1),
                Reservist = request.Reservist,
                CalledUp = request.CalledUp,
                Overseer = request.Overseer,
            },
            member, request.Place ?? "", request.Threat));
    }

    private static IResult Answer(Outcome<RightsDto> outcome) =>
        outcome.Accepted(out var rights, out var refusal) ? Asker.Answer(rights) : Problems.Of(refusal);

    private static IResult NotAPerson() => Problems.Of(
        new Refusal("Authorization", "rights.person", "This is asked by a person who is signed in."), StatusCodes.Status403Forbidden);
}
