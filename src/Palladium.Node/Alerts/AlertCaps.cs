using System.Text;
using Palladium.Node.Configuration;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Standards.Cap;

namespace Palladium.Node.Alerts;

/// <summary>The CAP form of this network's alerts.</summary>
internal sealed class AlertCaps(NodeConfiguration configuration, NetworkDirectory network)
{
    public const string MediaType = "application/cap+xml";

    public AlertCap Cap { get; } = new(configuration.Network, network.NameOf);

    /// <summary>An alert as XML: the original, byte for byte, where it came in as CAP.</summary>
    public byte[] DocumentOf(AlertState alert)
    {
        if (alert.Latest.Body.Cap is { } original)
        {
            return Encoding.UTF8.GetBytes(original);
        }

        return CapWriter.Write(Cap.Of(alert)).Accepted(out var xml, out var refusal)
            ? xml
            : throw new InvalidOperationException($"An alert could not be written as CAP: {refusal}");
    }
}
