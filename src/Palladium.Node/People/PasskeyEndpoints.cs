using System.Buffers.Text;
using Palladium.Node.Api;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Records;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>Signing in with a passkey, showing it again, and what a person does with the own account.</summary>
internal sealed class PasskeyEndpoints(
    PeopleStore people, ChangeRecorder recorder, PeopleViews views, NodeConfiguration configuration) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(PalladiumRoutes.PasskeySignInOptions, async Task<IResult> (HttpContext http, Passkeys passkeys) =>
                Ceremony(await passkeys.BeginShowAsync(http, CeremonyKind.SignIn)))
            .AllowAnonymous().RequireRateLimiting(SignInEndpoints.BeginRateLimit).WithSummary("Begins to sign in with a passkey. Only from this site.");
        routes.MapPost(PalladiumRoutes.PasskeySignIn, (Delegate)SignInAsync)
            .AllowAnonymous().RequireRateLimiting(SignInEndpoints.RateLimit).WithSummary("Signs in with a passkey. Only from this site.");
        routes.MapPost(PalladiumRoutes.ProofOptions, async Task<IResult> (HttpContext http, Passkeys passkeys) =>
                Ceremony(await passkeys.BeginShowAsync(http, CeremonyKind.Prove)))
            .WithSummary("Begins to show a passkey again.");
        routes.MapPost(PalladiumRoutes.Proof, (Delegate)ProveAsync)
            .WithSummary("Shows a passkey again: sensitive acts are let through for five minutes.");

        routes.MapGet(PalladiumRoutes.Account, (HttpContext http) => Asker.Answer(views.Account(http.User)))
            .EvenWithoutPasskey().WithSummary("The person's own account: passkeys, sessions, ways back into it.");
        routes.MapPost(PalladiumRoutes.PasskeyOptions, async Task<IResult> (HttpContext http, Passkeys passkeys) =>
                Ceremony(await passkeys.BeginRegisterAsync(http)))
            .EvenWithoutPasskey().WithFreshProof().WithSummary("Begins to add a passkey.");
        routes.MapPost(PalladiumRoutes.Passkeys, (Delegate)AddAsync)
            .EvenWithoutPasskey().WithFreshProof().WithSummary("Adds a passkey.");
        routes.MapDelete(PalladiumRoutes.Passkey, RemoveAsync)
            .WithFreshProof().WithSummary("Removes a passkey.");
        routes.MapDelete(PalladiumRoutes.AccountSession, (HttpContext http, string id) =>
                people.EndSession(http.User.PersonId()!, id) ? Results.NoContent() : Problems.NotFound("id", "There is no such session."))
            .EvenWithoutPasskey().WithSummary("Ends one of the person's sessions.");
        routes.MapDelete(PalladiumRoutes.Recovery, WithdrawAsync)
            .EvenWithoutPasskey().WithSummary("Withdraws a way back into the person's own account.");
    }

    private async Task<IResult> SignInAsync(HttpContext http, Passkeys passkeys, CeremonyAnswer answer)
    {
        var outcome = await passkeys.ShowAsync(http, CeremonyKind.SignIn, answer);
        if (!outcome.Accepted(out var person, out var refusal))
        {
            return Problems.Of(refusal, StatusCodes.Status401Unauthorized);
        }

        SessionCookie.Set(http, people.BeginSession(person.Id, configuration.Limits.Session, SessionCookie.Device(http.Request), proved: true));
        return Results.NoContent();
    }

    private async Task<IResult> ProveAsync(HttpContext http, Passkeys passkeys, CeremonyAnswer answer)
    {
        var outcome = await passkeys.ShowAsync(http, CeremonyKind.Prove, answer);
        if (!outcome.Accepted(out _, out var refusal))
        {
            return Problems.Of(refusal);
        }

        people.Prove(http.User.Person()!.Session.Id);
        return Results.NoContent();
    }

    private async Task<IResult> AddAsync(HttpContext http, Passkeys passkeys, CeremonyAnswer answer)
    {
        var outcome = await passkeys.RegisterAsync(http, answer);
        if (!outcome.Accepted(out _, out var refusal))
        {
            return Problems.Of(refusal);
        }

        // The person just verified themself to the authenticator whose key was added.
        people.Prove(http.User.Person()!.Session.Id);
        await recorder.RecordAsync(http.RequestAborted);
        return Results.NoContent();
    }

    private async Task<IResult> RemoveAsync(HttpContext http, string id)
    {
        var person = http.User.PersonId()!;
        if (!Base64Url.IsValid(id) || !people.Passkeys(person).Any(passkey => Base64Url.EncodeToString(passkey.Credential) == id))
        {
            return Problems.NotFound("id", "You have no such passkey.");
        }

        if (configuration.Passkeys == PasskeyRule.Required && people.Passkeys(person).Count == 1)
        {
            return Problems.Of(new Refusal("id", "passkey.last", "This is your only passkey, and this node requires one. Add another first."), StatusCodes.Status409Conflict);
        }

        people.RemovePasskey(person, Base64Url.DecodeFromChars(id));
        await recorder.RecordAsync(http.RequestAborted);
        return Results.NoContent();
    }

    private async Task<IResult> WithdrawAsync(HttpContext http, string id)
    {
        if (people.OpenRecoveries().FirstOrDefault(recovery => recovery.Id == id) is not { } recovery
            || (recovery.Person != http.User.PersonId() && !http.User.IsInRole(PeopleEndpoints.Administrator)))
        {
            return Problems.NotFound("id", "There is no such way back, or it is not yours to withdraw.");
        }

        people.WithdrawRecovery(id, http.User.PersonId()!);
        await recorder.RecordAsync(http.RequestAborted);
        return Results.NoContent();
    }

    private static IResult Ceremony(Outcome<CeremonyDto> outcome) =>
        outcome.Accepted(out var begun, out var refusal) ? Asker.Answer(begun) : Problems.Of(refusal, StatusCodes.Status503ServiceUnavailable);
}
