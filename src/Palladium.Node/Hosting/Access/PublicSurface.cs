using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.StaticAssets;

namespace Palladium.Node.Hosting.Access;

/// <summary>
/// What anybody may reach without signing in. An endpoint that is anonymous and not listed here keeps the node from
/// starting, so that nothing becomes public by a forgotten word.
/// </summary>
public static class PublicSurface
{
    private static readonly string[] Routes =
    [
        "health/live",
        "health/ready",
        "signin",
        "signin/openid/start",
        "api/v1/session",
        "api/v1/session/passkey",
        "api/v1/session/passkey/options",
        "log/checkpoint",
        "log/tile/{**path}",
        "public/alerts.atom",
        "public/alerts/{id}.cap",
        "public/log/entries",
        "public/log/proof",
        "public/network",
        // The console's pages for visitors; they read only the routes above.
        "about",
        "log",
        "log/{index:long}",
    ];

    // The console's program: the connection that carries its pages, and its files. Each page still demands its reader.
    private static readonly string[] Prefixes = ["_blazor", "_framework/", "console/"];

    /// <summary>Whether a route is on the list; static files of the console hold no data and are.</summary>
    public static bool Lists(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || (endpoint is RouteEndpoint { RoutePattern.RawText: { } text }
            && (Routes.Contains(text.Trim('/'), StringComparer.OrdinalIgnoreCase)
                || Prefixes.Any(prefix => text.TrimStart('/').StartsWith(prefix, StringComparison.Ordinal))));

    /// <summary>Whether an endpoint lets anybody in.</summary>
    public static bool IsAnonymous(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>The anonymous endpoints that the list does not name.</summary>
    public static IReadOnlyList<string> Violations(IEnumerable<Endpoint> endpoints) =>
        [.. endpoints.Where(endpoint => IsAnonymous(endpoint) && !Lists(endpoint)).Select(endpoint => endpoint.DisplayName ?? "unnamed")];
}
