using System.Reflection;
using Microsoft.AspNetCore.Components;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>Every path of a node's HTTP interface, taken from the routes themselves so that a new one is tried too.</summary>
internal static class ProbePaths
{
    private static readonly string[] Templates =
    [
        .. typeof(PalladiumRoutes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)
            .Where(path => path.StartsWith('/'))
            .Except([PalladiumRoutes.SignIn, PalladiumRoutes.SignOut, PalladiumRoutes.Stream, PalladiumRoutes.LogPrefix]),
    ];

    /// <summary>Those without a variable part, and what else a node may answer.</summary>
    public static readonly IReadOnlyList<string> Lists =
    [
        .. Templates.Where(path => !path.Contains('{', StringComparison.Ordinal)),
        $"{PalladiumRoutes.Alerts}?state=all", $"{PalladiumRoutes.Incidents}?state=all", $"{PalladiumRoutes.LogEntries}?count=200",
        "/openapi/v1.json", "/metrics", "/health/ready", "/health/live",
    ];

    /// <summary>Pages for people, taken from the console itself.</summary>
    public static readonly IReadOnlyList<string> Pages =
    [
        .. typeof(PalladiumRoutes).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template)
            .Where(path => !path.Contains('{', StringComparison.Ordinal)),
    ];

    /// <summary>Paths that try to leave what is served. They are sent as they stand.</summary>
    public static readonly IReadOnlyList<string> Tricks =
    [
        "/log/../bodies.db", "/log/%2e%2e/bodies.db", "/log/..%2fbodies.db", "/log/%2e%2e%2fbodies.db", "/log/..%5cbodies.db", "/log/%252e%252e/bodies.db",
        "/log/tile/../../bodies.db", "/log/tile/entries/../../../bodies.db", "/log/tile/entries/..%2f..%2f..%2fbodies.db", "/log/tile//etc/passwd",
        "/log/tile/%2fetc%2fpasswd", "/log/tile/entries/000%00", "/log/tile/entries/000.p/0", "/log/tile/entries/-01", "/log/tile/entries/x000/000",
        "/log/journal.0", "/log/state", "/log/note", "/log/../keys/log.key", "/log/%2e%2e/keys/transport.pem", "/log/../node.toml", "/log/..;/node.toml",
        "/console/../keys/log.key", "/console/%2e%2e/%2e%2e/bodies.db", "/_framework/..%2f..%2fbodies.db", "/public/../api/v1/alerts", "/public/%2e%2e/api/v1/alerts",
        "/public/..%2fapi/v1/alerts", "//api/v1/alerts", "/./api/v1/alerts", "/API/V1/ALERTS", "/api/v1/alerts/", "/api/v1/alerts;/public/", "/log/../api/v1/units",
        "/health/../api/v1/incidents", "/signin/../api/v1/incidents", "/public/alerts/..%2f..%2f..%2fbodies.db.cap", "/bodies.db", "/keys/log.key", "/mirrors/police/checkpoint",
    ];

    /// <summary>What shows one thing, for an identifier.</summary>
    public static IEnumerable<string> Details(string id) =>
        Templates.Where(path => path.Contains("{id}", StringComparison.Ordinal) && !path.Contains("{owner}", StringComparison.Ordinal))
            .Select(path => path.Replace("{id}", id, StringComparison.Ordinal))
            .Concat([$"/alerts/{id}", $"/incidents/{id}"]);
}
