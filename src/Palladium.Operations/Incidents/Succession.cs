using Palladium.Records;

namespace Palladium.Operations.Incidents;

/// <summary>What the node has to do next about the lead of an incident.</summary>
public enum SuccessionStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Log and send an attestation that the leader is out of reach.</summary>
    Attest,

    /// <summary>Log and send a claim to the next term.</summary>
    Claim,
}

/// <summary>
/// The rule of succession, without clock, network or storage.
/// </summary>
/// <remarks>
/// Every member of the plan's line watches the leader. One that has not reached it for the plan's time logs an attestation
/// and releases it to the others. The first in line whom the members still reach, the lost leader left out, claims the next
/// term as soon as it holds the attestations the plan asks for, its own among them. Two members may claim the same
/// term when the network is cut between them: the earlier position stands above, everywhere, and the cut shows afterwards
/// because both claims are in the logs. Recipients check a claim against their own mirrors of the attesting members' logs
/// and never go back to a lower one. A returned leader hears of the higher claim before it may act: it acts as leader only after
/// it has reached most of the line since it started.
/// </remarks>
public static class Succession
{
    /// <summary>What this member has to do now.</summary>
    /// <param name="self">This member.</param>
    /// <param name="state">The incident as this node knows it.</param>
    /// <param name="rules">The plan's rules.</param>
    /// <param name="unreachableSince">Since when this node can't reach a member; null when it can.</param>
    /// <param name="now">Now, by this node's clock.</param>
    public static SuccessionStep Next(
        MemberId self, IncidentState state, SuccessionRules rules, Func<MemberId, DateTimeOffset?> unreachableSince, DateTimeOffset now)
    {
        if (state.Current is not { Body.Closed: false } || state.Lead is not { } lead || lead.Body.Leader == self
            || rules.PositionOf(self) < 0)
        {
            return SuccessionStep.None;
        }

        if (unreachableSince(lead.Body.Leader) is not { } since || now - since < rules.LostAfter)
        {
            return SuccessionStep.None;
        }

        if (!state.Attestations.ContainsKey(self))
        {
            return SuccessionStep.Attest;
        }

        var enough = state.Attestations.Keys.Count(m => rules.PositionOf(m) >= 0 && m != lead.Body.Leader) >= rules.Attestations;
        return enough && IsNextInLine(self, lead.Body.Leader, rules, unreachableSince) ? SuccessionStep.Claim : SuccessionStep.None;
    }

    /// <summary>
    /// Whether a claim may be obeyed. The opener's first term needs no attestation; every later one needs those of the plan,
    /// each found in this node's mirror of the attesting member's log.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="author">In whose log it stands.</param>
    /// <param name="rules">The plan's rules.</param>
    /// <param name="stands">Whether the entry at that index of that member's log commits to that salt and body.</param>
    public static Refusal? Check(
        LeadClaim claim, MemberId author, SuccessionRules rules, Func<CarriedAttestation, bool> stands)
    {
        if (claim.Leader != author)
        {
            return new Refusal("leader", "lead.not-author", "A member claims the lead for itself only.");
        }

        if (rules.PositionOf(author) is var position && position != claim.Position)
        {
            return new Refusal("position", "lead.position", "The claim states another position than the plan's line gives the claimant.");
        }

        if (position < 0)
        {
            return new Refusal("leader", "lead.not-in-line", "The claimant is not in the plan's line of succession.");
        }

        if (claim.Term == 1)
        {
            return null;
        }

        var attesting = new HashSet<MemberId>();
        foreach (var carried in claim.Attestations)
        {
            if (rules.PositionOf(carried.Member) < 0 || carried.Member == claim.Before)
            {
                continue;
            }

            if (!LeadAttestation.Parse(carried.Body.Span).Accepted(out var attestation, out _)
                || attestation.Incident != claim.Incident || attestation.Term != claim.Term - 1 || attestation.Leader != claim.Before)
            {
                return new Refusal("attestations", "lead.attestation-other", "An attestation is about another incident, term or leader.");
            }

            if (!stands(carried))
            {
                return new Refusal("attestations", "lead.attestation-unproven", $"The attestation of {carried.Member} is not in its log as mirrored here.");
            }

            attesting.Add(carried.Member);
        }

        return attesting.Count >= rules.Attestations
            ? null
            : new Refusal("attestations", "lead.attestations-few", $"The plan asks for {rules.Attestations} attestations; {attesting.Count} hold.");
    }

    private static bool IsNextInLine(
        MemberId self, MemberId lost, SuccessionRules rules, Func<MemberId, DateTimeOffset?> unreachableSince)
    {
        foreach (var member in rules.Line)
        {
            if (member == self)
            {
                return true;
            }

            if (member != lost && unreachableSince(member) is null)
            {
                return false;
            }
        }

        return false;
    }
}
