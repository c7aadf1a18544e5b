using System.Security.Claims;
using Palladium.Doctrine.Entities;
using Palladium.Node.Configuration;
using Palladium.Sqlite.People;

namespace Palladium.Node.People;

/// <summary>What a request's principal says, in this node's words.</summary>
public static class Identity
{
    internal const string Scheme = "palladium";
    internal const string PersonClaim = "person";
    internal const string TokenClaim = "token";
    internal const string ScopeClaim = "scope";
    internal const string SourceClaim = "source";

    /// <summary>The person's id; null for a token and for a visitor.</summary>
    public static string? PersonId(this ClaimsPrincipal principal) => principal.FindFirstValue(PersonClaim);

    /// <summary>The token's id; null for a person and for a visitor.</summary>
    public static string? TokenId(this ClaimsPrincipal principal) => principal.FindFirstValue(TokenClaim);

    /// <summary>The person's or token's name, for screens and bodies; never for headers of entries.</summary>
    public static string DisplayName(this ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.Name) ?? "";

    /// <summary>The person's roles.</summary>
    public static IReadOnlyList<string> Roles(this ClaimsPrincipal principal) =>
        [.. principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value)];

    /// <summary>What the person's member granted; null for a token and for a visitor.</summary>
    public static PersonGrants? Grants(this ClaimsPrincipal principal) => principal.Person()?.Grants;

    internal static PersonIdentity? Person(this ClaimsPrincipal principal) => principal.Identities.OfType<PersonIdentity>().FirstOrDefault();

    /// <summary>The token's scopes.</summary>
    public static IReadOnlyList<string> Scopes(this ClaimsPrincipal principal) =>
        [.. principal.FindAll(ScopeClaim).Select(claim => claim.Value)];

    /// <summary>Whether a token has a scope.</summary>
    public static bool HasScope(this ClaimsPrincipal principal, string scope) => principal.HasClaim(ScopeClaim, scope);

    /// <summary>The only source that a token may write; null when it is not tied to one.</summary>
    public static string? BoundSource(this ClaimsPrincipal principal) => principal.FindFirstValue(SourceClaim);
}

/// <summary>A signed-in person, with what was granted when the request came in, and the session of the request.</summary>
internal sealed class PersonIdentity(PersonGrants grants, SessionState session) : ClaimsIdentity(Identity.Scheme)
{
    public PersonGrants Grants => grants;

    public SessionState Session => session;
}

/// <summary>
/// The cookie that carries a session. It bears the member's name: a browser keeps cookies by host and not by port, and signing in to one of
/// several nodes on a machine would sign out of the others.
/// </summary>
internal static class SessionCookie
{
    /// <summary>The session's secret in a request; null for none.</summary>
    public static string? Of(HttpContext http) => http.Request.Cookies[Name(http)] is { Length: > 0 } session ? session : null;

    public static void Set(HttpContext http, IssuedSecret session) => http.Response.Cookies.Append(Name(http), session.Secret, Options(http.Request));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http.Request));

    /// <summary>What the browser says of itself, for the person's own list of sessions.</summary>
    public static string Device(HttpRequest request) => string.Concat(request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c)));

    private static string Name(HttpContext http) => $"palladium_session_{http.RequestServices.GetRequiredService<NodeConfiguration>().Member}";

    private static CookieOptions Options(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
