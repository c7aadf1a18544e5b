using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Records;
using Palladium.Sqlite.People;
using Palladium.Web;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>Turns a bearer token or a session cookie into a principal. A header that is wrong is not made good by a cookie.</summary>
internal sealed class PalladiumAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, Credentials credentials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                && await credentials.TokenAsync(header["Bearer ".Length..].Trim(), Context.RequestAborted) is { } token
                ? Success(Of(token))
                : AuthenticateResult.Fail("The token is unknown, ended or revoked.");
        }

        if (SessionCookie.Of(Context) is { } session)
        {
            return await credentials.SessionAsync(session, Context.RequestAborted) is { } person
                ? Success(person)
                : AuthenticateResult.Fail("The session has ended.");
        }

        return AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (PageGuard.IsForPage(Request))
        {
            Response.Redirect($"/signin?problem={SignInProblems.Needed}");
            return;
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.Of(
            new Refusal("Authorization", "request.not-signed-in", "Sign in, or send a token: Authorization: Bearer plt_..."),
            StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var refusal = Context.Features.Get<Refusal>()
            ?? new Refusal("Authorization", "request.not-allowed", "This person or token has no role or scope for this.");
        if (!PageGuard.IsForPage(Request))
        {
            return Problems.Of(refusal, StatusCodes.Status403Forbidden).ExecuteAsync(Context);
        }

        if (refusal.Rule == StepUp.PasskeyRule)
        {
            Response.Redirect("/account");
        }
        else
        {
            // The console has a page that says it.
            Response.StatusCode = Context.GetEndpoint() is null ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden;
        }

        return Task.CompletedTask;
    }

    internal static ClaimsPrincipal Of(ApiToken token)
    {
        var identity = new ClaimsIdentity(Identity.Scheme);
        identity.AddClaim(new Claim(Identity.TokenClaim, token.Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, token.Name));
        identity.AddClaims(token.Scopes.Select(scope => new Claim(Identity.ScopeClaim, scope)));
        if (token.Source is { } source)
        {
            identity.AddClaim(new Claim(Identity.SourceClaim, source));
        }

        return new ClaimsPrincipal(identity);
    }

    internal static ClaimsPrincipal Of(Person person, SessionState session)
    {
        var identity = new PersonIdentity(person.Grants, session);
        identity.AddClaim(new Claim(Identity.PersonClaim, person.Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, person.Name));
        identity.AddClaims(person.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        return new ClaimsPrincipal(identity);
    }

    private AuthenticateResult Success(ClaimsPrincipal principal) =>
        AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
}
