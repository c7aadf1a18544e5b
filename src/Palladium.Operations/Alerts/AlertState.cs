using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Operations.Alerts;

/// <summary>Where an entry stands: in whose log, at which index, under which id.</summary>
/// <param name="Author">Whose log.</param>
/// <param name="Index">The index in it.</param>
/// <param name="Id">The entry's id.</param>
public readonly record struct EntryPlace(MemberId Author, long Index, EntryId Id);

/// <summary>One revision of an alert with the entry that holds it.</summary>
/// <param name="Body">What it says.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Known">When this node learned of it, by its own clock.</param>
public sealed record AlertRevision(AlertBody Body, EntryPlace Entry, DateTimeOffset Known);

/// <summary>How far one alert got with one member. All times are this node's, none is moved by a later revision.</summary>
/// <param name="Member">To whom.</param>
/// <param name="ReleaseEntry">Index of the release entry in the author's log; -1 when none is known.</param>
/// <param name="ReleasedAt">When the release was durable.</param>
/// <param name="ReceiptEntry">Index of the receipt in the member's log; null until it arrived.</param>
/// <param name="DeliveredAt">When the verified receipt came back.</param>
/// <param name="ReadAt">When a person of that member opened it.</param>
public sealed record AlertDelivery(
    MemberId Member, long ReleaseEntry, DateTimeOffset ReleasedAt, long? ReceiptEntry, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt);

/// <summary>An alert as this node knows it: its latest revision, those before, and its deliveries where this node is the author.</summary>
public sealed record AlertState
{
    private static readonly TimeSpan ShownAfterEnd = TimeSpan.FromHours(1);

    /// <summary>The alert's id.</summary>
    public required EntryId Id { get; init; }

    /// <summary>Its author: the only one that revises it.</summary>
    public required MemberId Author { get; init; }

    /// <summary>Oldest first, at least one.</summary>
    public required IReadOnlyList<AlertRevision> Revisions { get; init; }

    /// <summary>Deliveries of the first revision by member.</summary>
    public IReadOnlyDictionary<MemberId, AlertDelivery> Deliveries { get; init; } = new Dictionary<MemberId, AlertDelivery>();

    /// <summary>The latest revision.</summary>
    public AlertRevision Latest => Revisions[^1];

    /// <summary>Whether it still stands.</summary>
    public bool IsOpen => Latest.Body.MessageType != AlertMessageType.Cancel;

    /// <summary>Whether lists and feeds show it: while it stands, and an hour longer, so that its end is seen too.</summary>
    public bool IsShown(DateTimeOffset now) => IsOpen || now - Latest.Body.Sent < ShownAfterEnd;
}
