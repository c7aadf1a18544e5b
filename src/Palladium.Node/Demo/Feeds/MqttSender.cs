using System.Globalization;
using MQTTnet;
using MQTTnet.Protocol;

namespace Palladium.Node.Demo.Feeds;

/// <summary>A gateway of sensors, as an integrator would build one: connects to a node's broker with a token and publishes readings.</summary>
internal sealed class MqttSender(int port, string token, string clientId) : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly SemaphoreSlim _connecting = new(1, 1);

    /// <summary>Publishes one reading; returns when the node confirmed that it is stored, or throws when it is not there.</summary>
    public async Task<bool> SendAsync(string source, double value, DateTimeOffset time, CancellationToken cancellation)
    {
        await ConnectAsync(cancellation);
        var payload = string.Create(
            CultureInfo.InvariantCulture, $$"""{"value":{{value:0.###}},"time":"{{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}}Z"}""");
        var result = await _client.PublishStringAsync($"palladium/{source}", payload, MqttQualityOfServiceLevel.AtLeastOnce, false, cancellation);
        return result.IsSuccess;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync();
        }

        _client.Dispose();
        _connecting.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        if (_client.IsConnected)
        {
            return;
        }

        await _connecting.WaitAsync(cancellation);
        try
        {
            if (!_client.IsConnected)
            {
                await _client.ConnectAsync(
                    new MqttClientOptionsBuilder()
                        .WithTcpServer("127.0.0.1", port)
                        .WithCredentials(clientId, token)
                        .WithClientId(clientId)
                        .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
                        .Build(),
                    cancellation);
            }
        }
        finally
        {
            _connecting.Release();
        }
    }
}
