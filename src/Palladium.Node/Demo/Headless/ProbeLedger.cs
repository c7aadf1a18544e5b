namespace Palladium.Node.Demo.Headless;

/// <summary>
/// What was tried over each route, what was denied, and what came back; searches whatever comes back. A leak is told by its
/// route and the number of the canary, never with what stood around it. Safe for several threads.
/// </summary>
internal sealed class ProbeLedger(IReadOnlyList<string> canaries)
{
    private readonly CanarySearch _search = new(canaries);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, ProbeRoute> _routes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _leaks = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Canaries => canaries;

    public IReadOnlyList<ProbeRoute> Routes
    {
        get
        {
            lock (_lock)
            {
                return [.. _routes.Values];
            }
        }
    }

    public IReadOnlyList<string> Leaks
    {
        get
        {
            lock (_lock)
            {
                return [.. _leaks];
            }
        }
    }

    public void Tried(string route) => Change(route, row => row with { Tries = row.Tries + 1 });

    public void Denied(string route) => Change(route, row => row with { Denied = row.Denied + 1 });

    /// <summary>Counts and searches bytes.</summary>
    /// <param name="route">The way they came.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="asked">What was asked: a canary in it is ours, and its echo is no leak.</param>
    public void Received(string route, ReadOnlySpan<byte> bytes, string asked = "")
    {
        var length = bytes.Length;
        Change(route, row => row with { Bytes = row.Bytes + length });
        foreach (var canary in _search.Find(bytes))
        {
            if (!asked.Contains(canaries[canary], StringComparison.OrdinalIgnoreCase))
            {
                Leaked(route, canary);
            }
        }
    }

    /// <summary>Follows a stream until it ends, searching across the borders of its pieces.</summary>
    public async Task FollowAsync(string route, Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[CanarySearch.Overlap + 16_384];
        var kept = 0;
        while (await stream.ReadAsync(buffer.AsMemory(kept), cancellation) is > 0 and var count)
        {
            Change(route, row => row with { Bytes = row.Bytes + count });
            var filled = kept + count;
            foreach (var canary in _search.Find(buffer.AsSpan(0, filled)))
            {
                Leaked(route, canary);
            }

            kept = Math.Min(filled, CanarySearch.Overlap);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }
    }

    public void Leaked(string route, int canary, string how = "")
    {
        lock (_lock)
        {
            _leaks.Add($"{route}: canary {canary + 1}{how}");
        }
    }

    private void Change(string route, Func<ProbeRoute, ProbeRoute> change)
    {
        lock (_lock)
        {
            _routes[route] = change(_routes.GetValueOrDefault(route) ?? new ProbeRoute(route, 0, 0, 0));
        }
    }
}
