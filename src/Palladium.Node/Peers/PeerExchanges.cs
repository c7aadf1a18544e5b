namespace Palladium.Node.Peers;

/// <summary>
/// How the exchanges with one peer went in the last minute. Round trips are those of status questions alone: the answer to a
/// push waits for the peer's disk and verification, and would make a near peer look far. Safe for use by several threads.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class PeerExchanges(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<(long At, bool Failed, TimeSpan? RoundTrip)> _last = new();

    /// <summary>An exchange ended well.</summary>
    /// <param name="roundTrip">How long it took, for a status question; null for others.</param>
    public void Succeeded(TimeSpan? roundTrip = null) => Add(failed: false, roundTrip);

    /// <summary>An exchange brought no answer.</summary>
    public void Failed() => Add(failed: true, null);

    /// <summary>The peer is reached after it was not: what failed meanwhile says that it was away, and nothing of the way there.</summary>
    public void BeginAnew()
    {
        lock (_last)
        {
            _last.Clear();
        }
    }

    /// <summary>Median round trip in milliseconds, null without one; and the share of failed exchanges, 0 to 100.</summary>
    public (double? RoundTripMs, double LossPercent) LastMinute()
    {
        lock (_last)
        {
            Forget();
            var trips = _last.Where(exchange => exchange.RoundTrip is not null).Select(exchange => exchange.RoundTrip!.Value.TotalMilliseconds).Order().ToList();
            var failed = _last.Count(exchange => exchange.Failed);
            return (trips.Count == 0 ? null : trips[trips.Count / 2], _last.Count == 0 ? 0 : 100.0 * failed / _last.Count);
        }
    }

    private void Add(bool failed, TimeSpan? roundTrip)
    {
        lock (_last)
        {
            _last.Enqueue((time.GetTimestamp(), failed, roundTrip));
            Forget();
        }
    }

    private void Forget()
    {
        while (_last.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Window)
        {
            _last.Dequeue();
        }
    }
}
