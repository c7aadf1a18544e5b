using Palladium.Node.Configuration;
using Palladium.Node.Network;

namespace Palladium.Node.Alerts;

/// <summary>The CAP form of this network's alerts.</summary>
internal sealed class AlertCaps(NodeConfiguration configuration, NetworkDirectory network)
{
    public AlertCap Cap { get; } = new(configuration.Network, network.NameOf);
}
