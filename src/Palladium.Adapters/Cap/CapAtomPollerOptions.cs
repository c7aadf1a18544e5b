using Palladium.Records;
using Palladium.Standards.Atom;

namespace Palladium.Adapters.Cap;

/// <summary>A feed of somebody else's alerts, and how it is asked.</summary>
/// <param name="Feed">Absolute address, http or https.</param>
public sealed record CapAtomPollerOptions(Uri Feed)
{
    /// <summary>How long between two questions that were answered.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait after failures.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Hosts, besides the feed's own, from which linked alerts are fetched. Anything else is refused, so that a feed can't
    /// make the node ask machines of its own network.
    /// </summary>
    public IReadOnlyCollection<string> OtherHosts { get; init; } = [];

    /// <summary>Hears of every refusal, with the entry's id or the empty string. Must be quick and must not throw.</summary>
    public Action<string, Refusal> Refused { get; init; } = (_, _) => { };
}

/// <summary>Which entries were handed on already; outlives the process where the node stores it.</summary>
public interface ISeenEntries
{
    /// <summary>Whether an entry was remembered.</summary>
    ValueTask<bool> IsSeenAsync(string feed, string key, CancellationToken cancellationToken);

    /// <summary>Remembers an entry. Called after it was handed on, so that a crash repeats an entry rather than lose it.</summary>
    ValueTask RememberAsync(string feed, string key, CancellationToken cancellationToken);
}

/// <summary>Takes in one alert: the entry and the CAP document as it came. Returns why it was refused, or null.</summary>
/// <param name="entry">The entry of the feed.</param>
/// <param name="document">The document, not yet parsed.</param>
/// <param name="cancellationToken">Ends with the poller.</param>
public delegate ValueTask<Refusal?> CapReceive(AtomEntry entry, ReadOnlyMemory<byte> document, CancellationToken cancellationToken);

/// <summary>What one question to a feed came to.</summary>
/// <param name="NotModified">The feed said that nothing changed.</param>
/// <param name="Accepted">Alerts handed on and taken in.</param>
/// <param name="Refused">Alerts or entries refused.</param>
/// <param name="Failure">Why the feed, or an alert that will be asked for again, could not be had; null when all could.</param>
public sealed record CapPoll(bool NotModified, int Accepted, int Refused, Refusal? Failure);
