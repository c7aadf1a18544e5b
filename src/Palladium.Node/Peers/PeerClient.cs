using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Palladium.Federation.Charter;
using Palladium.Federation.Keys;
using Palladium.Federation.Release;

namespace Palladium.Node.Peers;

/// <summary>Talks to one peer: HTTP/2 over TLS, our certificate shown, the peer's key pinned to the charter.</summary>
internal sealed class PeerClient : IDisposable
{
    private readonly HttpClient _http;

    public PeerClient(CharterMember peer, Uri address, NodeKeys keys)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(3),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            EnableMultipleHttp2Connections = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [keys.Transport],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => keys.Transport,

                // No authority vouches for anybody here: the key in the charter is all that counts.
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is X509Certificate2 shown && TransportPin.Of(shown) == peer.Keys.Transport,
            },
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = PeerListener.MaxMessageBytes,
        };
    }

    public Task<PushAnswer> PushAsync(string author, LogSection section, CancellationToken cancellation) =>
        PostAsync<LogSection, PushAnswer>($"peer/v1/logs/{author}/head", section, cancellation);

    public Task<ReleaseAnswer> ReleaseAsync(ReleaseMessage message, CancellationToken cancellation) =>
        PostAsync<ReleaseMessage, ReleaseAnswer>("peer/v1/releases", message, cancellation);

    public async Task<LogSection> PullAsync(string author, long from, int max, CancellationToken cancellation) =>
        await GetAsync<LogSection>($"peer/v1/logs/{author}/entries?from={from}&max={max}", cancellation);

    public Task<StatusAnswer> StatusAsync(CancellationToken cancellation) =>
        GetAsync<StatusAnswer>("peer/v1/status", cancellation);

    /// <summary>A request whose answer may be a stream: the caller owns the response.</summary>
    public async Task<HttpResponseMessage> RequestAsync(RequestMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "peer/v1/release-requests")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = JsonContent.Create(message, options: PeerJson.Options),
        };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>Offers a newer charter; the answer 422 means that the peer's own check refused it.</summary>
    public async Task OfferCharterAsync(byte[] offer, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(offer);
        using var response = await _http.PostAsync("peer/v1/charter", content, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the peer answered {(int)response.StatusCode}", null, response.StatusCode);
        }
    }

    /// <summary>What the peer would offer: its charters and its doctrine; null when it lacks a part itself.</summary>
    public async Task<byte[]?> CharterAsync(CancellationToken cancellation)
    {
        using var response = await _http.GetAsync("peer/v1/charter", cancellation);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => await response.Content.ReadAsByteArrayAsync(cancellation),
            HttpStatusCode.NotFound => null,
            _ => throw new HttpRequestException($"the peer answered {(int)response.StatusCode}", null, response.StatusCode),
        };
    }

    public void Dispose() => _http.Dispose();

    // 409 and 422 carry an answer of the same form: how much the peer has, and why it took no more.
    private async Task<TAnswer> PostAsync<TMessage, TAnswer>(string path, TMessage message, CancellationToken cancellation)
    {
        using var response = await _http.PostAsJsonAsync(path, message, PeerJson.Options, cancellation);
        return await ReadAsync<TAnswer>(response, cancellation);
    }

    private async Task<TAnswer> GetAsync<TAnswer>(string path, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(path, cancellation);
        return await ReadAsync<TAnswer>(response, cancellation);
    }

    private static async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity))
        {
            throw new HttpRequestException($"the peer answered {(int)response.StatusCode}", null, response.StatusCode);
        }

        return await response.Content.ReadFromJsonAsync<TAnswer>(PeerJson.Options, cancellation)
            ?? throw new HttpRequestException("the peer answered null");
    }
}
