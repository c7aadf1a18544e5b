using System.Globalization;
using Palladium.Sqlite.State;

namespace Palladium.Node.Network;

/// <summary>
/// The time by which the gate decides: it never runs backwards, also not over a restart, so a grant that was over stays over. While the
/// machine's clock is behind what was seen before, it stands still and is in doubt. Thread-safe.
/// </summary>
internal sealed class SteadyTime : TimeProvider
{
    /// <summary>The name under which the highest time is stored.</summary>
    public const string Key = "clock.highest";

    // Clocks are corrected by a little all the time.
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly StateStore _state;
    private long _highest;

    /// <param name="clock">The machine's clock.</param>
    /// <param name="state">Where the highest time is stored.</param>
    /// <param name="newestEntry">The time of the newest entry of the node's log, which is on disk as well.</param>
    public SteadyTime(TimeProvider clock, StateStore state, DateTimeOffset newestEntry)
    {
        (_clock, _state) = (clock, state);
        var stored = state.Get(Key) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
        _highest = Math.Max(stored.UtcTicks, newestEntry.UtcTicks);
    }

    /// <summary>Whether the machine's clock is behind a time that was seen before.</summary>
    public bool IsInDoubt => GetUtcNow() - _clock.GetUtcNow() > Tolerated;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var now = _clock.GetUtcNow().UtcTicks;
        for (var highest = Interlocked.Read(ref _highest); ; highest = Interlocked.Read(ref _highest))
        {
            if (now <= highest)
            {
                return new DateTimeOffset(highest, TimeSpan.Zero);
            }

            if (Interlocked.CompareExchange(ref _highest, now, highest) == highest)
            {
                return new DateTimeOffset(now, TimeSpan.Zero);
            }
        }
    }

    /// <inheritdoc />
    public override long GetTimestamp() => _clock.GetTimestamp();

    /// <inheritdoc />
    public override long TimestampFrequency => _clock.TimestampFrequency;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _clock.CreateTimer(callback, state, dueTime, period);

    /// <summary>Stores the time, durably.</summary>
    public void Store() => _state.Set(Key, GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
}

/// <summary>Stores the gate's time every ten seconds and at the end; in between the entries of the log hold it.</summary>
internal sealed class SteadyTimeStored(SteadyTime time, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), clock);
        try
        {
            do
            {
                time.Store();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            time.Store();
        }
    }
}
