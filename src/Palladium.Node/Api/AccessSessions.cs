using System.Collections.Concurrent;
using Palladium.Cedar;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;

namespace Palladium.Node.Api;

/// <summary>
/// Keeps one access session for each principal and subject, so that looking at the picture for an hour is one entry in the log with its
/// extent, not one for each request. What the rules know of the principal is part of it: who goes off duty begins another. A session ends a quarter of an hour after it began, and with it its entry is closed; the next
/// request begins another.
/// </summary>
internal sealed partial class AccessSessions(Gate gate, TimeProvider clock, ILogger<AccessSessions> logger) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(EntityUid Who, CedarRecord? Known, AccessSubject Subject), Task<GateOutcome<GateSession>>> _open = new();

    /// <summary>The session, or why there is none. The entry that records its beginning is durable when this returns.</summary>
    public async Task<GateOutcome<GateSession>> GetAsync(Asking asking, AccessSubject subject, GatePurpose purpose, CancellationToken cancellation)
    {
        var key = (asking.Uid, asking.Known, subject);
        while (true)
        {
            // The beginning is not tied to the request that happens to be first: others share it.
            var outcome = await _open.GetOrAdd(key, _ => BeginAsync(asking, subject, purpose)).WaitAsync(cancellation);
            if (outcome.Opened(out var session) && session.IsOpen)
            {
                return outcome;
            }

            if (_open.TryRemove(key, out var over))
            {
                await CloseAsync(over);
            }

            if (!outcome.Permitted)
            {
                return outcome;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (key, task) in _open)
                {
                    if (task.IsCompletedSuccessfully && (!task.Result.Opened(out var session) || !session.IsOpen)
                        && _open.TryRemove(key, out var over))
                    {
                        await CloseAsync(over);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node is stopping: what is open is closed below, while the log still takes entries.
        }

        foreach (var task in _open.Values)
        {
            await CloseAsync(task);
        }
    }

    private Task<GateOutcome<GateSession>> BeginAsync(Asking asking, AccessSubject subject, GatePurpose purpose) => gate.BeginSessionAsync(
        new GateSessionRequest
        {
            Principal = asking.Uid,
            Entities = asking.Entities,
            Actions = subject.Actions,
            Purpose = purpose,
            Until = clock.GetUtcNow() + Longest,
            Subject = subject.Name,
        },
        CancellationToken.None);

    private async Task CloseAsync(Task<GateOutcome<GateSession>> task)
    {
        try
        {
            if ((await task).Opened(out var session))
            {
                await session.CloseAsync(CancellationToken.None);
            }
        }
        catch (Records.Journal.JournalStoppedException e)
        {
            NotClosed(logger, e);
        }
    }

    [LoggerMessage(3301, LogLevel.Error, "The end of an access could not be recorded: the log is stopped.")]
    private static partial void NotClosed(ILogger logger, Exception exception);
}
