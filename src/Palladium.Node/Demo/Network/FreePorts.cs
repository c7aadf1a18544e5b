using System.Net;
using System.Net.Sockets;

namespace Palladium.Node.Demo.Network;

/// <summary>Finds ports on loopback that nobody listens on: the wanted one, or the next that is free.</summary>
internal sealed class FreePorts
{
    private readonly HashSet<int> _given = [];

    /// <summary>The wanted port or the next free one above it, never the same twice.</summary>
    public int From(int wanted)
    {
        for (var port = wanted; port < 65_536; port++)
        {
            if (!_given.Contains(port) && IsFree(port))
            {
                _given.Add(port);
                return port;
            }
        }

        throw new InvalidOperationException($"No port is free from {wanted} up.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.ExclusiveAddressUse = true;
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
