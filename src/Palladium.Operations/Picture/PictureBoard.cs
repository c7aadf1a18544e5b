using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Palladium.Operations.Picture;

/// <summary>
/// Tells every open screen which rows of the picture changed. It carries names, never values: a screen reads the
/// row as it is when it gets to it, through the gate, so a slow screen costs one flag per row and not a queue.
/// Thread-safe.
/// </summary>
public sealed class PictureBoard
{
    private ImmutableArray<PictureSubscription> _subscriptions = [];

    /// <summary>How many screens are open.</summary>
    public int Screens => _subscriptions.Length;

    /// <summary>Opens a subscription; dispose it to end it.</summary>
    public PictureSubscription Subscribe()
    {
        var subscription = new PictureSubscription(this);
        ImmutableInterlocked.Update(ref _subscriptions, list => list.Add(subscription));
        return subscription;
    }

    /// <summary>Says that a row changed.</summary>
    public void Touch(RowKey row)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Touch(row);
        }
    }

    internal void End(PictureSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, list => list.Remove(subscription));
}

/// <summary>One screen's set of changed rows. One reader; any number of writers.</summary>
public sealed class PictureSubscription : IDisposable
{
    private readonly PictureBoard _board;
    private readonly ConcurrentDictionary<RowKey, bool> _urgent = new();
    private readonly ConcurrentDictionary<RowKey, bool> _other = new();
    private readonly SemaphoreSlim _signal = new(0, 1);

    internal PictureSubscription(PictureBoard board) => _board = board;

    /// <summary>
    /// Waits for a change that cannot wait (an alert, an incident, a member), or until the time is over.
    /// </summary>
    /// <returns>Whether there is something urgent.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _signal.WaitAsync(both.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Takes the urgent rows: each is returned once per change, or fewer when changes fell together.</summary>
    public IReadOnlyList<RowKey> TakeUrgent() => Take(_urgent);

    /// <summary>Takes the rows that may be batched: positions and readings.</summary>
    public IReadOnlyList<RowKey> TakeOther() => Take(_other);

    /// <inheritdoc />
    public void Dispose()
    {
        _board.End(this);
        _signal.Dispose();
    }

    internal void Touch(RowKey row)
    {
        if (row.Kind is RowKind.Unit or RowKind.Source or RowKind.Log)
        {
            _other[row] = true;
            return;
        }

        _urgent[row] = true;
        try
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Full: another writer has just rung the same bell. Disposed: the screen was closed this instant.
        }
    }

    private static List<RowKey> Take(ConcurrentDictionary<RowKey, bool> rows)
    {
        var taken = new List<RowKey>(rows.Count);
        foreach (var row in rows.Keys.OrderBy(row => row.Kind))
        {
            if (rows.TryRemove(row, out _))
            {
                taken.Add(row);
            }
        }

        return taken;
    }
}
