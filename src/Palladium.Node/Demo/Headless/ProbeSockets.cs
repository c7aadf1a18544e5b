using System.Globalization;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Palladium.Node.Demo.Network;

namespace Palladium.Node.Demo.Headless;

/// <summary>The ports for sensors and positions, asked to speak instead of to listen.</summary>
internal sealed class ProbeSockets(DemoNetwork network, DemoNode member, ProbeClient client, ProbeLedger ledger, TimeProvider clock)
{
    private const string Mqtt = "MQTT subscription";
    private const string Cot = "Cursor-on-Target";

    private static readonly string[] Topics = ["#", "palladium/#", "$SYS/#", "+/+"];
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);

    /// <summary>Subscribes everywhere to everything and listens until cancelled; tries again when it was sent away.</summary>
    public Task ListenAsync(CancellationToken cancellation) => Task.WhenAll(
        from node in network.Nodes
        from password in (string?[])[null, member.FieldToken]
        select SubscribeAsync(node, password, cancellation));

    /// <summary>A ping to every node, with and without our token, and a second of listening.</summary>
    public async Task PositionsAsync(CancellationToken cancellation)
    {
        foreach (var node in network.Nodes)
        {
            foreach (var auth in (string[])["", $"<auth><cot username=\"probe\" password=\"{member.FieldToken}\"/></auth>"])
            {
                var now = clock.GetUtcNow();
                var ping = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{auth}<event version=\"2.0\" uid=\"probe-ping\" type=\"t-x-c-t\" how=\"m-g\" time=\"{now:yyyy-MM-ddTHH:mm:ssZ}\" start=\"{now:yyyy-MM-ddTHH:mm:ssZ}\" stale=\"{now.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}\"><point lat=\"0\" lon=\"0\" hae=\"0\" ce=\"9999999\" le=\"9999999\"/><detail/></event>");
                await client.TalkAsync(Cot, node.Ports.Cot, Encoding.UTF8.GetBytes(ping), TimeSpan.FromSeconds(1), "", cancellation);
            }
        }
    }

    private async Task SubscribeAsync(DemoNode node, string? password, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            using var mqtt = new MqttClientFactory().CreateMqttClient();
            mqtt.ApplicationMessageReceivedAsync += message =>
            {
                ledger.Received(Mqtt, [.. Encoding.UTF8.GetBytes(message.ApplicationMessage.Topic), (byte)'\n', .. System.Buffers.BuffersExtensions.ToArray(message.ApplicationMessage.Payload)]);
                return Task.CompletedTask;
            };
            try
            {
                await OnceAsync(mqtt, node.Ports.Mqtt, password, cancellation);
                await Task.Delay(Again, clock, cancellation);
                await mqtt.DisconnectAsync(cancellationToken: cancellation);
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttClientNotConnectedException or OperationCanceledException)
            {
                // Refused, sent away, or the node is down.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OnceAsync(IMqttClient mqtt, int port, string? password, CancellationToken cancellation)
    {
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", port)
            .WithClientId($"probe-{Guid.NewGuid():n}")
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500);
        if (password is not null)
        {
            options = options.WithCredentials("probe", password);
        }

        ledger.Tried(Mqtt);
        try
        {
            var connected = await mqtt.ConnectAsync(options.Build(), cancellation);
            ledger.Received(Mqtt, Encoding.UTF8.GetBytes($"{connected.ReasonString} {connected.ResponseInformation} {Told(connected.UserProperties)}"));
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
            {
                ledger.Denied(Mqtt);
                return;
            }
        }
        catch (Exception e) when (e is MqttCommunicationException)
        {
            if (e.InnerException is not System.Net.Sockets.SocketException)
            {
                ledger.Denied(Mqtt);
            }

            throw;
        }

        foreach (var topic in Topics)
        {
            ledger.Tried(Mqtt);
            try
            {
                var answer = await mqtt.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, cancellation);
                ledger.Received(Mqtt, Encoding.UTF8.GetBytes($"{answer.ReasonString} {Told(answer.UserProperties)}"));
                if (answer.Items.All(item => (int)item.ResultCode >= 0x80))
                {
                    ledger.Denied(Mqtt);
                }
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttClientNotConnectedException)
            {
                ledger.Denied(Mqtt);
                throw;
            }
        }
    }

    private static string Told(IEnumerable<MqttUserProperty>? properties) =>
        string.Join(' ', (properties ?? []).Select(property => $"{property.Name}={property.ReadValueAsString()}"));
}
