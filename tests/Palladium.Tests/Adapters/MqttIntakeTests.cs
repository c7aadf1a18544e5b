using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Palladium.Adapters.Mqtt;
using Palladium.Records;
using Palladium.Standards.Observations;

namespace Palladium.Tests.Adapters;

public sealed class MqttIntakeTests
{
    private static readonly byte[] Reading = "{\"value\":2.41,\"time\":\"2026-11-23T17:00:00Z\",\"unit\":\"m\"}"u8.ToArray();

    private readonly List<(string Principal, string Topic, string Payload)> _received = [];
    private readonly List<(string Principal, Refusal Refusal)> _refused = [];

    [Fact]
    public async Task A_reading_is_acknowledged_after_it_was_taken_in_and_names_its_principal()
    {
        var durable = new TaskCompletionSource();
        await using var intake = await StartAsync(async () => await durable.Task);
        using var client = await ConnectAsync(intake.Port);
        var publishing = client.PublishAsync(Message("palladium/level-1", Reading));
        await WaitAsync(() => _received.Count == 1);
        Assert.False(publishing.IsCompleted);
        durable.SetResult();
        Assert.Equal(MqttClientPublishReasonCode.Success, (await publishing).ReasonCode);
        Assert.Equal(("port-authority", "palladium/level-1", Encoding.UTF8.GetString(Reading)), Assert.Single(_received));
    }

