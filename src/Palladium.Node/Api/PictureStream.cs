using System.Security.Claims;
using System.Text.Json;
using Palladium.Doctrine.Gate;
using Palladium.Node.Hosting;
using Palladium.Node.Hosting.Access;
using Palladium.Node.Intake;
using Palladium.Node.Network;
using Palladium.Node.People;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Operations.Picture;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>
/// The live picture as server-sent events: a snapshot, then what changes. Alerts, incidents and members go out at once;
/// positions and readings are gathered for half a second. Each row goes through the gate when it is sent, so a policy that
/// changes while somebody is watching counts from the next row on.
/// </summary>
internal sealed class PictureStream(
    Asker asker, Principals principals, PictureBoard board, SceneBook scene, SceneViews scenes, AlertBook alerts, AlertViews alertViews,
    IncidentBook incidents, IncidentViews incidentViews, NetworkViews network, Refusals refusals, IHostApplicationLifetime lifetime,
    Credentials credentials, TimeProvider clock) : IEndpoints
{
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(500);
    // Whether the session of the person, or the token, still counts.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder routes) => routes
        .MapGet(PalladiumRoutes.Stream, StreamAsync)
        .WithScope("picture:read")
        .WithSummary("The live picture as server-sent events: snapshot, alert, unit, source, member, incident, refusal, log.");

    private async Task StreamAsync(HttpContext http, string? events)
    {
        var asking = principals.Of(http.User);
        var outcome = asking is null ? null : await asker.SessionAsync(asking, http.RequestAborted);
        if (asking is null || outcome is null || !outcome.Opened(out var session))
        {
            http.Response.StatusCode = asking is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
            return;
        }

        var wanted = events?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        using var subscription = board.Subscribe();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        var sink = new Sink(http.Response, wanted);
        try
        {
            await sink.SendAsync(StreamEvents.Snapshot, Snapshot(session, wanted), ending.Token);
            await FollowAsync(http.User, asking, subscription, sink, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader went away, or the node is stopping.
        }
    }

    private async Task FollowAsync(ClaimsPrincipal user, Asking asking, PictureSubscription subscription, Sink sink, CancellationToken cancellation)
    {
        var lastBatch = clock.GetTimestamp();
        var lastWord = lastBatch;
        var lastLook = lastBatch;
        while (true)
        {
            await subscription.WaitAsync(Batch, clock, cancellation);
            if (clock.GetElapsedTime(lastLook) >= LookAgain)
            {
                lastLook = clock.GetTimestamp();
                if (await credentials.RenewAsync(user, cancellation) is not { } renewed || principals.Of(renewed) is not { } now)
                {
                    return;
                }

                asking = now;
            }

            var outcome = await asker.SessionAsync(asking, cancellation);
            if (!outcome.Opened(out var session))
            {
                return;
            }

            var sent = false;
            foreach (var row in subscription.TakeUrgent())
            {
                sent |= await SendAsync(session, row, sink, cancellation);
            }

            if (clock.GetElapsedTime(lastBatch) >= Batch)
            {
                lastBatch = clock.GetTimestamp();
                sent |= await SendBatchAsync(session, subscription.TakeOther(), sink, cancellation);
            }

            if (sent)
            {
                lastWord = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(lastWord) >= KeepAlive)
            {
                lastWord = clock.GetTimestamp();
                await sink.SayAliveAsync(cancellation);
            }
        }
    }

    private async Task<bool> SendAsync(GateSession session, RowKey row, Sink sink, CancellationToken cancellation)
    {
        switch (row.Kind)
        {
            case RowKind.Alert when Id(row) is { } id && alerts.Find(id) is { } alert && alertViews.Summary(session, alert) is { } summary:
                return await sink.SendAsync(StreamEvents.Alert, summary, cancellation);
            case RowKind.Incident when Id(row) is { } id && incidents.Find(id) is { } state && incidentViews.Summary(session, state) is { } incident:
                return await sink.SendAsync(StreamEvents.Incident, incident, cancellation);
            case RowKind.Member when network.Member(row.Owner) is { } member:
                return await sink.SendAsync(StreamEvents.Member, member, cancellation);
            case RowKind.Refusal when refusals.Find(row.Id) is { } refusal:
                return await sink.SendAsync(StreamEvents.Refusal, NodeViews.Of(refusal), cancellation);
            default:
                return false;
        }
    }

    private async Task<bool> SendBatchAsync(GateSession session, IReadOnlyList<RowKey> rows, Sink sink, CancellationToken cancellation)
    {
        var units = rows.Where(row => row.Kind == RowKind.Unit)
            .Select(row => scene.Unit(row.Owner, row.Id)).OfType<SceneRow<Records.Scene.UnitPosition>>()
            .Select(row => scenes.Unit(session, row)).OfType<UnitDto>().ToArray();
        var sources = rows.Where(row => row.Kind == RowKind.Source)
            .Select(row => scene.Source(row.Owner, row.Id)).OfType<SceneRow<SourceState>>()
            .Select(row => scenes.Source(session, row)).OfType<SourceDto>().ToArray();
        var sent = units.Length > 0 && await sink.SendAsync(StreamEvents.Unit, units, cancellation);
        sent |= sources.Length > 0 && await sink.SendAsync(StreamEvents.Source, sources, cancellation);
        sent |= rows.Any(row => row.Kind == RowKind.Log) && await sink.SendAsync(StreamEvents.Log, network.Log(), cancellation);
        return sent;
    }

    private SnapshotDto Snapshot(GateSession session, HashSet<string>? wanted)
    {
        return new SnapshotDto(
            Wants(StreamEvents.Alert) ? [.. alertViews.All(session, openOnly: false)] : [],
            Wants(StreamEvents.Unit) ? [.. scenes.Units(session)] : [],
            Wants(StreamEvents.Source) ? [.. scenes.Sources(session)] : [],
            Wants(StreamEvents.Member) ? [.. network.Members()] : [],
            Wants(StreamEvents.Incident) ? [.. incidentViews.All(session, openOnly: false)] : [],
            Wants(StreamEvents.Refusal) ? [.. refusals.All.Select(NodeViews.Of)] : [],
            network.Log());

        bool Wants(string name) => wanted is null || wanted.Contains(name);
    }

    private static EntryId? Id(RowKey row) => EntryId.Parse(row.Id).Accepted(out var id, out _) ? id : null;

    /// <summary>Writes events with growing ids; one writer.</summary>
    private sealed class Sink(HttpResponse response, HashSet<string>? wanted)
    {
        private long _id;

        public async Task<bool> SendAsync<T>(string name, T value, CancellationToken cancellation)
        {
            if (wanted is not null && name != StreamEvents.Snapshot && !wanted.Contains(name))
            {
                return false;
            }

            var head = System.Text.Encoding.UTF8.GetBytes(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"id: {++_id}\nevent: {name}\ndata: "));
            await response.Body.WriteAsync(head, cancellation);
            await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options), cancellation);
            await response.Body.WriteAsync("\n\n"u8.ToArray(), cancellation);
            await response.Body.FlushAsync(cancellation);
            return true;
        }

        public async Task SayAliveAsync(CancellationToken cancellation)
        {
            await response.Body.WriteAsync(": alive\n\n"u8.ToArray(), cancellation);
            await response.Body.FlushAsync(cancellation);
        }
    }
}
