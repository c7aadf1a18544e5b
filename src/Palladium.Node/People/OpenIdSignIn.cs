using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>
/// Sign-in through the organisation's own OpenID Connect provider: code flow with PKCE. The provider says who somebody is; what
/// its claims are worth is written in <c>node.toml</c>, and whatever is not is worth nothing.
/// </summary>
internal sealed class OpenIdSignIn(NodeConfiguration configuration) : IEndpoints
{
    private const string Scheme = "openid";
    private const int LongestName = 80;

    public static void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        if (configuration.OpenId is { } openId)
        {
            services.AddAuthentication().AddOpenIdConnect(Scheme, options => Configure(options, openId));
            services.AddEndpoints<OpenIdSignIn>();
        }
    }

    public void Map(IEndpointRouteBuilder routes) => routes
        .MapGet(PalladiumRoutes.OpenIdStart, () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/" }, [Scheme]))
        .AllowAnonymous().RequireRateLimiting(SignInEndpoints.RateLimit)
        .WithSummary($"Leads to the sign-in of {configuration.OpenId!.Name}.");

    /// <summary>The roles that claims are worth.</summary>
    internal static IReadOnlyList<string> Roles(ClaimsPrincipal user, IEnumerable<OpenIdRole> worth) =>
        [.. worth.Where(role => user.HasClaim(role.Claim, role.Value)).Select(role => role.Role).Distinct(StringComparer.Ordinal)];

    private static void Configure(OpenIdConnectOptions options, OpenIdConfiguration openId)
    {
        options.Authority = openId.Authority.ToString();
        options.ClientId = openId.ClientId;
        options.ClientSecret = openId.SecretFile is { } file ? File.ReadAllText(file).Trim() : null;
        options.RequireHttpsMetadata = openId.Authority.Scheme == Uri.UriSchemeHttps;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.CallbackPath = "/signin/openid";
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Events.OnTicketReceived = EnterAsync;
        options.Events.OnRemoteFailure = failed =>
        {
            failed.Response.Redirect($"/signin?problem={SignInProblems.Refused}");
            failed.HandleResponse();
            return Task.CompletedTask;
        };
    }

    private static async Task EnterAsync(TicketReceivedContext ticket)
    {
        var http = ticket.HttpContext;
        var configuration = http.RequestServices.GetRequiredService<NodeConfiguration>();
        var user = ticket.Principal!;
        var subject = user.FindFirst("sub");
        var name = string.Concat((user.FindFirstValue("name") ?? user.FindFirstValue("preferred_username") ?? "").Where(c => !char.IsControl(c)));
        var entered = subject is null ? null : http.RequestServices.GetRequiredService<PeopleStore>().EnterByProvider(
            configuration.OpenId!.Authority.ToString(), subject.Value, name.Length is 0 or > LongestName ? subject.Value : name,
            Roles(user, configuration.OpenId.Roles), configuration.Limits.Session, SessionCookie.Device(http.Request));
        ticket.HandleResponse();
        if (entered is not { } found)
        {
            http.Response.Redirect($"/signin?problem={SignInProblems.Refused}");
            return;
        }

        await http.RequestServices.GetRequiredService<ChangeRecorder>().RecordAsync(http.RequestAborted);
        SessionCookie.Set(http, found.Session);
        // A redirect would go on under the provider's name, and browsers keep a strict cookie from it; a page of this site does not.
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync("<!DOCTYPE html><title>Signed in</title><meta http-equiv=\"refresh\" content=\"0;url=/\"><a href=\"/\">Go on</a>", http.RequestAborted);
    }
}
