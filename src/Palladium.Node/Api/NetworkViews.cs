using Palladium.Federation.Charter;
using Palladium.Node.Configuration;
using Palladium.Node.Intake;
using Palladium.Node.Journal;
using Palladium.Node.Network;
using Palladium.Node.Picture;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Api;

/// <summary>The members and their logs as this node sees them. Nothing of it is protected: keys, sizes, times.</summary>
internal sealed class NetworkViews(
    NodeConfiguration configuration, NetworkDirectory network, NodeStores stores, PeerHub hub, DoctrineKeeper keeper, Refusals refusals,
    CityMap city, TimeProvider clock)
{
    public NetworkDto Network() => new(
        network.Charter?.Network ?? configuration.Network, network.Charter?.Version ?? 0, keeper.Chain?.InForce.Hash ?? "",
        keeper.InForce is { } doctrine ? $"{doctrine.Manifest.Title} {doctrine.Manifest.Version}" : "none", keeper.InForce?.Hash ?? "",
        Quorum(), Log(), Members());

    public IReadOnlyList<MemberStateDto> Members() => [.. network.Members.Select(Of)];

    public MemberStateDto? Member(MemberId id) => network.Find(id) is { } member ? Of(member) : null;

    /// <summary>This node's own log.</summary>
    public LogStatusDto Log()
    {
        var published = stores.Log.Published;
        var size = stores.Log.Head.Size;
        return new LogStatusDto(
            stores.Log.Origin, size, published.Checkpoint.Size, Cosigners(network.Self.Id), CosignedSize(network.Self.Id),
            Holders(network.Self.Id, size).Count, stores.Journal.Problem is not null);
    }

    /// <summary>Names and keys for anyone.</summary>
    public PublicNetworkDto Public()
    {
        var info = city.Info();
        return new PublicNetworkDto(
            network.Charter?.Network, network.Self.Id.Name, info.Name, info.TimeZone, info.InventedMembers, network.Charter?.Version ?? 0,
            network.Charter is { } charter
                ? [.. charter.Members.Select(member => new PublicMemberDto(
                    member.Id.Name, member.Name, member.Kind, LogOrigin.Of(charter.Network, member.Id), member.Keys.Log, member.Keys.Cosign,
                    configuration.PublicAddresses.GetValueOrDefault(member.Id)?.OriginalString ?? member.PublicUrl.OriginalString))]
                : [new PublicMemberDto(
                    network.Self.Id.Name, network.Self.Name, network.Self.Kind, stores.Log.Origin, stores.LogKey.VerifierKey.ToString(),
                    stores.LogKey.CosignerKey.ToString(), configuration.Listen.PublicUrlOrDefault)],
            configuration.OpenId?.Name);
    }

    private IReadOnlyList<string> Cosigners(MemberId author) => [.. hub.CosignersOf(author, 1).Select(member => member.Name)];

    private long CosignedSize(MemberId author) => hub.Network?.Witnesses.CosignedBy(author, Quorum()) ?? 0;

    // What a member holds is heard every few seconds, so of a log that grows nobody would ever hold all. What a quorum cosigned is the measure.
    private IReadOnlyList<string> Holders(MemberId author, long size) =>
        [.. hub.HoldersOf(author, CosignedSize(author) is > 0 and var cosigned ? cosigned : size).Select(member => member.Name)];

    private MemberStateDto Of(KnownMember member)
    {
        var reference = new MemberRefDto(member.Id.Name, member.Name, member.Kind);
        var console = PublicUrl(member.Id);
        if (member.Id == network.Self.Id)
        {
            var held = stores.Log.Head.Size;
            return new MemberStateDto(
                reference, true, true, null, clock.GetUtcNow(), null, 0, 0, 0, held, held, "verified",
                Cosigners(member.Id), CosignedSize(member.Id), Holders(member.Id, held), network.Charter?.Version, keeper.InForce?.Hash, 0, stores.Journal.Problem, console);
        }

        var peer = hub.StateOf(member.Id);
        var mirror = hub.Network?.Mirror(member.Id);
        var size = mirror?.Latest?.Checkpoint.Size ?? 0;
        var reachable = peer?.Reachable == true;
        return new MemberStateDto(
            reference, false, reachable, peer?.Since, peer?.LastSeen, peer?.LastMinute.RoundTripMs, reachable ? peer!.LastMinute.LossPercent : 100, peer?.LagEntries ?? 0, peer?.Queue ?? 0,
            peer?.MirrorSize ?? 0, size,
            mirror is null || peer is null ? "none" : mirror.Forks.Count > 0 ? "forked" : peer.MirrorSize < size ? "behind" : "verified",
            Cosigners(member.Id), CosignedSize(member.Id), Holders(member.Id, peer?.MirrorSize ?? 0), null, keeper.FollowedBy(member.Id),
            refusals.All.Where(refusal => refusal.Intake == "peer" && refusal.From == member.Id.Name).Sum(refusal => refusal.Count),
            reachable || peer is null || peer.LastFailure.Length == 0 ? null : peer.LastFailure, console);
    }

    private string? PublicUrl(MemberId member) =>
        (configuration.PublicAddresses.GetValueOrDefault(member) ?? network.Charter?.Members.FirstOrDefault(m => m.Id == member)?.PublicUrl)?.OriginalString;

    // More than (n + f) / 2 of n witnesses without the author, f = (n - 1) / 3 of them dishonest.
    private int Quorum()
    {
        var n = (network.Charter?.Witnesses.Count ?? 1) - 1;
        return n <= 0 ? 0 : ((n + ((n - 1) / 3)) / 2) + 1;
    }
}
