using Palladium.Doctrine.Gate;
using Palladium.Federation.Release;
using Palladium.Node.Network;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Live;

/// <summary>
/// Keeps a live lease open with every other member: what its doctrine lets this one see of its sources and units now. A
/// lease ends by itself after its time; the next is asked for at once. A peer that is away is asked again after a while.
/// </summary>
internal sealed partial class LiveLeases(
    NetworkDirectory network, PeerHub hub, LiveIn live, Gate gate, TimeProvider clock, Random random, ILogger<LiveLeases> logger) : BackgroundService
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TryAgainDenied = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(network.Others.Select(member => FollowAsync(member.Id, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node is stopping.
        }
    }

    private async Task FollowAsync(MemberId holder, CancellationToken cancellation)
    {
        // Not all at once: after a restart of many nodes every member asks every other one.
        await Task.Delay(random.NextDouble() * Spread, clock, cancellation);
        while (hub.Network is { } peers)
        {
            if (hub.UnreachableSince(holder) is not null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), clock, cancellation);
                continue;
            }

            var request = new ReleaseRequestBody(
                holder, null, LiveOut.Stream, StandingPurpose.Watch.ClassWord, StandingPurpose.Watch.Ref, StandingPurpose.Watch.Basis,
                gate.Doctrine?.Hash);
            var outcome = await peers.OpenLeaseAsync(
                holder, request, PurposeClass.Plan,
                (row, _) =>
                {
                    live.Take(holder, row.Span);
                    return ValueTask.CompletedTask;
                },
                cancellation);
            if (outcome.Refusal is { } refusal)
            {
                NotLeased(logger, holder.Name, refusal.Message);
                var denied = !refusal.Rule.StartsWith("lease.", StringComparison.Ordinal) && refusal.Rule != "request.unreachable";
                await Task.Delay(denied ? TryAgainDenied : TryAgain, clock, cancellation);
            }
        }
    }

    [LoggerMessage(3701, LogLevel.Information, "No live picture from {Holder}: {Reason}")]
    private static partial void NotLeased(ILogger logger, string holder, string reason);
}
