namespace Palladium.Log;

/// <summary>Gives the hashes of complete subtrees, from which every proof is put together.</summary>
public interface ITreeHashes
{
    /// <summary>
    /// Hash over the leaves from <c>index * 2^level</c> up to, not including, <c>(index + 1) * 2^level</c>. All of them exist.
    /// </summary>
    /// <exception cref="LogDamagedException">The stored tile is missing or has a wrong length.</exception>
    ValueTask<TreeHash> ReadAsync(int level, long index, CancellationToken cancellation);
}
