using Palladium.Records.Journal;

namespace Palladium.Node.Incidents;

/// <summary>Asks twice a second whether the lead of an open incident has to change.</summary>
internal sealed partial class SuccessionWatch(SuccessionDesk desk, TimeProvider clock, ILogger<SuccessionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await desk.StepAsync(stoppingToken);
                }
                catch (JournalStoppedException e)
                {
                    Stopped(logger, e);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node is stopping.
        }
    }

    [LoggerMessage(3201, LogLevel.Critical, "The lead of incidents is no longer watched: the log is stopped.")]
    private static partial void Stopped(ILogger logger, Exception exception);
}
