using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Palladium.Web.Contract;

namespace Palladium.Web;

/// <summary>
/// Stands before everything else of the host: gives every page of the console its security headers, and leads a person who is not signed in
/// and asks for a page to the sign-in page. Interfaces for programs keep their bare 401.
/// </summary>
public sealed class PageGuard : IStartupFilter
{
    // Everything comes from the node itself, and nothing runs that is written into a page. Blob: the map's worker and pictures.
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(GuardAsync);
        next(app);
    };

    private static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state =>
        {
            var response = ((HttpContext)state).Response;
            // The console's pages alone: the host's own pages have a policy of their own.
            if (((HttpContext)state).GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            {
                response.Headers.ContentSecurityPolicy = ContentPolicy;
                response.Headers["Referrer-Policy"] = "same-origin";
                response.Headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self), payment=()";
                response.Headers.CacheControl = "no-store";
            }

            response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        }, context);
        await next(context);
        if (context.Response is { StatusCode: StatusCodes.Status401Unauthorized, HasStarted: false } && IsForPage(context.Request))
        {
            context.Response.Redirect($"/signin?problem={SignInProblems.Needed}&returnTo={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
        }
    }

    /// <summary>Whether somebody opened an address in a browser, and not a program one of an interface.</summary>
    public static bool IsForPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
