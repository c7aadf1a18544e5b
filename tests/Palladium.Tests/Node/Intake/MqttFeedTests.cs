using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Palladium.Tests.Node.Peers;

namespace Palladium.Tests.Node.Intake;

/// <summary>Readings over MQTT into a real node.</summary>
public sealed class MqttFeedTests
{
    [Fact]
    public async Task A_token_that_is_revoked_counts_no_more_on_a_connection_that_is_open()
    {
        var port = PeerNode.FreePorts(1)[0];
        await using var folder = await NodeFolder.WithDoctrineAsync();
        folder.Configure(text => text.Replace("mqtt_port = 0", $"mqtt_port = {port}", StringComparison.Ordinal));
        using var _ = await folder.StartAsync();
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithCredentials("gauge", folder.Token(NodeFolder.Sensor, "observations:write")).Build());
        Assert.Equal(MqttClientPublishReasonCode.Success, (await PublishAsync(client)).ReasonCode);

        Assert.True(folder.Stores!.People.RevokeToken(Assert.Single(folder.Stores.People.Tokens()).Id, "test"));

        MqttClientPublishResult result;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        do
        {
            result = await PublishAsync(client);
            timeout.Token.ThrowIfCancellationRequested();
        }
        while (result.ReasonCode == MqttClientPublishReasonCode.Success);

        Assert.Contains("mqtt.sender", result.ReasonString, StringComparison.Ordinal);
    }

    private static Task<MqttClientPublishResult> PublishAsync(IMqttClient client) => client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic($"palladium/{NodeFolder.Sensor}").WithPayload("{\"value\":1}")
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build());
}
