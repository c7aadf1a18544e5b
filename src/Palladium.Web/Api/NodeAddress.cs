using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Palladium.Web.Api;

/// <summary>Where the node's own HTTP interface is: the configured address, or the first plain one that the host listens on.</summary>
internal sealed class NodeAddress(IServer server, IOptions<PalladiumConsoleOptions> options)
{
    public Uri Resolve()
    {
        if (options.Value.NodeAddress is { } configured)
        {
            return configured;
        }

        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(text => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ?? addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The node listens on no address; set PalladiumConsoleOptions.NodeAddress.");
        return new Uri(address.Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal));
    }
}
