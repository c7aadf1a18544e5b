using System.Text;
using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Node.CommandLine;
using Palladium.Node.Network;
using Palladium.Records.Entries;
using Palladium.Records.Json;
using Palladium.Tests.City;
using Palladium.Tests.Doctrine;
using Palladium.Tests.Node.CommandLine;

namespace Palladium.Tests.Node.Network;

/// <summary>Bad offers to a running node of a network with three stewards, two of whom must sign.</summary>
public sealed class RefusedDoctrineTests
{
    private static readonly DoctrineBundle Current = DoctrineFolder.Montevideo;
    private static readonly DoctrineBundle Good = Successors.Of(Current, "README.md", "second");

    [Fact]
    public async Task What_does_not_verify_or_does_not_follow_is_refused_with_one_reason_and_an_entry_and_the_node_keeps_what_it_has()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        (await founded.Node.StartAsync()).Dispose();
        var keeper = Keeper(founded);
        var good = Next(founded, Good, 'a', 'b');
        var unsigned = Next(founded, Good);
        var wrongVersion = Successors.Of(Current, ("version", $"version = 7\nparent = \"{Current.Hash}\""));
        var wrongParent = Successors.Of(Current, ("version", $"version = 2\nparent = \"{new string('a', 64)}\""));
        var tampered = Next(founded, Good, 'a', 'b');
        var charter = Encoding.UTF8.GetString(tampered.Versions[^1].Charter).Replace("\"grace\":86400", "\"grace\":1", StringComparison.Ordinal);

        await RefusedAsync("charter.offer", "no offer at all"u8.ToArray());
        await RefusedAsync("charter.offer", """{"versions":[],"doctrine":""}"""u8.ToArray());
        await RefusedAsync("charter.threshold", unsigned.ToBytes());
        await RefusedAsync("charter.threshold", Next(founded, Good, 'a').ToBytes());
        await RefusedAsync("charter.note", (tampered with { Versions = [.. tampered.Versions.SkipLast(1), tampered.Versions[^1] with { Charter = Encoding.UTF8.GetBytes(charter) }] }).ToBytes());
        await RefusedAsync("doctrine.other", (good with { Doctrine = Successors.Of(Current, "README.md", "tampered").Pack() }).ToBytes());
        await RefusedAsync("doctrine.invalid", (good with { Doctrine = "{}"u8.ToArray() }).ToBytes());
        await RefusedAsync("doctrine.version", Next(founded, wrongVersion, 'a', 'b').ToBytes());
        await RefusedAsync("doctrine.parent", Next(founded, wrongParent, 'a', 'b').ToBytes());

        var first = keeper.Current()!;
        Assert.True((await keeper.OfferAsync(good.ToBytes(), fromPeer: false, CancellationToken.None)).Value);
        Assert.Equal(Good.Hash, keeper.InForce!.Hash);
        await RefusedAsync("charter.older", first.ToBytes(), keeps: Good);
        await RefusedAsync("doctrine.version", Back(good).ToBytes(), keeps: Good);
        Assert.False((await keeper.OfferAsync(good.ToBytes(), fromPeer: false, CancellationToken.None)).Value);

        // A peer that lags behind does nothing wrong.
        Assert.False((await keeper.OfferAsync(first.ToBytes(), fromPeer: true, CancellationToken.None)).Value);

        async Task RefusedAsync(string rule, byte[] offer, DoctrineBundle? keeps = null)
        {
            var before = Recorded(founded).Count;
            for (var twice = 0; twice < 2; twice++)
            {
                Assert.Equal(rule, (await keeper.OfferAsync(offer, fromPeer: false, CancellationToken.None)).Refusal?.Rule);
            }

            Assert.Equal((keeps ?? Current).Hash, keeper.InForce?.Hash);
            Assert.Equal(rule, Assert.Single(Recorded(founded).Skip(before)));
        }

