using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Intake;
using Palladium.Node.Network;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>The network, the doctrine, the logs and the node itself.</summary>
internal sealed class NetworkEndpoints(
    Asker asker, NetworkViews network, DoctrineViews doctrine, DoctrineKeeper keeper, LogViews logs, NodeViews node, Refusals refusals) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(PalladiumRoutes.Network, () => Asker.Answer(network.Network()))
            .WithScope("picture:read").WithSummary("The members as this node sees them.").Produces<NetworkDto>();
        routes.MapGet(PalladiumRoutes.Node, () => Asker.Answer(node.Node()))
            .WithScope("picture:read").WithSummary("This node's own state.").Produces<NodeDto>();
        routes.MapGet(PalladiumRoutes.Refusals, () => Asker.Answer(refusals.All.OrderByDescending(refusal => refusal.At).Select(NodeViews.Of)))
            .WithScope("picture:read").WithSummary("What was refused since the start, by sender and rule.").Produces<RefusalDto[]>();
        routes.MapGet(PalladiumRoutes.Doctrine, () => doctrine.Doctrine() is { } inForce
                ? Asker.Answer(inForce)
                : Problems.NotFound("doctrine", "No doctrine is in force; everything is denied."))
            .WithScope("picture:read").WithSummary("The rules in force.").Produces<DoctrineDto>();
        routes.MapPost("/api/v1/charter", (HttpContext http, CancellationToken cancellation) => asker.WithAsync(http, async _ =>
            {
                using var offer = new MemoryStream();
                await http.Request.Body.CopyToAsync(offer, cancellation);
                return (await keeper.OfferAsync(offer.ToArray(), fromPeer: false, cancellation)).Accepted(out var adopted, out var refusal)
                    ? Results.Json(new CharterTaken(adopted), CharterJsonContext.Default.CharterTaken)
                    : Problems.Of(refusal, StatusCodes.Status422UnprocessableEntity);
            }))
            .WithScope("charter:write").WithFreshProof().WithSummary("Offers a further version of the charter, signed by stewards, with its doctrine.");
        routes.MapGet(PalladiumRoutes.LogEntries, (HttpContext http, string? member, long? from, int? count) => asker.WithPictureAsync(
                http, session => logs.Find(member) is { } log ? Asker.Answer(logs.Page(log, from, count ?? 50, session)) : NoLog()))
            .WithScope("audit:read").WithSummary("Entries of a log, with what the asker may see of them.").Produces<LogPageDto>();
        routes.MapGet(PalladiumRoutes.LogEntry, (HttpContext http, long index, string? member) => asker.WithPictureAsync(
                http, session => logs.Find(member) is { } log && logs.Entry(log, index, session) is { } entry ? Asker.Answer(entry) : NoLog()))
            .WithScope("audit:read").WithSummary("One entry, with its body where permitted.").Produces<LogEntryDto>();
        routes.MapGet(PalladiumRoutes.PublicNetwork, (HttpContext http) => Open(http, network.Public())).AllowAnonymous()
            .WithSummary("The members, their logs and keys. For anyone.").Produces<PublicNetworkDto>();
        routes.MapGet(PalladiumRoutes.PublicLogEntries, (HttpContext http, string? member, long? from, int? count) =>
                logs.Find(member) is { } log ? Open(http, logs.Page(log, from, count ?? 50, null)) : NoLog()).AllowAnonymous()
            .WithSummary("Headers of entries, in the order of the log. For anyone.").Produces<LogPageDto>();
        routes.MapGet(PalladiumRoutes.PublicLogProof, (HttpContext http, long index, long? size, string? member) =>
                logs.Find(member) is not { } log ? NoLog()
                : LogViews.Proof(log, index, size) is { } proof ? Open(http, proof)
                : Problems.Of(new Refusal("index", "range.index", $"index is 0 to {log.Head.Checkpoint.Size - 1}, size 1 to {log.Head.Checkpoint.Size}.")))
            .AllowAnonymous().WithSummary("Proof that an entry is in the log. For anyone.").Produces<ProofDto>();
    }

    // The log is for everybody, pages of other sites that verify it included.
    private static IResult Open<T>(HttpContext http, T value)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return Asker.Answer(value);
    }

    private static IResult NoLog() => Problems.NotFound("member", "No such log or entry is served here.");
}
