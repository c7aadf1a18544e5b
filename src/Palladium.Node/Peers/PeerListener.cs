using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Palladium.Federation.Charter;
using Palladium.Federation.Keys;
using Palladium.Federation.Release;
using Palladium.Records;

namespace Palladium.Node.Peers;

/// <summary>
/// The peer port: a server of its own beside the node's API, so that neither reaches what the other serves. TLS asks for the
/// client's key and ends the handshake when no member of the charter has it.
/// </summary>
internal sealed class PeerListener : IAsyncDisposable
{
    /// <summary>Largest message in either direction.</summary>
    public const int MaxMessageBytes = 32 << 20;

    private readonly Dictionary<string, MemberId> _pins;
    private readonly IPeerReceiver _receiver;
    private readonly WebApplication _app;

    public PeerListener(
        NetworkCharter charter, MemberId self, NodeKeys keys, IPEndPoint endPoint, IPeerReceiver receiver, ILoggerFactory logging)
    {
        _pins = charter.Members.Where(m => m.Id != self).ToDictionary(m => m.Keys.Transport, m => m.Id);
        _receiver = receiver;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logging);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxMessageBytes;
            kestrel.Limits.MaxConcurrentConnections = (8 * charter.Members.Count) + 16;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.Http2.MaxStreamsPerConnection = 16;
            kestrel.Listen(endPoint, listener =>
            {
                listener.Protocols = HttpProtocols.Http2;
                listener.UseHttps(https =>
                {
                    https.ServerCertificate = keys.Transport;
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.HandshakeTimeout = TimeSpan.FromSeconds(5);
                    https.ClientCertificateValidation = (certificate, _, _) => Knows(certificate);
                });
            });
        });
        _app = builder.Build();
        _app.UseRouting();
        _app.MapPost("/peer/v1/logs/{author}/head", (HttpContext http, string author) => TakeAsync<LogSection>(
            http, (peer, section) => _receiver.PushAsync(peer, author, section, http.RequestAborted), a => StatusOf(a.Refusal)));
        _app.MapPost("/peer/v1/releases", ReleasesAsync);
        _app.MapPost("/peer/v1/release-requests", RequestAsync);
        _app.MapPost("/peer/v1/charter", CharterAsync);
        _app.MapGet("/peer/v1/charter", OfferedCharterAsync);
        _app.MapGet("/peer/v1/logs/{author}/entries", PullAsync);
        _app.MapGet("/peer/v1/status", async (HttpContext http) =>
        {
            if (Member(http) is { } peer)
            {
                await http.Response.WriteAsJsonAsync(_receiver.Status(peer), PeerJson.Options);
            }
        });
        _app.UseEndpoints(_ => { });
    }

    /// <summary>The port that is listened on, once started (0 in the configuration becomes some port).</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public Task StartAsync(CancellationToken cancellation) => _app.StartAsync(cancellation);

    public Task StopAsync(CancellationToken cancellation) => _app.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private bool Knows(X509Certificate2 certificate)
    {
        if (_pins.ContainsKey(TransportPin.Of(certificate)))
        {
            return true;
        }

        _receiver.Refused(null, new Refusal("certificate", "peer.unknown-key", "No member of the charter has the key of this connection."));
        return false;
    }

    // The handshake let only members in; asked again per request, since every way in ends in deny.
    private MemberId? Member(HttpContext http)
    {
        if (http.Connection.ClientCertificate is { } certificate && _pins.TryGetValue(TransportPin.Of(certificate), out var member))
        {
            return member;
        }

        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return null;
    }

    private Task TakeAsync<TMessage>(HttpContext http, Func<MemberId, TMessage, Task<PushAnswer>> take, Func<PushAnswer, int> status) =>
        TakeAsync<TMessage, PushAnswer>(http, take, status);

    private async Task TakeAsync<TMessage, TAnswer>(
        HttpContext http, Func<MemberId, TMessage, Task<TAnswer>> take, Func<TAnswer, int> status)
    {
        if (Member(http) is { } peer && await ReadAsync<TMessage>(http, peer) is { } message)
        {
            var answer = await take(peer, message);
            http.Response.StatusCode = status(answer);
            await http.Response.WriteAsJsonAsync(answer, PeerJson.Options, http.RequestAborted);
        }
    }

    private Task ReleasesAsync(HttpContext http) => TakeAsync<ReleaseMessage, ReleaseAnswer>(
        http, (peer, message) => _receiver.ReleaseAsync(peer, message, http.RequestAborted), answer => StatusOf(answer.Push.Refusal));

    private async Task RequestAsync(HttpContext http)
    {
        if (Member(http) is { } peer && await ReadAsync<RequestMessage>(http, peer) is { } message)
        {
            // A lease is open for long and its rows go out one by one.
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await _receiver.RequestAsync(peer, message, http.Response, http.RequestAborted);
        }
    }

    private async Task CharterAsync(HttpContext http)
    {
        if (Member(http) is { } peer)
        {
            using var buffer = new MemoryStream();
            await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
            var refusal = await _receiver.CharterAsync(peer, buffer.ToArray(), http.RequestAborted);
            http.Response.StatusCode = refusal is null ? StatusCodes.Status204NoContent : StatusCodes.Status422UnprocessableEntity;
        }
    }

    private async Task OfferedCharterAsync(HttpContext http)
    {
        if (Member(http) is not { } peer)
        {
            return;
        }

        if (_receiver.OfferedCharter(peer) is { } offer)
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(offer, http.RequestAborted);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task PullAsync(HttpContext http, string author)
    {
        if (Member(http) is not { } peer)
        {
            return;
        }

        var (from, max) = (http.Request.Query["from"].ToString(), http.Request.Query["max"].ToString());
        if (long.TryParse(from, out var first) && int.TryParse(max, out var count) && first >= 0 && count is > 0 and <= 65_536
            && _receiver.Pull(peer, author, first, count) is { } section)
        {
            await http.Response.WriteAsJsonAsync(section, PeerJson.Options, http.RequestAborted);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task<T?> ReadAsync<T>(HttpContext http, MemberId peer)
    {
        try
        {
            if (await http.Request.ReadFromJsonAsync<T>(PeerJson.Options, http.RequestAborted) is { } message)
            {
                return message;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Refused below.
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            _receiver.Refused(peer, new Refusal("body", "message.too-large", e.Message));
            http.Response.StatusCode = e.StatusCode;
            return default;
        }

        var refusal = new Refusal("body", "message.malformed", "This is not the message that is expected here.");
        _receiver.Refused(peer, refusal);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        await http.Response.WriteAsJsonAsync(WireRefusal.Of(refusal), PeerJson.Options, http.RequestAborted);
        return default;
    }

    private static int StatusOf(WireRefusal? refusal) => refusal switch
    {
        null => StatusCodes.Status200OK,
        { Rule: "push.gap" } => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}

/// <summary>What the listener hands messages to.</summary>
internal interface IPeerReceiver
{
    Task<PushAnswer> PushAsync(MemberId peer, string author, LogSection section, CancellationToken cancellation);

    Task<ReleaseAnswer> ReleaseAsync(MemberId peer, ReleaseMessage message, CancellationToken cancellation);

    Task RequestAsync(MemberId peer, RequestMessage message, HttpResponse response, CancellationToken cancellation);

    LogSection? Pull(MemberId peer, string author, long from, int max);

    StatusAnswer Status(MemberId peer);

    Task<Refusal?> CharterAsync(MemberId peer, ReadOnlyMemory<byte> offer, CancellationToken cancellation);

    /// <summary>What a peer that lacks it needs to adopt the charter in force here; null when this node lacks a part of it.</summary>
    byte[]? OfferedCharter(MemberId peer);

    void Refused(MemberId? peer, Refusal refusal);
}
