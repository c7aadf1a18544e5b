using Palladium.Cedar;
using Palladium.Doctrine.Gate;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>What this node can answer for: its clock, and how recently it heard the others with logs that verify.</summary>
internal sealed class GateFacts(SteadyTime time, NetworkDirectory network, PeerHub hub, TimeProvider clock) : IGateFacts
{
    /// <inheritdoc />
    public bool IsClockInDoubt => time.IsInDoubt;

    /// <inheritdoc />
    public bool VouchesFor(EntityUid principal) =>
        principal.Type is not ("Palladium::Person" or "Palladium::Token")
        || (network.Self.Id.Name is var self && principal.Id.StartsWith(self, StringComparison.Ordinal) && principal.Id.AsSpan(self.Length) is ['/', ..]);

    /// <inheritdoc />
    public TimeSpan? AgeOfAuthority(EntityUid member)
    {
        if (member.Id == network.Self.Id.Name)
        {
            return TimeSpan.Zero;
        }

        // A member that answers has its log followed within seconds; one whose log forked has no authority.
        return MemberId.Parse(member.Id).Accepted(out var id, out _) && hub.StateOf(id) is { MirrorVerified: true, LastSeen: { } seen }
            ? clock.GetUtcNow() - seen
            : null;
    }
}
