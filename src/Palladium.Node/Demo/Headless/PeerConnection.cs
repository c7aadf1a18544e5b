using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Palladium.Federation.Keys;

namespace Palladium.Node.Demo.Headless;

/// <summary>A way to a node's peer port with a certificate of one's choice, for messages that no node of ours would send.</summary>
internal static class PeerConnection
{
    /// <param name="address">The peer port.</param>
    /// <param name="certificate">What is shown; stays the caller's.</param>
    /// <param name="pin">The node's key by the charter, so that nothing is told to anybody else.</param>
    public static HttpClient Open(Uri address, X509Certificate2 certificate, string pin) => new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(3),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = [certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 other && TransportPin.Of(other) == pin,
        },
    })
    {
        BaseAddress = address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(20),
    };
}
