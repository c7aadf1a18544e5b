using System.Diagnostics;
using Palladium.Node.Hosting;
using Palladium.Node.Intake;
using Palladium.Node.Network;
using Palladium.Operations.Picture;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>The node's own state.</summary>
internal sealed class NodeViews(
    NetworkDirectory network, NetworkViews views, Readiness readiness, IEnumerable<IReadinessCheck> checks, FeedBoard feeds, ObservationIntake observations,
    PictureBoard board, TimeProvider clock)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public NodeDto Node()
    {
        var self = network.Self;
        using var process = Process.GetCurrentProcess();
        return new NodeDto(
            new MemberRefDto(self.Id.Name, self.Name, self.Kind),
            typeof(NodeViews).Assembly.GetName().Version?.ToString(3) ?? "",
            _started,
            process.WorkingSet64,
            readiness.Problems().Count == 0,
            [.. checks.Select(check => new NodeCheckDto(check.Name, check.Problem is null, check.Problem ?? "In order."))],
            views.Log(),
            [.. feeds.All.Select(feed => new FeedDto(
                feed.Name, Terms.Of(feed.Feed), feed.Address, feed.Working, feed.Words, feed.Messages, feed.PerMinute, feed.Refused(), feed.LastAt))],
            observations.Count,
            board.Screens);
    }

    public static RefusalDto Of(CountedRefusal refusal) => new(
        refusal.Intake, refusal.From, refusal.Last.Rule, refusal.Count, refusal.Last.Field, refusal.Last.Message, refusal.At);
}
