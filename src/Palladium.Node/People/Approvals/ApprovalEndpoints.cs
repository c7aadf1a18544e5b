using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Palladium.Node.Api;
using Palladium.Node.Hosting;
using Palladium.Records;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People.Approvals;

/// <summary>Asking for approval, seeing what waits, and answering.</summary>
internal sealed class ApprovalEndpoints(
    Approvals approvals, PeopleStore people, ChangeRecorder recorder, IOptions<IdentityPasskeyOptions> passkeys) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Approvals, (HttpContext http) =>
                Asker.Answer(people.OpenApprovals().Select(approval => View(approval, http.User.PersonId()!)).ToArray()))
            .WithSummary("Requests for approval that are not over.");
        routes.MapPost(PalladiumRoutes.Approvals, AskAsync).WithSummary("Asks others of this member to approve one act.");
        routes.MapPost(PalladiumRoutes.ApprovalOptions, async Task<IResult> (HttpContext http, IPasskeyHandler<Person> handler, string id) =>
                (await approvals.BeginAsync(http, handler, id)).Accepted(out var begun, out var refusal) ? Asker.Answer(begun) : Problems.Of(refusal))
            .WithSummary("Begins to approve with a passkey.");
        routes.MapPost(PalladiumRoutes.Approval, (HttpContext http, string id, CeremonyAnswer answer) => DoneAsync(http, approvals.Approve(http, id, answer)))
            .WithSummary("Approves: the passkey signed the request's hash.");
        routes.MapPost(PalladiumRoutes.ApprovalDeny, (HttpContext http, string id) => DoneAsync(http, approvals.Deny(http, id)))
            .WithSummary("Says no: nobody's yes counts for the request any more.");
    }

    private async Task<IResult> AskAsync(HttpContext http, ApprovalAsk ask)
    {
        var person = http.User.PersonId()!;
        if (!approvals.Ask(person, passkeys.Value.ServerDomain ?? http.Request.Host.Host, ask).Accepted(out var request, out var refusal))
        {
            return Problems.Of(refusal);
        }

        await recorder.RecordAsync(http.RequestAborted);
        return Asker.Answer(View(people.OpenApproval(request.Id)!, person), StatusCodes.Status201Created);
    }

    private async Task<IResult> DoneAsync(HttpContext http, Refusal? refusal)
    {
        if (refusal is not null)
        {
            return Problems.Of(refusal, StatusCodes.Status409Conflict);
        }

        await recorder.RecordAsync(http.RequestAborted);
        return Results.NoContent();
    }

    private ApprovalDto View(StoredApproval approval, string asker)
    {
        var request = ApprovalRequest.Read(approval);
        return new ApprovalDto(
            approval.Id, NameOf(approval.Requester), request.Action, $"{request.Resource.Type}::{request.Resource.Id}", $"{request.Purpose.ClassWord} {request.Purpose.Ref}",
            approval.Ends, approval.Requester == asker,
            [.. approval.Answers.Select(answer => new ApprovalAnswerDto(NameOf(answer.Person), answer.Answered, answer.Assertion is not null))],
            approval.Requester != asker && approval.Answers.All(answer => answer.Person != asker));
    }

    private string NameOf(string person) => people.Find(person)?.Name ?? person;
}
