using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Node.Network;

public sealed class DoctrineKeeperTests
{
    [Fact]
    public async Task A_node_that_lacks_its_doctrine_denies_until_another_member_hands_it_over()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "fire", "police");
        var hash = DoctrineFolder.Montevideo.Hash;
        File.Delete(DoctrinePacks.FileOf(network["fire"].Path, hash));
        await network.StartAsync("fire");
        Assert.Null(network.Part<DoctrineKeeper>("fire").InForce);
        Assert.True(network.Part<DoctrineKeeper>("fire").LacksDoctrine);

        await network.StartAsync("police");

        await FoundedNetwork.UntilAsync(() => network.Part<DoctrineKeeper>("fire").InForce?.Hash == hash);
        Assert.True(File.Exists(DoctrinePacks.FileOf(network["fire"].Path, hash)));
        IReadOnlyList<EntryHeader> Headers() => network["fire"].Stores!.Journal.ReadHeaders(0, 100);
        await FoundedNetwork.UntilAsync(() => Headers().Any(header => header.Kind == EntryKinds.DoctrineAdopted.Name));
        Assert.DoesNotContain(Headers(), header => header.Kind == EntryKinds.DoctrineRefused.Name);
    }

    [Fact]
    public async Task A_damaged_doctrine_on_disk_counts_as_missing_and_a_wrong_one_is_refused()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "police");
        var file = DoctrinePacks.FileOf(network["police"].Path, DoctrineFolder.Montevideo.Hash);
        await File.WriteAllTextAsync(file, "{}");
        await network.StartAsync("police");
        var keeper = network.Part<DoctrineKeeper>("police");
        var charter = keeper.Chain!.Versions.Select(version => new CharterDocument(version.Charter.ToCanonicalBytes(), version.ToNote())).ToArray();
        Assert.True(keeper.LacksDoctrine);

        var other = await keeper.OfferAsync(
            new CharterOffer(charter, DoctrineFolder.Montevideo.With("README.md", "other").Bundle!.Pack()), fromPeer: true, CancellationToken.None);
        Assert.Equal("doctrine.other", other.Refusal?.Rule);
        Assert.Null(keeper.InForce);

        Assert.True((await keeper.OfferAsync(new CharterOffer(charter, DoctrineFolder.Montevideo.Pack()), fromPeer: true, CancellationToken.None)).Value);
        Assert.False(keeper.LacksDoctrine);
        Assert.False((await keeper.OfferAsync(new CharterOffer(charter, DoctrineFolder.Montevideo.Pack()), fromPeer: true, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_charter_that_a_peer_brought_is_handed_on_to_a_member_that_still_lacks_it()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "fire", "police");
        await network.StartAsync("fire", "police");
        await network.MeetAsync("fire", "police");
        var doctrine = Successors.Of(DoctrineFolder.Montevideo, "README.md", "changed");
        var offer = DoctrinePublication.Next(network.Founding, doctrine, [Path.Combine(network.Founding, "steward-a.key")]).Value;

        Assert.True((await network.Part<DoctrineKeeper>("police").OfferAsync(offer, fromPeer: true, CancellationToken.None)).Value);

        await FoundedNetwork.UntilAsync(() => network.Part<DoctrineKeeper>("fire").InForce?.Hash == doctrine.Hash);
    }

    [Fact]
    public async Task What_a_version_gives_counts_when_every_member_is_known_to_follow_it_and_what_it_takes_at_once()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "bus", "fire", "police");
        await network.StartAsync("bus", "police");
        await network.MeetAsync("bus", "police");
        var next = Successors.Of(DoctrineFolder.Montevideo, "policies/test.cedar", """
            @id("test.bus") @rule("The bus company sees patrols.")
            permit (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "bus" };
            @id("test.no-fire") @rule("The fire brigade sees no patrols any more.")
            forbid (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "fire" };
            """);
        var offer = DoctrinePublication.Next(network.Founding, next, [Path.Combine(network.Founding, "steward-a.key")]).Value;
        Assert.True((await network.Part<DoctrineKeeper>("police").OfferAsync(offer, fromPeer: false, CancellationToken.None)).Value);

        await FoundedNetwork.UntilAsync(() => network.Part<DoctrineKeeper>("bus").InForce?.Hash == next.Hash);
        Assert.Equal(DoctrineFolder.Montevideo.Hash, Assert.Single(network.Part<DoctrineKeeper>("police").InGrace).Doctrine.Hash);
        Assert.Equal(DoctrineFolder.Montevideo.Hash, Decide("bus").DoctrineHash);
        Assert.Equal("test.no-fire", Decide("fire").Rule);
        await network.RestartAsync("police");
        Assert.False(Decide("bus").Permitted);

        await network.StartAsync("fire");

        await FoundedNetwork.UntilAsync(() => Decide("bus").Permitted);
        Assert.Empty(network.Part<DoctrineKeeper>("police").InGrace);

        GateDecision Decide(string member)
        {
            var patrol = DoctrineEntities.Unit("7", MemberId.Of("police"), "patrol", exercise: false);
            return network.Part<Gate>("police").Decide(new GateRequest
            {
                Principal = DoctrineEntities.MemberUid(MemberId.Of(member)),
                Action = "readUnit",
                Resource = patrol.Uid,
                Entities = network.Part<NetworkDirectory>("police").Entities.With(patrol),
                Purpose = StandingPurpose.Watch,
            });
        }
    }

    [Fact]
    public async Task Two_successors_of_one_charter_freeze_it_at_their_parent_and_its_doctrine_over_a_restart()
    {
        await using var network = await FoundedNetwork.FoundAsync("", "police");
        await network.StartAsync("police");
        var keeper = network.Part<DoctrineKeeper>("police");
        var (first, second) = (Next("one"), Next("two"));

        Assert.True((await keeper.OfferAsync(first, fromPeer: true, CancellationToken.None)).Value);
        Assert.NotEqual(DoctrineFolder.Montevideo.Hash, keeper.InForce!.Hash);
        Assert.True((await keeper.OfferAsync(second, fromPeer: true, CancellationToken.None)).Value);

        Assert.True(keeper.Chain!.IsFrozen);
        Assert.Equal(DoctrineFolder.Montevideo.Hash, keeper.InForce.Hash);
        await network.RestartAsync("police");
        keeper = network.Part<DoctrineKeeper>("police");
        Assert.True(keeper.Chain!.IsFrozen);
        Assert.Equal(DoctrineFolder.Montevideo.Hash, keeper.InForce?.Hash);

        // The steward signs each from a copy of the founding folder that does not know of the other.
        CharterOffer Next(string name)
        {
            var copy = Directory.CreateDirectory(Path.Combine(network["police"].Path, name));
            Directory.CreateDirectory(Path.Combine(copy.FullName, "charter"));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(network.Founding, "charter")))
            {
                File.Copy(file, Path.Combine(copy.FullName, "charter", Path.GetFileName(file)));
            }

            var doctrine = Successors.Of(DoctrineFolder.Montevideo, "README.md", name);
            return DoctrinePublication.Next(copy.FullName, doctrine, [Path.Combine(network.Founding, "steward-a.key")]).Value;
        }
    }
}