        // The stewards put the first doctrine in force again: what follows a version is a further one, not an older.
        CharterOffer Back(CharterOffer from)
        {
            var parent = SignedCharter.Parse(from.Versions[^1].Charter, from.Versions[^1].Signatures).Value;
            return Signed(founded, from.Versions, parent, Current, 'a', 'b');
        }
    }

    [Fact]
    public async Task Whoever_offers_nonsense_again_and_again_does_not_fill_the_log()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        (await founded.Node.StartAsync()).Dispose();

        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull((await Keeper(founded).OfferAsync(Encoding.UTF8.GetBytes($"nonsense {i}"), fromPeer: true, CancellationToken.None)).Refusal);
        }

        Assert.Equal(60, Recorded(founded).Count);
    }

    [Fact]
    public async Task Stewards_sign_apart_and_a_stopped_node_takes_the_result_from_a_file()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        using var work = new TemporaryFolder();
        var (a, b, offer) = (Path.Combine(work.Path, "a.sig"), Path.Combine(work.Path, "b.sig"), Path.Combine(work.Path, "offer.json"));
        var second = founded.NextDoctrine("second");
        await DoneAsync("doctrine", "sign", founded.Doctrine, "--charter", founded.Founding, "--steward", founded.Steward('a'), "--out", a);
        await DoneAsync("doctrine", "sign", founded.Doctrine, "--charter", founded.Founding, "--steward", founded.Steward('b'), "--out", b);
        Assert.NotEqual(File.ReadAllText(a), File.ReadAllText(b));

        await FailsAsync("charter.threshold", "doctrine", "publish", founded.Doctrine, "--charter", founded.Founding, "--signature", a, "--out", offer);
        await FailsAsync("charter.signature", "doctrine", "publish", founded.Doctrine, "--charter", founded.Founding, "--signature", a, founded.Steward('b'), "--out", offer);
        await DoneAsync("doctrine", "publish", founded.Doctrine, "--charter", founded.Founding, "--signature", a, b, "--out", offer);

        var damaged = Path.Combine(work.Path, "damaged.json");
        File.WriteAllText(damaged, File.ReadAllText(offer)[..^9]);
        await FailsAsync("charter.offer", "doctrine", "adopt", damaged, "--node", founded.Node.Path);
        await DoneAsync("doctrine", "adopt", offer, "--node", founded.Node.Path);
        (await founded.Node.StartAsync()).Dispose();
        Assert.Equal(second.Hash, Keeper(founded).InForce!.Hash);
        Assert.Equal(["charter.offer"], Recorded(founded));
        await FailsAsync("cannot be opened", "doctrine", "adopt", offer, "--node", founded.Node.Path);
    }

    [Fact]
    public async Task No_steward_signs_two_successors_of_one_version_and_nothing_that_does_not_follow_it()
    {
        await using var founded = await FoundedFolder.MakeAsync();

        Assert.Equal("doctrine.in-force", Why(Current, 'a'));
        Assert.Null(Why(Good, 'a'));
        Assert.Null(Why(Good, 'a'));
        Assert.Equal("charter.signed-another", Why(Successors.Of(Current, "README.md", "other"), 'a'));
        Assert.Null(Why(Successors.Of(Current, "README.md", "other"), 'c'));
        Assert.Equal("doctrine.version", Why(Successors.Of(Good, "README.md", "third"), 'b'));

        string? Why(DoctrineBundle doctrine, char steward) => DoctrinePublication.Sign(founded.Founding, doctrine, founded.Steward(steward)).Refusal?.Rule;
    }

    private static DoctrineKeeper Keeper(FoundedFolder founded) =>
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<DoctrineKeeper>(founded.Node.App!.Services);

    private static List<string> Recorded(FoundedFolder founded)
    {
        var journal = founded.Node.Stores!.Journal;
        return
        [
            .. Enumerable.Range(0, (int)journal.Size).Where(index => journal.ReadHeader(index)!.Kind == EntryKinds.DoctrineRefused.Name)
                .Select(index => (string)CanonicalJson.Read(journal.ReadPublicBody(index)!.Value.Span).Value["rule"]!),
        ];
    }

    // Made by hand, for the command refuses to.
    private static CharterOffer Next(FoundedFolder founded, DoctrineBundle doctrine, params char[] stewards)
    {
        var chain = new CharterStore(founded.Founding).Load().Value;
        return Signed(founded, CharterOffer.Of(chain, doctrine).Versions, chain.InForce, doctrine, stewards);
    }

    private static CharterOffer Signed(
        FoundedFolder founded, IReadOnlyList<CharterDocument> before, SignedCharter parent, DoctrineBundle doctrine, params char[] stewards)
    {
        var next = SignedCharter.WithoutSignatures(parent.Charter with { Version = parent.Charter.Version + 1, Parent = parent.Hash, Doctrine = doctrine.Hash });
        foreach (var name in stewards)
        {
            using var steward = StewardKey.Load(founded.Steward(name));
            next = next.With(steward);
        }

        return new CharterOffer([.. before, new CharterDocument(next.Charter.ToCanonicalBytes(), next.ToNote())], doctrine.Pack());
    }

    private static async Task DoneAsync(params string[] command)
    {
        var (code, output) = await NetworkFoundTests.RunAsync(command);
        Assert.True(code == ExitCodes.Done, output);
    }

    private static async Task FailsAsync(string because, params string[] command)
    {
        var (code, output) = await NetworkFoundTests.RunAsync(command);
        Assert.NotEqual(ExitCodes.Done, code);
        Assert.Contains(because, output, StringComparison.Ordinal);
    }
}
