using Palladium.Records;

namespace Palladium.Operations.Incidents;

/// <summary>
/// What a plan says about who leads, resolved to members.
/// </summary>
/// <param name="Line">The line of succession, first in line first.</param>
/// <param name="Attestations">How many plan members must attest that a leader is out of reach before the next may claim.</param>
/// <param name="LostAfter">How long the leader must be out of reach.</param>
public sealed record SuccessionRules(IReadOnlyList<MemberId> Line, int Attestations, TimeSpan LostAfter)
{
    /// <summary>The member's place in the line, from 0; -1 when it is not in it.</summary>
    public int PositionOf(MemberId member)
    {
        for (var i = 0; i < Line.Count; i++)
        {
            if (Line[i] == member)
            {
                return i;
            }
        }

        return -1;
    }
}
