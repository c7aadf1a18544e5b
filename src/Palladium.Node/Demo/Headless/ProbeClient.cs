using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Palladium.Node.Demo.Headless;

/// <summary>Asks over HTTP and hands everything that is answered, headers too, to the ledger. Paces itself, since the network works meanwhile.</summary>
internal sealed class ProbeClient(HttpClient http, ProbeLedger ledger, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(75);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The body of a successful answer; null for a denial or when nobody answers.</summary>
    /// <param name="route">Where it is counted.</param>
    /// <param name="uri">What is asked for.</param>
    /// <param name="token">A bearer token, or null.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<byte[]?> GetAsync(string route, Uri uri, string? token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await SendAsync(route, request, uri.OriginalString, cancellation);
    }

    public async Task<byte[]?> SendAsync(string route, HttpRequestMessage request, string asked, CancellationToken cancellation)
    {
        await Task.Delay(Pause, clock, cancellation);
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        ledger.Tried(route);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            ledger.Received(route, Encoding.UTF8.GetBytes($"{response.Headers}{response.Content.Headers}"), asked);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            ledger.Received(route, body, asked);
            if (IsDenial(response))
            {
                ledger.Denied(route);
                return null;
            }

            return body;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // The node is down, or ended the connection: nothing was received.
            return null;
        }
    }

    /// <summary>Follows an answer that does not end.</summary>
    public async Task FollowAsync(string route, HttpRequestMessage request, CancellationToken cancellation)
    {
        ledger.Tried(route);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (IsDenial(response))
            {
                ledger.Denied(route);
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await ledger.FollowAsync(route, body, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Ended by either side.
        }
    }

    /// <summary>Sends a path exactly as it is written, which a client library would first tidy up.</summary>
    public async Task RawAsync(string route, Uri node, string path, CancellationToken cancellation)
    {
        await Task.Delay(Pause, clock, cancellation);
        var answer = await TalkAsync(
            route, node.Port, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {node.Authority}\r\nConnection: close\r\n\r\n"), Patience, path, cancellation);
        var status = answer.Length > 12 ? Encoding.ASCII.GetString(answer, 9, 3) : "";
        if (status.StartsWith('4') || (status.StartsWith('3') && Encoding.UTF8.GetString(answer).Contains("/signin", StringComparison.Ordinal)))
        {
            ledger.Denied(route);
        }
    }

    /// <summary>Sends bytes and reads whatever comes for some time; everything is searched. Empty when the port does not answer.</summary>
    public async Task<byte[]> TalkAsync(
        string route, int port, ReadOnlyMemory<byte> words, TimeSpan listen, string asked, CancellationToken cancellation)
    {
        ledger.Tried(route);
        using var heard = new MemoryStream();
        using var until = new CancellationTokenSource(listen, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, until.Token);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, both.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(words, both.Token);
            await stream.CopyToAsync(heard, both.Token);
            if (heard.Length == 0)
            {
                ledger.Denied(route); // Hung up without a word.
            }
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // Down, reset, or still open when the time was over.
        }

        ledger.Received(route, heard.ToArray(), asked);
        return heard.ToArray();
    }

    private static bool IsDenial(HttpResponseMessage response) =>
        (int)response.StatusCode >= 400
        || ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location?.OriginalString.Contains("/signin", StringComparison.Ordinal) == true);
}
