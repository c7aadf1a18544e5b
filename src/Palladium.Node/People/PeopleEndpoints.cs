using Palladium.Node.Api;
using Palladium.Node.CommandLine;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Records;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>What an administrator does with accounts and tokens. It opens nothing protected: the gate knows no such role.</summary>
internal sealed class PeopleEndpoints(
    PeopleStore people, ChangeRecorder recorder, PeopleViews views, NodeConfiguration configuration, NodeAddresses addresses) : IEndpoints
{
    public const string Administrator = "administrator";
    private const int LongestName = 80;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.People, (HttpContext http) => Asker.Answer(views.All(http.User)))
            .WithRole(Administrator).WithSummary("Everybody with an account, all tokens, ways back that were asked for.");
        var sensitive = routes.MapGroup("").WithRole(Administrator).WithFreshProof();
        sensitive.MapPut(PalladiumRoutes.PersonGrants, GrantAsync).WithSummary("Changes what somebody is granted.");
        sensitive.MapPost(PalladiumRoutes.PersonClose, (HttpContext http, string id) => RecordedAsync(http, people.Disable(id, By(http)), "There is no such open account."))
            .WithSummary("Closes an account and ends its sessions.");
        sensitive.MapPost(PalladiumRoutes.PersonRecovery, RecoverAsync)
            .WithSummary("Makes a way back into an account. It counts after a day, or once a second administrator confirms it.");
        sensitive.MapPost(PalladiumRoutes.RecoveryConfirm, (HttpContext http, string id) => RecordedAsync(
                http, people.ConfirmRecovery(id, By(http)), "There is no such way back, or it is not yours to confirm."))
            .WithSummary("Lets a way back that another administrator asked for count at once.");
        sensitive.MapPost(PalladiumRoutes.PeopleLinks, LinkAsync).WithSummary("Makes a one-time link for a new account.");
        sensitive.MapPost(PalladiumRoutes.PeopleTokens, TokenAsync).WithSummary("Makes a token for a program.");
        sensitive.MapDelete(PalladiumRoutes.PeopleToken, (HttpContext http, string id) => RecordedAsync(
                http, people.RevokeToken(id, By(http)), "There is no such token that could be ended."))
            .WithSummary("Ends a token at once.");
    }

    private Task<IResult> GrantAsync(HttpContext http, string id, GrantsDto grants) => PeopleViews.Read(grants).Accepted(out var read, out var refusal)
        ? RecordedAsync(http, people.Grant(id, _ => read, By(http)), "There is no such open account.")
        : Task.FromResult(Problems.Of(refusal));

    private async Task<IResult> RecoverAsync(HttpContext http, string id)
    {
        if (people.IssueRecovery(id, By(http)) is not { } link)
        {
            return Problems.NotFound("id", "There is no such open account.");
        }

        await recorder.RecordAsync(http.RequestAborted);
        var opens = people.OpenRecoveries().First(recovery => recovery.Id == link.Id).Opens;
        return Asker.Answer(new SecretDto(link.Id, Address(link), opens, link.Expires), StatusCodes.Status201Created);
    }

    private async Task<IResult> LinkAsync(HttpContext http, LinkRequest request)
    {
        var name = request.Name?.Trim() is { Length: > 0 } given ? given : null;
        if (name?.Length > LongestName || name?.Any(char.IsControl) == true)
        {
            return Problems.Of(new Refusal("name", "link.name", $"A name has up to {LongestName} characters."));
        }

        if (request.Hours is < 1 or > 168)
        {
            return Problems.Of(new Refusal("hours", "link.hours", "A link counts for 1 to 168 hours."));
        }

        if (!PeopleViews.Read(request.Grants ?? new GrantsDto([], [], [])).Accepted(out var grants, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var link = people.IssueLink(name, grants, TimeSpan.FromHours(request.Hours), By(http));
        await recorder.RecordAsync(http.RequestAborted);
        return Asker.Answer(new SecretDto(link.Id, Address(link), null, link.Expires), StatusCodes.Status201Created);
    }

    private async Task<IResult> TokenAsync(HttpContext http, TokenRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > LongestName || request.Name.Any(char.IsControl))
        {
            return Problems.Of(new Refusal("name", "token.name", $"Say in 1 to {LongestName} characters what the token is for."));
        }

        if (request.Scopes is not { Count: > 0 } || !request.Scopes.All(AccountCommands.IsWord))
        {
            return Problems.Of(new Refusal("scopes", "token.scopes", "At least one scope is needed, each 1 to 64 of a-z, 0-9, '-', ':' and '.'."));
        }

        if (request.Days is < 1 or > 3650)
        {
            return Problems.Of(new Refusal("days", "token.days", "A token counts for 1 to 3,650 days."));
        }

        var token = people.IssueToken(request.Name.Trim(), request.Scopes, request.Source, TimeSpan.FromDays(request.Days), By(http));
        await recorder.RecordAsync(http.RequestAborted);
        return Asker.Answer(new SecretDto(token.Id, token.Secret, null, token.Expires), StatusCodes.Status201Created);
    }

    private async Task<IResult> RecordedAsync(HttpContext http, bool done, string missing)
    {
        if (!done)
        {
            return Problems.NotFound("id", missing);
        }

        await recorder.RecordAsync(http.RequestAborted);
        return Results.NoContent();
    }

    private string Address(IssuedSecret link) => $"{configuration.Listen.PeopleUrl(addresses.Http)}/signin?link={link.Secret}";

    private static string By(HttpContext http) => http.User.PersonId()!;
}
