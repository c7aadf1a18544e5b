using System.Net;
using Palladium.Records;
using Palladium.Standards.Cot;

namespace Palladium.Adapters.Tak;

/// <summary>What the listener for TAK apps asks of the node. Everything that is not given denies.</summary>
public sealed record CotListenerOptions
{
    /// <summary>Where it listens. Loopback by default: the stream has no TLS of its own.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port; 0 for any free one.</summary>
    public int Port { get; init; } = 8087;

    /// <summary>More connections at a time are refused.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>The largest event, in bytes.</summary>
    public int MaxEventBytes { get; init; } = CotReader.MaxBytes;

    /// <summary>How long a connection may stay without saying who it is.</summary>
    public TimeSpan SignInWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The principal of a remote end that is known by its address (a TLS tunnel of one unit), or null. Nobody by default.</summary>
    public Func<EndPoint, string?> PrincipalOf { get; init; } = _ => null;

    /// <summary>User name and password of the <c>auth</c> message of TAK apps to a principal, or null. Nobody by default.</summary>
    public Func<string, string, CancellationToken, ValueTask<string?>> Authenticate { get; init; } = (_, _, _) => new((string?)null);

    /// <summary>Hears of every refusal, with the principal or, before sign-in, the remote end. Must be quick and must not throw.</summary>
    public Action<string, Refusal> Refused { get; init; } = (_, _) => { };
}

/// <summary>Takes in one event, or says why it was refused. The next of the same connection waits for it.</summary>
/// <param name="principal">Who sent it.</param>
/// <param name="received">The event as read.</param>
/// <param name="at">When it came in, by the node's clock.</param>
/// <param name="cancellationToken">Ends with the listener.</param>
public delegate ValueTask<Refusal?> CotReceive(
    string principal, CotEvent received, DateTimeOffset at, CancellationToken cancellationToken);
