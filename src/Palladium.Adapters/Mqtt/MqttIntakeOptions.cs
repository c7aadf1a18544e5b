using System.Net;
using Palladium.Records;

namespace Palladium.Adapters.Mqtt;

/// <summary>What the broker inside the node asks of the node. Everything that is not given denies.</summary>
public sealed record MqttIntakeOptions
{
    /// <summary>Where it listens. Loopback by default: MQTT here has no TLS of its own.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>
    /// Larger payloads are refused, in bytes. A packet that announces over 8 KiB more than that ends the connection before it is read.
    /// </summary>
    public int MaxPayload { get; init; } = 64 * 1024;

    /// <summary>
    /// User name and password (an access token) to the principal that the connection acts as, or null to refuse it. By default
    /// everybody is refused.
    /// </summary>
    public Func<string, string, CancellationToken, ValueTask<string?>> Authenticate { get; init; } = (_, _, _) => new((string?)null);

    /// <summary>Whether a principal may subscribe to a topic filter; wildcards come as they were written. By default nobody may.</summary>
    public Func<string, string, CancellationToken, ValueTask<bool>> MaySubscribe { get; init; } = (_, _, _) => new(false);

    /// <summary>Hears of every refusal, with the principal or the empty string. Must be quick and must not throw.</summary>
    public Action<string, Refusal> Refused { get; init; } = (_, _) => { };
}

/// <summary>
/// Takes in one message. It returns when the message is durable (QoS 1 is acknowledged only then) or says why it was
/// refused. Where it throws, the connection ends without acknowledgement, so that the sender sends again.
/// </summary>
/// <param name="principal">Who sent it, as the authenticator said.</param>
/// <param name="topic">The topic.</param>
/// <param name="payload">Only valid during the call.</param>
/// <param name="received">By the node's clock.</param>
/// <param name="cancellationToken">Ends with the connection.</param>
public delegate ValueTask<Refusal?> MqttReceive(
    string principal, string topic, ReadOnlyMemory<byte> payload, DateTimeOffset received, CancellationToken cancellationToken);
