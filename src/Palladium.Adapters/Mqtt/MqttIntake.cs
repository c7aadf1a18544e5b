using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Palladium.Records;

namespace Palladium.Adapters.Mqtt;

/// <summary>
/// The MQTT broker inside the node (3.1.1 and 5). It takes messages in; it passes none on from one client to another, and
/// retains none. What a subscriber gets is only what the node itself sends with <see cref="SendAsync"/>. A refused message is
/// acknowledged with its reason in MQTT 5; 3.1.1 has no way to say it, so there it is acknowledged and shown here.
/// </summary>
public sealed class MqttIntake : IAsyncDisposable
{
    private const string Principal = "palladium.principal";
    private const string User = "palladium.user";
    private const string Own = "palladium.own";

    // Of a packet beside its payload: topic, properties, and all of a CONNECT.
    private const int RoomForTopic = 8 * 1024;

    private readonly MqttIntakeOptions _options;
    private readonly MqttReceive _receive;
    private readonly TimeProvider _time;
    private readonly MqttServer _server;
    private readonly MqttClientOwners _owners = new();
    private readonly object _own = new();
    private long _accepted;
    private long _refused;

    private MqttIntake(MqttIntakeOptions options, MqttReceive receive, TimeProvider time)
    {
        _options = options;
        _receive = receive;
        _time = time;
        var listener = new MqttListener(
            new IPEndPoint(options.Address, options.Port), options.MaxPayload + RoomForTopic,
            () => Refuse("", new Refusal("packet", "mqtt.packet.too-large", $"A packet may have {options.MaxPayload + RoomForTopic} bytes; the connection was ended.")));
        _server = new MqttServerFactory().CreateMqttServer(
            new MqttServerOptionsBuilder().WithDefaultEndpoint().WithPersistentSessions(false).Build(), [listener]);
        _server.ValidatingConnectionAsync += ValidateAsync;
        _server.InterceptingPublishAsync += PublishAsync;
        _server.InterceptingSubscriptionAsync += SubscribeAsync;
        _server.ClientConnectedAsync += e => _owners.Connected(e.ClientId);
        _server.ClientDisconnectedAsync += e => _owners.Disconnected(e.ClientId);
    }

    /// <summary>Messages taken in since the start.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Connections, messages and subscriptions refused since the start.</summary>
    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>Starts listening.</summary>
    /// <returns>The running broker; or <c>mqtt.port.taken</c> where the port can't be opened. Dispose it to stop.</returns>
    public static async Task<Outcome<MqttIntake>> StartAsync(MqttIntakeOptions options, MqttReceive receive, TimeProvider time)
    {
        var intake = new MqttIntake(options, receive, time);
        try
        {
            await intake._server.StartAsync().ConfigureAwait(false);
            return intake;
        }
        catch (SocketException e)
        {
            intake._server.Dispose();
            return new Refusal("mqtt.port", "mqtt.port.taken", string.Create(
                CultureInfo.InvariantCulture, $"MQTT cannot listen on {options.Address} port {options.Port}: {e.SocketErrorCode}."));
        }
    }

    /// <summary>Sends to those who were permitted to subscribe. The caller has passed the gate.</summary>
    public Task SendAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        _server.InjectApplicationMessage(
            new InjectedMqttApplicationMessage(new MqttApplicationMessage { Topic = topic, Payload = new ReadOnlySequence<byte>(payload) })
            {
                CustomSessionItems = new Dictionary<string, object> { [Own] = _own },
            },
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted)
        {
            await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
        }

        _server.Dispose();
    }

    private async Task ValidateAsync(ValidatingConnectionEventArgs connection)
    {
        connection.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
        var principal = string.IsNullOrEmpty(connection.UserName) || string.IsNullOrEmpty(connection.Password)
            ? null
            : await _options.Authenticate(connection.UserName, connection.Password, connection.CancellationToken).ConfigureAwait(false);
        if (principal is null)
        {
            Refuse("", new Refusal("CONNECT", "mqtt.not-authenticated", "User name and password name nobody who may connect."));
            return;
        }

        if (string.IsNullOrEmpty(connection.ClientId))
        {
            connection.AssignedClientIdentifier = Guid.NewGuid().ToString("N");
        }
        else if (!_owners.MayUse(connection.ClientId, principal))
        {
            connection.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            Refuse(principal, new Refusal("CONNECT/client-id", "mqtt.client-id.taken", "The client id is in use by somebody else."));
            return;
        }

        connection.SessionItems[Principal] = principal;
        connection.SessionItems[User] = connection.UserName;
        connection.ReasonCode = MqttConnectReasonCode.Success;
    }

    private async Task PublishAsync(InterceptingPublishEventArgs publish)
    {
        // What the node sends itself comes by here as well; no client can hold this object.
        if (ReferenceEquals(publish.SessionItems[Own], _own))
        {
            return;
        }

        // Nothing goes from client to client, and thus nothing is retained.
        publish.ProcessPublish = false;
        var principal = PrincipalOf(publish.SessionItems, publish.UserName);
        var message = publish.ApplicationMessage;
        var refusal = principal is null
            ? new Refusal("PUBLISH", "mqtt.not-authenticated", "The session belongs to nobody who may publish.")
            : message.Payload.Length > _options.MaxPayload
                ? new Refusal("PUBLISH/payload", "mqtt.payload.too-large", $"A payload may have {_options.MaxPayload} bytes.")
                : await _receive(
                    principal, message.Topic, message.Payload.IsSingleSegment ? message.Payload.First : message.Payload.ToArray(),
                    _time.GetUtcNow(), publish.CancellationToken).ConfigureAwait(false);
        if (refusal is null)
        {
            Interlocked.Increment(ref _accepted);
            return;
        }

        publish.Response.ReasonCode = principal is null ? MqttPubAckReasonCode.NotAuthorized
            : refusal.Rule.StartsWith("mqtt.payload", StringComparison.Ordinal) ? MqttPubAckReasonCode.QuotaExceeded
            : refusal.Field.StartsWith('/') ? MqttPubAckReasonCode.PayloadFormatInvalid
            : MqttPubAckReasonCode.ImplementationSpecificError;
        publish.Response.ReasonString = refusal.ToString();
        Refuse(principal ?? "", refusal);
    }

    private async Task SubscribeAsync(InterceptingSubscriptionEventArgs subscription)
    {
        subscription.ProcessSubscription = false;
        var principal = PrincipalOf(subscription.SessionItems, subscription.UserName);
        var filter = subscription.TopicFilter.Topic;
        if (principal is not null
            && await _options.MaySubscribe(principal, filter, subscription.CancellationToken).ConfigureAwait(false))
        {
            subscription.ProcessSubscription = true;
            return;
        }

        var refusal = new Refusal("SUBSCRIBE", "mqtt.subscribe.denied", "This principal may not subscribe to this topic filter.");
        subscription.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        subscription.ReasonString = refusal.ToString();
        Refuse(principal ?? "", refusal);
    }

    // The library keeps items with the session, which a later connection could take over: user names must agree as well.
    private static string? PrincipalOf(System.Collections.IDictionary items, string? user) =>
        items[User] is string known && known == user ? items[Principal] as string : null;

    private void Refuse(string principal, Refusal refusal)
    {
        Interlocked.Increment(ref _refused);
        _options.Refused(principal, refusal);
    }
}
