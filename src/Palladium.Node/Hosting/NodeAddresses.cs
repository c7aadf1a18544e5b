using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Palladium.Node.Configuration;

namespace Palladium.Node.Hosting;

/// <summary>Where the node really listens, once it has started: port 0 in the configuration became some port.</summary>
public sealed class NodeAddresses(IServer server, NodeConfiguration configuration)
{
    /// <summary>The address of the console and API, <c>http://127.0.0.1:8080</c>, by which this machine reaches it.</summary>
    public string Http
    {
        get
        {
            var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(address =>
                address.StartsWith("http://", StringComparison.Ordinal));
            return (bound ?? $"http://{configuration.Listen.Address}:{configuration.Listen.HttpPort}")
                .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
                .Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
        }
    }
}
