namespace Palladium.Log;

/// <summary>Where a log's public files come from. What it gives is not trusted.</summary>
public interface ILogSource
{
    /// <summary>The file at a path below the log's prefix (<c>checkpoint</c> or a <see cref="TilePath"/>), or null when absent.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    /// <exception cref="HttpRequestException">It cannot be read now.</exception>
    ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellation);
}
