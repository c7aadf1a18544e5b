using Palladium.Log;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;

namespace Palladium.Node.PublicLog;

/// <summary>
/// The log in the layout of C2SP tlog-tiles under <c>/log/</c>. Only checkpoint, tiles and entry bundles are served: the
/// path must parse as one of them, so that nothing else in the folder can be reached.
/// </summary>
internal sealed class LogFileEndpoints(NodeConfiguration configuration) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/log/checkpoint", (HttpContext context) => Checkpoint(context)).AllowAnonymous();
        routes.MapGet("/log/tile/{**path}", (HttpContext context, string path) => Tile(context, path)).AllowAnonymous();
    }

    private IResult Checkpoint(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        AllowOthers(context);
        return Results.Bytes(File.ReadAllBytes(configuration.DataPath("log", "checkpoint")), "text/plain; charset=utf-8");
    }

    private IResult Tile(HttpContext context, string path)
    {
        if (!TilePath.TryParse("tile/" + path, out _))
        {
            return Problems.NotFound("path", "A tile's path is tile/LEVEL/INDEX or tile/entries/INDEX, with .p/WIDTH for a partial one.");
        }

        var file = configuration.DataPath("log", "tile", path);
        if (!File.Exists(file))
        {
            return Problems.NotFound("path", "There is no such tile: the log has not grown that far, or the full tile replaced a partial one.");
        }

        // Tiles never change; a partial one only goes when the full one is there.
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        AllowOthers(context);
        return Results.File(file, "application/octet-stream");
    }

    // The log is for everybody, pages of other sites that verify it included.
    private static void AllowOthers(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }
}
