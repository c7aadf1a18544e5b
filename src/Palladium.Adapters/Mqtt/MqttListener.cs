using System.Net;
using System.Net.Sockets;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Server;

namespace Palladium.Adapters.Mqtt;

/// <summary>Takes the broker's connections: in place of the library's own listener, which knows no limit for a packet.</summary>
internal sealed class MqttListener(IPEndPoint at, int mostPacket, Action tooLarge) : IMqttServerAdapter
{
    private readonly CancellationTokenSource _stop = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <exception cref="SocketException">The port can't be opened.</exception>
    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        _listener = new TcpListener(at);
        _listener.Start();
        _accepting = AcceptAsync(_listener, logger);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener?.Stop();
        await _accepting.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, IMqttNetLogger logger)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(client, logger);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // That connection was over before it was taken; the next one may be good.
            }
        }
    }

    // The handler ends with the connection, and has dealt with whatever ended it.
    private async Task ServeAsync(TcpClient client, IMqttNetLogger logger)
    {
        using (client)
        {
            client.NoDelay = true;
            using var channel = new LimitedChannel(
                new MqttTcpChannel(client.GetStream(), client.Client.LocalEndPoint, client.Client.RemoteEndPoint, null), mostPacket, tooLarge);
            using var packets = new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(new MqttBufferWriter(4096, 65_535)), logger);
            using var named = new NamingChannelAdapter(packets);
            if (ClientHandler is { } handle)
            {
                await handle(named).ConfigureAwait(false);
            }
        }
    }
}
