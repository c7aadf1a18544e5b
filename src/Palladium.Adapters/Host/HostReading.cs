namespace Palladium.Adapters.Host;

/// <summary>One value of this machine, or the reason why there is none: what can't be read is never shown as zero.</summary>
/// <param name="Value">Finite; null when there is none.</param>
/// <param name="Unit">UCUM code.</param>
/// <param name="Why">Why there is no value; empty when there is one.</param>
public readonly record struct HostValue(double? Value, string Unit, string Why)
{
    internal static HostValue Of(double value, string unit) => new(value, unit, "");

    internal static HostValue None(string unit, string why) => new(null, unit, why);
}

/// <summary>What this machine says of itself at one moment.</summary>
/// <param name="Time">When.</param>
/// <param name="Load">Average number of runnable processes over one minute.</param>
/// <param name="MemoryUsed">Percent of memory not available to new work.</param>
/// <param name="NetworkIn">Bytes per second received on all interfaces but loopback, since the reading before.</param>
/// <param name="NetworkOut">Bytes per second sent.</param>
/// <param name="FailedLogins">Failed log-ins since the reading before.</param>
public sealed record HostReading(
    DateTimeOffset Time, HostValue Load, HostValue MemoryUsed, HostValue NetworkIn, HostValue NetworkOut, HostValue FailedLogins);

/// <summary>The files by which a Linux machine tells of itself.</summary>
public interface IHostFiles
{
    /// <summary>A small file as text; null when it is not there or may not be read.</summary>
    string? Text(string path);

    /// <summary>Length in bytes of a file that may be read; null otherwise.</summary>
    long? Length(string path);

    /// <summary>At most <paramref name="count"/> bytes from an offset on; null when it may not be read.</summary>
    byte[]? Bytes(string path, long offset, int count);
}
