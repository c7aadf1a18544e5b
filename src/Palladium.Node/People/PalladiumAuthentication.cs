using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Records;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>Turns a bearer token or a session cookie into a principal. A header that is wrong is not made good by a cookie.</summary>
internal sealed class PalladiumAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, Credentials credentials, NodeConfiguration configuration)
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

        if (Request.Cookies[SessionCookie.Name] is { Length: > 0 } session)
        {
            return await credentials.SessionAsync(session, configuration.Limits.SessionIdle, Context.RequestAborted) is { } person
                ? Success(Of(person))
                : AuthenticateResult.Fail("The session has ended.");
        }

        return AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (HttpMethods.IsGet(Request.Method) && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            Response.Redirect($"/signin?problem={SignInProblems.Needed}");
            return;
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.Of(
            new Refusal("Authorization", "request.not-signed-in", "Sign in, or send a token: Authorization: Bearer plt_..."),
            StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.Of(
        new Refusal("Authorization", "request.not-allowed", "This person or token has no role or scope for this."),
        StatusCodes.Status403Forbidden).ExecuteAsync(Context);

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

    internal static ClaimsPrincipal Of(Person person)
    {
        var identity = new PersonIdentity(person.Grants);
        identity.AddClaim(new Claim(Identity.PersonClaim, person.Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, person.Name));
        identity.AddClaims(person.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        return new ClaimsPrincipal(identity);
    }

    private AuthenticateResult Success(ClaimsPrincipal principal) =>
        AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
}
