namespace Palladium.Log;

/// <summary>
/// The log takes no more appends: a write failed, so nobody knows what reached the disk, or it was closed. What was
/// acknowledged stays readable; opening the log again finds out the rest.
/// </summary>
public sealed class LogStoppedException : Exception
{
    /// <summary>Says why; the inner exception is the first failure, or null when the log was closed.</summary>
    public LogStoppedException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
