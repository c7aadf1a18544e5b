using System.Collections.Concurrent;
using Palladium.Records.Scene;

namespace Palladium.Node.Intake;

/// <summary>The state of one way by which data come in. Thread-safe.</summary>
internal sealed class FeedState(string name, Feed feed, string address, TimeProvider clock)
{
    private readonly ConcurrentQueue<DateTimeOffset> _lastMinute = new();
    private long _messages;
    private long _last;

    public string Name => name;

    public Feed Feed => feed;

    public string Address { get; set; } = address;

    public bool Working { get; set; } = true;

    public string Words { get; set; } = "";

    /// <summary>Refused since the start.</summary>
    public Func<long> Refused { get; set; } = () => 0;

    public long Messages => Volatile.Read(ref _messages);

    public DateTimeOffset? LastAt => Volatile.Read(ref _last) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Messages of the last minute, counted for at most the last ten thousand.</summary>
    public long PerMinute
    {
        get
        {
            Forget(clock.GetUtcNow());
            return _lastMinute.Count;
        }
    }

    public void Count(int messages)
    {
        var now = clock.GetUtcNow();
        Interlocked.Add(ref _messages, messages);
        Volatile.Write(ref _last, now.UtcTicks);
        for (var i = 0; i < messages && _lastMinute.Count < 10_000; i++)
        {
            _lastMinute.Enqueue(now);
        }

        Forget(now);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_lastMinute.TryPeek(out var oldest) && now - oldest > TimeSpan.FromMinutes(1) && _lastMinute.TryDequeue(out _))
        {
        }
    }
}

/// <summary>All ways by which data come in, for the node's page.</summary>
internal sealed class FeedBoard(TimeProvider clock)
{
    private readonly ConcurrentQueue<FeedState> _feeds = new();

    public IEnumerable<FeedState> All => _feeds;

    public FeedState Add(string name, Feed feed, string address)
    {
        var state = new FeedState(name, feed, address, clock);
        _feeds.Enqueue(state);
        return state;
    }
}
