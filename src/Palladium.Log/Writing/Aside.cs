namespace Palladium.Log;

/// <summary>
/// One thing at a time that is done beside a loop: its work on another thread, what follows from it on the loop's. For one thread.
/// </summary>
/// <param name="wake">Makes the loop look again; called when the work has ended, well or not.</param>
internal sealed class Aside(Action wake)
{
    private (Task Work, Action Then)? _running;

    public bool IsBusy => _running is not null;

    public void Start(Action work, Action then)
    {
        var running = Task.Run(() =>
        {
            try
            {
                work();
            }
            finally
            {
                wake();
            }
        });
        _running = (running, then);
    }

    /// <summary>
    /// What is to be done now that the work has ended: throws what the work threw, or does what follows. Null when nothing has ended, or none is to be waited for.
    /// </summary>
    public Action? Take(bool wait)
    {
        if (_running is not var (work, then) || !(wait || work.IsCompleted))
        {
            return null;
        }

        _running = null;
        return () =>
        {
            work.GetAwaiter().GetResult();
            then();
        };
    }
}
