namespace Palladium.Log;

/// <summary>
/// A log of which a prefix is no longer given out (C2SP tlog-tiles, Pruning): requests for tiles that the rule lets go are answered as
/// absent, and nothing is deleted. Only for logs with a policy that permits it; the minimum index of a member's own log is 0.
/// </summary>
/// <param name="whole">The log with everything.</param>
/// <param name="minimumIndex">First entry that is published; at most the size of the current checkpoint.</param>
public sealed class PrunedLogSource(ILogSource whole, long minimumIndex) : ILogSource
{
    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellation) =>
        TilePath.TryParse(path, out var tile) && tile.MayBePruned(minimumIndex)
            ? ValueTask.FromResult<byte[]?>(null)
            : whole.ReadAsync(path, cancellation);
}
