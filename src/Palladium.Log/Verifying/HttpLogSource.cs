using System.Net;

namespace Palladium.Log;

/// <summary>
/// A log behind a URL prefix. The client is the caller's: its certificate rules apply, and its timeout is that of a whole file
/// (<see cref="HttpClient"/> itself stops counting with the headers). Whatever goes wrong is an <see cref="HttpRequestException"/>.
/// </summary>
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
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_client.Timeout);
        try
        {
            using var response = await _client.GetAsync(
                new Uri($"{_prefix}/{path}"), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            await response.Content.LoadIntoBufferAsync(Largest, limit.Token);
            return await response.Content.ReadAsByteArrayAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{path} did not come within {_client.Timeout.TotalSeconds:0.#} s.");
        }
    }
}
