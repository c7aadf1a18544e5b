using System.Text;
using Palladium.Federation.Charter;
using Palladium.Federation.Keys;
using Palladium.Federation.Release;
using Palladium.Records;

namespace Palladium.Tests.Federation;

public sealed class CharterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palladium-charter").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Founding_hands_every_node_a_charter_that_verifies_from_its_hash()
    {
        var founded = Found();

        foreach (var node in (string[])["police", "fire"])
        {
            var chain = new CharterStore(DataOf(node)).Load().Value;
            Assert.Equal(founded.Charter.Hash, chain.InForce.Hash);
            Assert.Equal(["a", "b", "c"], chain.InForce.SignedBy(chain.InForce.Charter.Stewards));
            Assert.Equal(2, chain.InForce.Charter.Threshold);
            using var keys = NodeKeys.LoadOrCreate(DataOf(node));
            Assert.Equal(keys.Public.Transport, chain.InForce.Charter.Find(MemberId.Of(node))!.Keys.Transport);
        }

        Assert.Equal(3, founded.StewardKeyFiles.Count);
        Assert.All(founded.StewardKeyFiles, file => Assert.True(OperatingSystem.IsWindows() ||
            File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)));
    }

    [Fact]
    public void A_node_that_belongs_to_a_network_is_not_founded_again()
    {
        Found();

        Assert.Equal("founding.member", NetworkFounding.Found(Request()).Refusal?.Rule);
    }

    [Fact]
    public void A_successor_counts_only_with_the_threshold_of_its_parents_stewards()
    {
        var founded = Found();
        var chain = new CharterStore(DataOf("police")).Load().Value;
        var next = SignedCharter.WithoutSignatures(Successor(founded.Charter, 60));
        var one = next.With(Steward(founded, 0)).With(Steward(founded, 0));

        Assert.Equal("charter.threshold", chain.Offer(one).Refusal?.Rule);
        Assert.Equal(next.Hash, chain.Offer(one.With(Steward(founded, 2))).Value.InForce.Hash);
    }

    [Fact]
    public void A_version_counts_for_its_own_grace_and_no_longer_than_until_every_member_follows_a_later_one()
    {
        var founded = Found();
        var first = new CharterStore(DataOf("police")).Load().Value;
        var second = Signed(founded, Successor(founded.Charter, 7));
        var chain = first.Offer(second).Value;
        var start = DateTimeOffset.UnixEpoch;

        Assert.Empty(Of(first, null, start));
        Assert.Equal((first.InForce.Hash, start.AddSeconds(86_400)), Assert.Single(Of(chain, null, start)));
        Assert.Single(Of(chain, founded.Charter.Hash, start.AddSeconds(86_399)));
        Assert.Empty(Of(chain, founded.Charter.Hash, start.AddSeconds(86_400)));
        Assert.Empty(Of(chain, second.Hash, start));

        IReadOnlyList<(string, DateTimeOffset)> Of(CharterChain of, string? followed, DateTimeOffset now) =>
            [.. CharterGrace.Of(of, MemberId.Of("police"), _ => followed, _ => start, now).Select(version => (version.Version.Hash, version.Until))];
    }

    [Fact]
    public void A_request_says_under_which_doctrine_it_was_made_and_one_of_the_first_form_does_not()
    {
        var doctrine = new string('a', 64);
        var request = new ReleaseRequestBody(MemberId.Of("police"), null, "picture", "plan", "city-watch", "public-task");

        Assert.Equal(request, ReleaseRequestBody.Parse(request.ToCanonicalBytes()).Value);
        Assert.Equal(request with { Doctrine = doctrine }, ReleaseRequestBody.Parse((request with { Doctrine = doctrine }).ToCanonicalBytes()).Value);
        var mixed = Encoding.UTF8.GetString((request with { Doctrine = doctrine }).ToCanonicalBytes()).Replace("\"v\":2", "\"v\":1", StringComparison.Ordinal);
        Assert.NotNull(ReleaseRequestBody.Parse(Encoding.UTF8.GetBytes(mixed)).Refusal);
    }

    [Fact]
    public void Two_successors_of_one_parent_freeze_the_charter_at_the_parent_and_stay_frozen_after_a_restart()
    {
        var founded = Found();
        var store = new CharterStore(DataOf("police"));
        var chain = store.Load().Value;
        var left = Signed(founded, Successor(founded.Charter, 60));
        var right = Signed(founded, Successor(founded.Charter, 120));

        chain = store.Adopt(chain, left).Value;
        Assert.Equal(left.Hash, chain.InForce.Hash);
        chain = store.Adopt(chain, right).Value;

        Assert.True(chain.IsFrozen);
        Assert.Equal(founded.Charter.Hash, chain.InForce.Hash);
        var again = store.Load().Value;
        Assert.Equal(founded.Charter.Hash, again.InForce.Hash);
        Assert.Equal(right.Hash, again.Conflict!.Second.Hash);
        Assert.Equal(
            "charter.frozen", again.Offer(Signed(founded, Successor(founded.Charter, 180))).Refusal?.Rule);
    }

    [Theory]
    [InlineData("\"threshold\":2", "\"threshold\":1", "charter.threshold")]
    [InlineData("\"version\":1", "\"version\":2", "charter.parent")]
    [InlineData("\"kind\":\"police\"", "\"kind\":\"police\",\"l\":1", "charter.unknown-member")]
    [InlineData("\"parent\":null", "\"parent\": null", "json.not-canonical")]
    [InlineData("invalid/police+", "invalid/fire+", "charter.verifier-key")]
    public void A_charter_that_breaks_a_rule_is_refused_with_it(string part, string replacement, string rule)
    {
        var text = Encoding.UTF8.GetString(Found().Charter.Charter.ToCanonicalBytes());

        var changed = text.Replace(part, replacement, StringComparison.Ordinal);

        Assert.NotEqual(text, changed);
        Assert.Equal(rule, NetworkCharter.Parse(Encoding.UTF8.GetBytes(changed)).Refusal?.Rule);
    }

    [Fact]
    public void A_charter_changed_on_disk_is_refused_on_load()
    {
        Found();
        var file = Path.Combine(DataOf("police"), "charter", "0001.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"grace\":86400", "\"grace\":86401", StringComparison.Ordinal));

        Assert.Equal("charter.note", new CharterStore(DataOf("police")).Load().Refusal?.Rule);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(7, 5)]
    public void Two_quorums_share_more_stewards_than_may_be_dishonest(int stewards, int least)
    {
        Assert.Equal(least, StewardQuorum.Least(stewards));
        Assert.True((2 * least) - stewards > StewardQuorum.Faulty(stewards));
    }

    private FoundedNetwork Found() => NetworkFounding.Found(Request()).Value;

    private FoundingRequest Request() => new(
        "montevideo", [Member("police", 1), Member("fire", 2)], 3, new string('0', 63) + "1", Path.Combine(_folder, "out"));

    private FoundingMember Member(string id, int port) => new(
        MemberId.Of(id), $"The {id}", id, DataOf(id), new Uri($"https://127.0.0.1:{port}/"), new Uri($"http://127.0.0.1:{port}/"));

    private string DataOf(string id) => Path.Combine(_folder, id);

    private static StewardKey Steward(FoundedNetwork founded, int index) => StewardKey.Load(founded.StewardKeyFiles[index]);

    private static NetworkCharter Successor(SignedCharter parent, int grace) =>
        parent.Charter with { Version = parent.Charter.Version + 1, Parent = parent.Hash, GraceSeconds = grace };

    private static SignedCharter Signed(FoundedNetwork founded, NetworkCharter charter) =>
        SignedCharter.WithoutSignatures(charter).With(Steward(founded, 0)).With(Steward(founded, 1));
}
