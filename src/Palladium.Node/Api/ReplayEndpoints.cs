using System.Text.Json;
using System.Text.Json.Serialization;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Replay;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Journal;
using Palladium.Node.Network;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Api;

/// <summary>
/// <c>POST /api/v1/doctrine/replay?days=30</c> with a packed doctrine: what it would decide otherwise of what was decided here. Every body passes the
/// gate for whoever asks, as an audit; only counts come out.
/// </summary>
internal sealed class ReplayEndpoints(Asker asker, NodeStores stores, NetworkDirectory network, TimeProvider clock) : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/api/v1/doctrine/replay", (HttpContext http, int? days, CancellationToken cancellation) => asker.WithPictureAsync(http, async (session, _) =>
            {
                using var pack = new MemoryStream();
                await http.Request.Body.CopyToAsync(pack, cancellation);
                var load = DoctrineBundle.Unpack(pack.ToArray());
                return days is not (null or >= 1 and <= 3660) ? Problems.Of(new Refusal("days", "range.days", "days is 1 to 3660."), StatusCodes.Status422UnprocessableEntity)
                    : load.Succeeded(out var doctrine) ? Results.Json(Replay(doctrine, days ?? 30, session), ReplayJsonContext.Default.ReplayAnswer)
                    : Problems.Of(new Refusal("doctrine", "doctrine.invalid", string.Join(" ", load.Problems.Take(3))), StatusCodes.Status422UnprocessableEntity);
            }))
        .WithScope("audit:read").WithSummary("What another doctrine would decide otherwise of the decisions in this log.").Produces<ReplayAnswer>();

    private ReplayAnswer Replay(DoctrineBundle doctrine, int days, GateSession session)
    {
        var replay = new DecisionReplay(doctrine);
        var withheld = 0;
        foreach (var reference in DecisionHistory.Since(clock.GetUtcNow().AddDays(-days), stores.Journal, stores.Bodies, network.Self.Id))
        {
            if (stores.Bodies.Read(network.Self.Id, reference.Index) is not { } body)
            {
                replay.TakeErased();
                continue;
            }

            var header = stores.Journal.ReadHeader(reference.Index)!;
            var entity = DoctrineEntities.LogBody(header.Id, network.Self.Id, header.Kind, header.Audience, header.Purpose == PurposeClass.Exercise);
            var row = new GateRow("audit", entity.Uid, session.Entities.With(entity), DateTimeOffset.FromUnixTimeSeconds(header.Time));
            if (session.Open(body, row).Opened(out var opened))
            {
                replay.Take(opened.Body.Span);
            }
            else
            {
                withheld++;
            }
        }

        return new ReplayAnswer(replay.Summary, withheld);
    }
}

/// <summary>What was found.</summary>
/// <param name="Summary">The counts.</param>
/// <param name="Withheld">Bodies that whoever asked may not read.</param>
internal sealed record ReplayAnswer(ReplaySummary Summary, int Withheld);

/// <summary>Reader and writer, written by the compiler.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReplayAnswer))]
internal sealed partial class ReplayJsonContext : JsonSerializerContext;
