using Palladium.Node.People;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Hosting;

/// <summary>
/// Refuses writes that a foreign page makes a browser send with a person's cookie. The cookie is SameSite=Strict already;
/// this is the second wall. Browsers say where a request comes from (<c>Sec-Fetch-Site</c>, <c>Origin</c>), and pages cannot change
/// that. A client that says neither is no browser: it must then send <c>X-Palladium-Request: 1</c>, which a
/// foreign page cannot add without being asked by CORS, which is off.
/// </summary>
internal static class CrossSiteWrites
{
    // Writes that need no cookie: from a foreign page they would sign a person in as somebody else.
    private static readonly string?[] WaysIn = [PalladiumRoutes.SignIn, PalladiumRoutes.PasskeySignIn, PalladiumRoutes.PasskeySignInOptions];

    public static async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        var usesCookie = SessionCookie.Of(context) is not null && !request.Headers.ContainsKey("Authorization");
        var isSignIn = WaysIn.Contains(request.Path.Value);
        if (!isSafe && (usesCookie || isSignIn) && !IsOwn(request))
        {
            await Problems.Of(new Refusal("Origin", "request.cross-site", "This write came from another site and was refused."), StatusCodes.Status403Forbidden)
                .ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private static bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is "same-origin" or "none";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            ? Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Authority == request.Host.Value
            : request.Headers[PalladiumRoutes.OwnRequestHeader] == "1";
    }
}
