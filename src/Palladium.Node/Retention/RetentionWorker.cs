using Palladium.Node.Hosting;
using Palladium.Records.Journal;

namespace Palladium.Node.Retention;

/// <summary>Takes up what was asked about holds every few seconds, and erases what is due every hour.</summary>
internal sealed partial class RetentionWorker(Eraser eraser, HoldDesk holds, TimeProvider clock, ILogger<RetentionWorker> logger) : BackgroundService, IReadinessCheck
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private string? _problem;

    /// <inheritdoc />
    public string Name => "retention";

    /// <inheritdoc />
    public string? Problem => Volatile.Read(ref _problem);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        try
        {
            // Holds that wait are in force before the first sweep, and the start is not slowed by it.
            await timer.WaitForNextTickAsync(stoppingToken);
            var (last, wait) = (clock.GetTimestamp(), AfterStart);
            string? fault = eraser.FindFault(stoppingToken) is { } missing
                ? $"The body of entry {missing} is gone, and no entry says that it was erased. See docs/operations.md, When something is wrong."
                : null;
            do
            {
                try
                {
                    await holds.TakeUpAsync(stoppingToken);
                    if (clock.GetElapsedTime(last) >= wait)
                    {
                        var erased = await eraser.SweepAsync(stoppingToken);
                        (last, wait) = (clock.GetTimestamp(), Every);
                        if (erased > 0)
                        {
                            Erased(logger, erased);
                        }
                    }

                    Volatile.Write(ref _problem, fault);
                }
                catch (Exception e) when (e is JournalStoppedException or IOException or Microsoft.Data.Sqlite.SqliteException)
                {
                    Volatile.Write(ref _problem, $"Bodies whose time is over are not erased: {e.Message}");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node is stopping; what is due is erased after its next start.
        }
    }

    [LoggerMessage(3601, LogLevel.Information, "Erased {Count} bodies whose time was over.")]
    private static partial void Erased(ILogger logger, int count);
}
