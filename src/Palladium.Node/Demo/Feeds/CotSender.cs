using System.Net.Sockets;
using System.Text;
using Palladium.Records.Scene;
using Palladium.Standards.Cot;

namespace Palladium.Node.Demo.Feeds;

/// <summary>Sends positions to a node as a TAK app does: signs in with a token, then one event after another over one connection.</summary>
internal sealed class CotSender(int port, string token) : IDisposable
{
    private TcpClient? _client;

    /// <summary>Sends the positions; throws when the node is not there.</summary>
    public async Task SendAsync(IReadOnlyList<UnitPosition> positions, CancellationToken cancellation)
    {
        try
        {
            var stream = await ConnectAsync(cancellation);
            foreach (var position in positions)
            {
                await stream.WriteAsync(Event(position), cancellation);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken cancellation)
    {
        if (_client is { Connected: true } open)
        {
            return open.GetStream();
        }

        Dispose();
        _client = new TcpClient { NoDelay = true };
        await _client.ConnectAsync("127.0.0.1", port, cancellation);
        var stream = _client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"<auth><cot username=\"field\" password=\"{token}\"/></auth>"), cancellation);
        return stream;
    }

    private static byte[] Event(UnitPosition position)
    {
        var type = position.Kind switch
        {
            "bus" => "a-f-G-E-V-C",
            "ambulance" => "a-f-G-E-V-m",
            _ => "a-f-G-E-V",
        };
        var outcome = CotWriter.Write(new CotEvent(
            position.Unit, type, position.Time, position.Time, position.Stale, "m-g", position.Place)
        {
            Callsign = position.Callsign,
            Course = position.Heading,
            Speed = position.Speed,
            Feed = position.Feed,
            Remarks = $"unit: {position.Kind}",
        });
        return outcome.Accepted(out var bytes, out var refusal)
            ? bytes
            : throw new InvalidOperationException($"A position could not be written: {refusal}");
    }
}
