namespace Palladium.Log;

/// <summary>Lets many wait for a state without polling: whoever changes it says so afterwards.</summary>
internal sealed class HeadSignal
{
    private TaskCompletionSource _next = New();

    public void Changed() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits until the state is as wanted, and returns it; at once when it already is.</summary>
    public async Task<T> WaitAsync<T>(Func<T> state, Func<T, bool> wanted, CancellationToken cancellation)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            if (state() is var now && wanted(now))
            {
                return now;
            }

            await next.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
