namespace Palladium.Tests.Node;

/// <summary>The clock of this machine, set forward by as much as the test says. Timers run as they do.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Forward { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Forward;
}
