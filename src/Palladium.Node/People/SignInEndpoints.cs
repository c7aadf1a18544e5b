using Microsoft.AspNetCore.Mvc;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>Sign in by a one-time link, and sign out.</summary>
internal sealed class SignInEndpoints(PeopleStore people, ChangeRecorder recorder, NodeConfiguration configuration) : IEndpoints
{
    /// <summary>Attempts to sign in, by address.</summary>
    public const string RateLimit = "sign-in";

    /// <summary>Beginnings of passkey ceremonies, by address: each costs memory and proves nothing, so there may be more of them.</summary>
    public const string BeginRateLimit = "sign-in-begin";

    private const int LongestName = 80;

    public void Map(IEndpointRouteBuilder routes)
    {
        // The console brings a page of its own at this address; this one serves a node without it.
        routes.MapGet("/signin", Show).WithOrder(1).AllowAnonymous().ExcludeFromDescription();
        // The form carries no antiforgery token: CrossSiteWrites has refused what does not come from this site.
        routes.MapPost(PalladiumRoutes.SignIn, EnterAsync)
            .AllowAnonymous().RequireRateLimiting(RateLimit).DisableAntiforgery()
            .WithSummary("Signs a person in by a one-time link; the form of the sign-in page. Only from this site.");
        routes.MapPost(PalladiumRoutes.SignOut, Leave).EvenWithoutPasskey().WithSummary("Signs the person out.");
    }

    private IResult Show(string? link = null, string? problem = null)
    {
        if (link is null || people.NameOnLink(link) is not { } name)
        {
            return Html(SignInPage.Explanation(configuration.DisplayName, Words(link is null ? problem : SignInProblems.Unknown)));
        }

        return Html(SignInPage.Form(configuration.DisplayName, link, name, Words(problem)));
    }

    private async Task<IResult> EnterAsync(
        HttpContext context, [FromForm] string? link = null, [FromForm] string? name = null, [FromForm] string? returnTo = null)
    {
        if (link is null || people.NameOnLink(link) is not { } named)
        {
            return SeeOther(context, $"/signin?problem={SignInProblems.Unknown}");
        }

        // A name that the administrator put on the link is not for its holder to change.
        var given = named.Length > 0 ? named : name?.Trim() ?? "";
        if (given.Length is 0 or > LongestName || given.Any(char.IsControl))
        {
            return SeeOther(context, $"/signin?problem={SignInProblems.Nameless}&link={Uri.EscapeDataString(link)}");
        }

        if (people.UseLink(link, given, configuration.Limits.Session, SessionCookie.Device(context.Request)) is not { } entered)
        {
            return SeeOther(context, $"/signin?problem={SignInProblems.Used}");
        }

        await recorder.RecordAsync(context.RequestAborted);
        SessionCookie.Set(context, entered.Session);
        return SeeOther(context, IsLocal(returnTo) ? returnTo! : "/");
    }

    private IResult Leave(HttpContext context)
    {
        if (SessionCookie.Of(context) is { } session)
        {
            people.EndSession(session);
        }

        SessionCookie.Clear(context);
        return SeeOther(context, "/");
    }

    // A path of this site: one slash, then neither a second one nor a backslash, which browsers take for one.
    private static bool IsLocal(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);

    private static string? Words(string? problem) => problem switch
    {
        null => null,
        SignInProblems.Nameless => $"A name has 1 to {LongestName} characters.",
        SignInProblems.Needed => "Somebody signed in is needed for that page.",
        _ => "This link was used, has ended, or was never made here.",
    };

    private static IResult SeeOther(HttpContext context, string location)
    {
        context.Response.Headers.Location = location;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static IResult Html(string html) => Results.Content(html, "text/html; charset=utf-8");
}
