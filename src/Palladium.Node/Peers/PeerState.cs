using Palladium.Federation.Delivery;
using Palladium.Federation.Release;
using Palladium.Records;

namespace Palladium.Node.Peers;

/// <summary>How a peer stands, for the network page.</summary>
/// <param name="Peer">Which.</param>
/// <param name="Reachable">Whether its node answered last; null before the first try.</param>
/// <param name="Since">Since when that is so; null before the first try.</param>
/// <param name="LastSeen">When it last answered or asked; null for never since the start.</param>
/// <param name="LagEntries">Entries of our log that it lacks.</param>
/// <param name="Queue">Releases for it without receipt.</param>
/// <param name="SetAside">Releases it refused for good.</param>
/// <param name="MirrorSize">Entries of its log held and verified here.</param>
/// <param name="MirrorVerified">False once its log forked or our copy can't be written.</param>
/// <param name="Cosigned">The largest size of our log that it cosigned; 0 for none.</param>
/// <param name="KnowsMore">It holds more of our log than we do.</param>
/// <param name="LastFailure">Why the last request failed; empty when it did not.</param>
/// <param name="LastMinute">Median round trip in milliseconds, null when not measured; and failed exchanges in per cent.</param>
public sealed record PeerState(
    MemberId Peer, bool? Reachable, DateTimeOffset? Since, DateTimeOffset? LastSeen, long LagEntries, int Queue, int SetAside,
    long MirrorSize, bool MirrorVerified, long Cosigned, bool KnowsMore, string LastFailure,
    (double? RoundTripMs, double LossPercent) LastMinute);

/// <summary>A receipt came in for one of our releases.</summary>
/// <param name="Recipient">Who confirmed.</param>
/// <param name="Release">Index of our release entry.</param>
/// <param name="Receipt">Index of the receipt in the recipient's log.</param>
/// <param name="At">When it was verified here.</param>
/// <param name="Body">What it confirms.</param>
public sealed record ReceiptArrived(MemberId Recipient, long Release, long Receipt, DateTimeOffset At, ReceiptBody Body);

/// <summary>What the outcome of a live lease was.</summary>
/// <param name="Lease">Id of the request entry.</param>
/// <param name="Count">Rows received.</param>
/// <param name="Sha256">Hash over them.</param>
/// <param name="Complete">Whether the holder's end line came and agreed.</param>
public sealed record LeaseResult(string Lease, long Count, string Sha256, bool Complete);

/// <summary>What the network runs on. Everything in it stays owned by the caller.</summary>
public sealed record PeerNetworkOptions
{
    /// <summary>This member.</summary>
    public required MemberId Self { get; init; }

    /// <summary>The charter in force.</summary>
    public required Federation.Charter.SignedCharter Charter { get; init; }

    /// <summary>The node's keys.</summary>
    public required Federation.Keys.NodeKeys Keys { get; init; }

    /// <summary>The own log.</summary>
    public required OwnLog Log { get; init; }

    /// <summary>Where entries are written.</summary>
    public required Records.Journal.IJournal Journal { get; init; }

    /// <summary>DATA: mirrors, cursors and receipts are kept in it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the peer port listens; port 0 takes a free one.</summary>
    public required System.Net.IPEndPoint Listen { get; init; }

    /// <summary>Opens releases for sending again.</summary>
    public required IReleaseContents Contents { get; init; }

    /// <summary>Takes what others release.</summary>
    public required IReleaseSink Sink { get; init; }

    /// <summary>Decides on others' requests.</summary>
    public required IReleaseDecisions Decisions { get; init; }

    /// <summary>Where members' peer ports are, when not where the charter says; who answers is told by the pinned key.</summary>
    public IReadOnlyDictionary<MemberId, Uri> Addresses { get; init; } = new Dictionary<MemberId, Uri>();

    /// <summary>Passes newer charters on; null for a network whose charter does not change while it runs.</summary>
    public ICharterExchange? Charters { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Log output.</summary>
    public ILoggerFactory Logging { get; init; } = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;

    /// <summary>Bounds.</summary>
    public FederationLimits Limits { get; init; } = new();

    /// <summary>Numbers from 0 up to 1 for jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
