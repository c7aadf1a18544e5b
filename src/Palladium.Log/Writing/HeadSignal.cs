namespace Palladium.Log;

/// <summary>Lets many wait for the next head without polling.</summary>
internal sealed class HeadSignal
{
    private TaskCompletionSource _next = New();

    public void Changed() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits until the head is larger than a size.</summary>
    public async Task<LogHead> WaitAsync(Func<LogHead> head, long above, CancellationToken cancellation)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            if (head() is { } now && now.Size > above)
            {
                return now;
            }

            await next.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
