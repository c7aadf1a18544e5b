using Microsoft.AspNetCore.Mvc;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Sqlite.People;

namespace Palladium.Node.People;

/// <summary>Sign in by a one-time link, and sign out.</summary>
internal sealed class SignInEndpoints(PeopleStore people, ChangeRecorder recorder, NodeConfiguration configuration) : IEndpoints
{
    public const string RateLimit = "sign-in";
    private const int LongestName = 80;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/signin", Show).AllowAnonymous().ExcludeFromDescription();
        // The form carries no antiforgery token: CrossSiteWrites has refused what does not come from this site.
        routes.MapPost("/signin", EnterAsync).AllowAnonymous().RequireRateLimiting(RateLimit).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/signout", Leave).ExcludeFromDescription();
    }

    private IResult Show(HttpContext context, string? link)
    {
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return link is null
            ? Html(SignInPage.Explanation(configuration.DisplayName, null), StatusCodes.Status200OK)
            : people.NameOnLink(link) is { } name
                ? Html(SignInPage.Form(configuration.DisplayName, link, name, null), StatusCodes.Status200OK)
                : Spent();
    }

    private async Task<IResult> EnterAsync(HttpContext context, [FromForm] string? link, [FromForm] string? name)
    {
        if (link is null || people.NameOnLink(link) is null)
        {
            return Spent();
        }

        var given = name?.Trim() ?? "";
        if (given.Length is 0 or > LongestName || given.Any(char.IsControl))
        {
            return Html(
                SignInPage.Form(configuration.DisplayName, link, given, $"A name has 1 to {LongestName} characters."),
                StatusCodes.Status400BadRequest);
        }

        if (people.UseLink(link, given, configuration.Limits.SessionIdle) is not { } entered)
        {
            return Spent();
        }

        await recorder.RecordAsync(context.RequestAborted);
        context.Response.Cookies.Append(SessionCookie.Name, entered.Session.Secret, SessionCookie.Options(context.Request));
        return Results.Redirect("/");
    }

    private IResult Leave(HttpContext context)
    {
        if (context.Request.Cookies[SessionCookie.Name] is { } session)
        {
            people.EndSession(session);
        }

        context.Response.Cookies.Delete(SessionCookie.Name, SessionCookie.Options(context.Request));
        return Results.Redirect("/signin");
    }

    private IResult Spent() => Html(
        SignInPage.Explanation(configuration.DisplayName, "This link was used, has ended, or was never made here."),
        StatusCodes.Status400BadRequest);

    private static IResult Html(string html, int status) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);
}
