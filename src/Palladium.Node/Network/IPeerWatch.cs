using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Network;

/// <summary>What features need to know about the other members' nodes.</summary>
internal interface IPeerWatch
{
    /// <summary>Since when this node can't reach a member; null while it can, and for itself.</summary>
    DateTimeOffset? UnreachableSince(MemberId member);

    /// <summary>Whether a member has answered or called since this node was started.</summary>
    bool HeardSinceStart(MemberId member);

    /// <summary>The header at an index of a member's log as mirrored and verified here; null when the mirror has not got that far.</summary>
    Task<EntryHeader?> MirroredAsync(MemberId author, long index, CancellationToken cancellation);
}
