using System.Threading.Channels;
using Palladium.Doctrine.Thresholds;
using Palladium.Node.Picture;
using Palladium.Records.Scene;
using Palladium.Sensing.Thresholds;

namespace Palladium.Node.Alerts;

/// <summary>
/// Runs the doctrine's thresholds over this node's readings and hands what they find to the desk that issues alerts. Changes
/// of one cause are issued in order; those of different causes do not wait for each other.
/// </summary>
internal sealed partial class ThresholdWatch(AlertDesk desk, CitySites sites, TimeProvider clock, ILogger<ThresholdWatch> logger)
    : BackgroundService
{
    private const int Lanes = 8;

    private readonly ThresholdEngine _engine = new([]);
    private readonly Channel<CauseChange>[] _lanes =
        [.. Enumerable.Range(0, Lanes).Select(_ => Channel.CreateUnbounded<CauseChange>(new UnboundedChannelOptions { SingleReader = true }))];

    /// <summary>Takes one durable reading of an own source.</summary>
    public void Observe(Source source, Observation reading) => Issue(_engine.Observe(source, sites.KindOf(source.Site), reading));

    /// <summary>Takes the rules of a doctrine that came into force.</summary>
    public void Adopt(IReadOnlyList<ThresholdRule> rules) => Issue(_engine.Adopt(rules, clock.GetUtcNow()));

    /// <summary>Takes up the causes whose alerts were open when the node stopped.</summary>
    public void Restore(IEnumerable<OpenCause> causes) => _engine.Restore(causes);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_lanes.Select(lane => RunAsync(lane.Reader, stoppingToken)));

    private void Issue(IReadOnlyList<CauseChange> changes)
    {
        foreach (var change in changes)
        {
            // The key's parts decide the lane, so that an update never overtakes its alert.
            var lane = _lanes[(uint)HashCode.Combine(change.Key.Rule, change.Key.Source, change.Key.Site) % Lanes];
            lane.Writer.TryWrite(change);
        }
    }

    private async Task RunAsync(ChannelReader<CauseChange> changes, CancellationToken cancellation)
    {
        try
        {
            await foreach (var change in changes.ReadAllAsync(cancellation))
            {
                try
                {
                    await desk.IssueAsync(change, cancellation);
                }
                catch (Records.Journal.JournalStoppedException e)
                {
                    NotIssued(logger, change.Key.ToString(), e);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The node is stopping; open causes are taken up again from the log.
        }
    }

    [LoggerMessage(3101, LogLevel.Critical, "The alert for {Cause} could not be issued: the log is stopped.")]
    private static partial void NotIssued(ILogger logger, string cause, Exception exception);
}
