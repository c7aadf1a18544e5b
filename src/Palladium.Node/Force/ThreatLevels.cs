using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Records;

namespace Palladium.Node.Force;

/// <summary>The threat level at a place as this node has to take it.</summary>
/// <param name="Area">The area for which it was set; empty for the whole city.</param>
/// <param name="Level">1 to 5.</param>
/// <param name="Setting">Who set it; null where the usual level holds because nobody set another.</param>
/// <param name="Heard">When this node last heard of whoever has the authority: the setter, or any other member.</param>
/// <param name="Fell">Whether a higher one was set and counts no more, because its setter was not heard for too long.</param>
internal sealed record ThreatInForce(string Area, int Level, Recorded<ThreatBody>? Setting, DateTimeOffset Heard, bool Fell);

/// <summary>
/// Which threat level counts. A node that is cut off from whoever set a level above the usual one falls to the usual one when the doctrine's time is over:
/// with less known, less force is permitted.
/// </summary>
internal sealed class ThreatLevels(ThreatBook book, Gate gate, NetworkDirectory network, PeerHub peers, TimeProvider clock)
{
    /// <summary>The level at a place; that of the whole city for the empty word.</summary>
    public ThreatInForce At(string place)
    {
        var now = clock.GetUtcNow();
        var table = gate.Doctrine?.Force ?? ForceTable.Silent;
        if (book.At(place, now) is not { Body: var body } setting)
        {
            return new ThreatInForce("", table.UsualThreat, null, HeardOfOthers(now), false);
        }

        // Its entry is itself a word of its setter.
        var heard = Later(Heard(body.Setter.Member, now), body.Set);
        return now - heard > table.ThreatMaxAge && body.Level > table.UsualThreat
            ? new ThreatInForce(body.Area, table.UsualThreat, setting, heard, true)
            : new ThreatInForce(body.Area, body.Level, setting, heard, false);
    }

    /// <summary>The whole city first, then each area that has a level of its own.</summary>
    public IReadOnlyList<ThreatInForce> All() =>
        [At(""), .. book.AreasAt(clock.GetUtcNow()).Where(area => area.Length > 0).Select(At)];

    /// <summary>When this node last heard of any other member, from which a newer charter or doctrine would have come; now, for a node that is alone.</summary>
    public DateTimeOffset HeardOfOthers(DateTimeOffset now) =>
        network.Others.Select(member => Heard(member.Id, now)).DefaultIfEmpty(now).Max();

    private DateTimeOffset Heard(MemberId member, DateTimeOffset now) =>
        member == network.Self.Id ? now
        : peers.StateOf(member) is not { } state ? DateTimeOffset.MinValue
        : state.Reachable == true ? now
        : state.LastSeen ?? DateTimeOffset.MinValue;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