    [Fact]
    public async Task A_refused_reading_tells_the_field_in_its_reason()
    {
        await using var intake = await StartAsync();
        using var client = await ConnectAsync(intake.Port);
        var result = await client.PublishAsync(Message("palladium/level-1", "{\"value\":\"high\"}"u8.ToArray()));
        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, result.ReasonCode);
        Assert.Contains("/value", result.ReasonString, StringComparison.Ordinal);
        Assert.Equal("value.not-a-number", Assert.Single(_refused).Refusal.Rule);
    }

    [Theory]
    [InlineData("port", "wrong")]
    [InlineData("nobody", "token")]
    [InlineData(null, null)]
    public async Task Who_is_not_known_does_not_connect(string? user, string? password)
    {
        await using var intake = await StartAsync();
        using var client = new MqttClientFactory().CreateMqttClient();
        var result = await client.ConnectAsync(Options(intake.Port, user, password, "c"));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, result.ResultCode);
        Assert.Equal("mqtt.not-authenticated", Assert.Single(_refused).Refusal.Rule);
    }

    [Fact]
    public async Task By_default_nobody_connects()
    {
        var port = FreePort();
        await using var intake = (await MqttIntake.StartAsync(
            new MqttIntakeOptions { Port = port }, (_, _, _, _, _) => new((Refusal?)null), TimeProvider.System)).Value;
        using var client = new MqttClientFactory().CreateMqttClient();
        Assert.NotEqual(MqttClientConnectResultCode.Success, (await client.ConnectAsync(Options(port, "port", "token", "c"))).ResultCode);
    }

    [Fact]
    public async Task A_subscription_that_nobody_permits_is_denied_and_gets_nothing()
    {
        await using var intake = await StartAsync(maySubscribe: (_, filter) => filter == "alerts/own");
        using var client = await ConnectAsync(intake.Port);
        var heard = new List<string>();
        client.ApplicationMessageReceivedAsync += e =>
        {
            lock (heard)
            {
                heard.Add(e.ApplicationMessage.Topic);
            }

            return Task.CompletedTask;
        };
        var denied = await client.SubscribeAsync("#");
        var permitted = await client.SubscribeAsync("alerts/own");
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, Assert.Single(denied.Items).ResultCode);
        Assert.True(Assert.Single(permitted.Items).ResultCode <= MqttClientSubscribeResultCode.GrantedQoS2);
        await client.PublishAsync(Message("palladium/level-1", Reading));
        await intake.Intake.SendAsync("alerts/other", "x"u8.ToArray(), default);
        await intake.Intake.SendAsync("alerts/own", "x"u8.ToArray(), default);
        await WaitAsync(() => heard.Count > 0);
        Assert.Equal(["alerts/own"], heard);
    }

    [Fact]
    public async Task A_message_is_neither_passed_on_nor_retained()
    {
        await using var intake = await StartAsync(maySubscribe: (_, _) => true);
        using var sender = await ConnectAsync(intake.Port);
        using var listener = await ConnectAsync(intake.Port, "listener");
        var heard = new List<string>();
        listener.ApplicationMessageReceivedAsync += e =>
        {
            lock (heard)
            {
                heard.Add(e.ApplicationMessage.Topic);
            }

            return Task.CompletedTask;
        };
        await listener.SubscribeAsync("#");
        var message = Message("palladium/level-1", Reading);
        message.Retain = true;
        await sender.PublishAsync(message);
        await listener.UnsubscribeAsync("#");
        await listener.SubscribeAsync("#");
        await intake.Intake.SendAsync("last", "x"u8.ToArray(), default);
        await WaitAsync(() => heard.Contains("last"));
        Assert.Equal(["last"], heard);
        Assert.Single(_received);
    }

    [Fact]
    public async Task A_payload_over_the_limit_is_refused()
    {
        await using var intake = await StartAsync();
        using var client = await ConnectAsync(intake.Port);
        var result = await client.PublishAsync(Message("palladium/level-1", new byte[2000]));
        Assert.Equal(MqttClientPublishReasonCode.QuotaExceeded, result.ReasonCode);
        Assert.Empty(_received);
    }

    [Fact]
    public async Task A_packet_that_announces_far_more_ends_the_connection_before_it_is_read_or_anybody_signed_in()
    {
        await using var intake = await StartAsync();
        using var good = await ConnectAsync(intake.Port);
        using var bad = new TcpClient();
        await bad.ConnectAsync("127.0.0.1", intake.Port, TestContext.Current.CancellationToken);

        // A CONNECT of 256 MB: type 1, and the largest length that four bytes can say.
        await bad.GetStream().WriteAsync(new byte[] { 0x10, 0xff, 0xff, 0xff, 0x7f }, TestContext.Current.CancellationToken);

        Assert.Equal(0, await bad.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        await WaitAsync(() => _refused.Count == 1);
        Assert.Equal("mqtt.packet.too-large", _refused[0].Refusal.Rule);
        await good.PublishAsync(Message("palladium/level-1", Reading));
        Assert.Single(_received);

        // After signing in as well.
        await Assert.ThrowsAnyAsync<Exception>(() => good.PublishAsync(Message("palladium/level-1", new byte[20_000])));
        Assert.Single(_received);
    }

    [Fact]
    public async Task Nobody_takes_over_the_client_id_of_somebody_else()
    {
        await using var intake = await StartAsync();
        using var first = await ConnectAsync(intake.Port, "pump-1");
        using var other = new MqttClientFactory().CreateMqttClient();
        var result = await other.ConnectAsync(Options(intake.Port, "bus", "token", "pump-1"));
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, result.ResultCode);
        Assert.True(first.IsConnected);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_client_without_a_client_id_gets_one_and_two_of_them_do_not_meet(MqttProtocolVersion version)
    {
        await using var intake = await StartAsync();
        using var one = new MqttClientFactory().CreateMqttClient();
        using var two = new MqttClientFactory().CreateMqttClient();
        foreach (var (client, user) in new[] { (one, "port"), (two, "bus") })
        {
            var result = await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", intake.Port).WithClientId("")
                .WithCleanSession().WithProtocolVersion(version).WithTimeout(TimeSpan.FromSeconds(5)).WithCredentials(user, "token").Build());
            Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        }

        await one.PublishAsync(Message("palladium/level-1", Reading));
        await two.PublishAsync(Message("palladium/level-2", Reading));

        Assert.Equal([("port-authority", "palladium/level-1"), ("transit", "palladium/level-2")], _received.Select(message => (message.Principal, message.Topic)));
    }

    [Fact]
    public async Task Where_taking_in_fails_there_is_no_acknowledgement()
    {
        await using var intake = await StartAsync(() => throw new IOException("disk"));
        using var client = await ConnectAsync(intake.Port);
        await Assert.ThrowsAnyAsync<Exception>(() => client.PublishAsync(Message("palladium/level-1", Reading)));
        Assert.Equal(0, intake.Intake.Accepted);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0) { ExclusiveAddressUse = true };
        taken.Start();
        var started = await MqttIntake.StartAsync(
            new MqttIntakeOptions { Port = ((IPEndPoint)taken.LocalEndpoint).Port }, (_, _, _, _, _) => new((Refusal?)null), TimeProvider.System);
        Assert.Equal("mqtt.port.taken", started.Refusal?.Rule);
    }

    [Fact]
    public async Task The_client_of_mosquitto_gets_a_reading_in()
    {
        const string Program = "/usr/bin/mosquitto_pub";
        Assert.SkipUnless(File.Exists(Program), "mosquitto_pub is not installed");
        await using var intake = await StartAsync();
        using var process = Process.Start(Program,
        [
            "-h", "127.0.0.1", "-p", intake.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-u", "port", "-P", "token", "-i", "level-1",
            "-q", "1", "-t", "palladium/level-1", "-m", Encoding.UTF8.GetString(Reading),
        ]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("palladium/level-1", Assert.Single(_received).Topic);
    }

    private sealed record Started(MqttIntake Intake, int Port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Intake.DisposeAsync();
    }

    private async Task<Started> StartAsync(Func<Task>? before = null, Func<string, string, bool>? maySubscribe = null)
    {
        var port = FreePort();
        var options = new MqttIntakeOptions
        {
            Port = port,
            MaxPayload = 1024,
            Authenticate = (user, password, _) => new(
                password != "token" ? null : user == "port" ? "port-authority" : user == "bus" ? "transit" : null),
            MaySubscribe = (principal, filter, _) => new(maySubscribe?.Invoke(principal, filter) ?? false),
            Refused = (principal, refusal) =>
            {
                lock (_refused)
                {
                    _refused.Add((principal, refusal));
                }
            },
        };
        var now = new DateTimeOffset(2026, 11, 23, 17, 0, 30, TimeSpan.Zero);
        var started = await MqttIntake.StartAsync(
            options,
            async (principal, topic, payload, _, _) =>
            {
                if (ObservationReader.ReadOne(payload, topic["palladium/".Length..], now).Refusal is { } refusal)
                {
                    return refusal;
                }

                lock (_received)
                {
                    _received.Add((principal, topic, Encoding.UTF8.GetString(payload.Span)));
                }

                await (before?.Invoke() ?? Task.CompletedTask);
                return null;
            },
            TimeProvider.System);
        return new Started(started.Value, port);
    }

    private static async Task<IMqttClient> ConnectAsync(int port, string clientId = "client")
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var result = await client.ConnectAsync(Options(port, "port", "token", clientId));
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        return client;
    }

    private static MqttClientOptions Options(int port, string? user, string? password, string clientId)
    {
        var builder = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(clientId)
            .WithProtocolVersion(MqttProtocolVersion.V500).WithTimeout(TimeSpan.FromSeconds(5));
        return (user is null ? builder : builder.WithCredentials(user, password)).Build();
    }

    private static MqttApplicationMessage Message(string topic, byte[] payload) =>
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitAsync(Func<bool> until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (!until())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
