using Palladium.Cedar;

namespace Palladium.Doctrine.Gate;

/// <summary>What the gate asks of the node besides the rules. Must answer at once, from memory, on any thread.</summary>
public interface IGateFacts
{
    /// <summary>Whether the node's clock cannot be trusted now: it ran backwards.</summary>
    bool IsClockInDoubt { get; }

    /// <summary>
    /// Whether what is said of a principal comes from its issuer's log. People and tokens are those of this node's own member, whose grants are
    /// entries of its own log; nobody else's are known here.
    /// </summary>
    bool VouchesFor(EntityUid principal);

    /// <summary>
    /// How long ago this node last held a verified head of a member's log: zero for its own member; null when it never did, or the log is
    /// forked.
    /// </summary>
    /// <param name="member">The member, as an entity.</param>
    TimeSpan? AgeOfAuthority(EntityUid member);
}
