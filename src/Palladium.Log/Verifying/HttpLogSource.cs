using System.Net;

namespace Palladium.Log;

/// <summary>A log behind a URL prefix. The client is the caller's: its timeouts and certificate rules apply.</summary>
public sealed class HttpLogSource : ILogSource
{
    // 256 leaves of the largest size.
    private const long Largest = 256L * (2 + EntryBundle.MaximumLeaf);
    private readonly HttpClient _client;
    private readonly string _prefix;

    /// <summary>Reads below a prefix, with or without a slash at its end.</summary>
    public HttpLogSource(HttpClient client, Uri prefix)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(prefix);
        _client = client;
        _prefix = prefix.AbsoluteUri.TrimEnd('/');
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        using var response = await _client.GetAsync(
            new Uri($"{_prefix}/{path}"), HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(Largest, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }
}
