using Microsoft.Extensions.DependencyInjection;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Tests.Doctrine;
using Palladium.Tests.Node.CommandLine;

namespace Palladium.Tests.Node.Network;

public sealed class LocalRulesFileTests
{
    [Fact]
    public async Task A_node_decides_by_its_own_file_too_and_does_not_start_with_one_that_reaches_too_far()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        founded.Node.Configure(text => text.Replace("# local_rules", "local_rules", StringComparison.Ordinal));
        var file = Path.Combine(founded.Node.Path, "local.cedar");
        const string Head = """@id("own.no-fire") @rule("Ours.") forbid (principal, action == Palladium::Action::""";
        File.WriteAllText(file, Head + "\"readUnit\", resource) when { principal.kind == \"safety\" };\n");
        (await founded.Node.StartAsync()).Dispose();
        var services = founded.Node.App!.Services;
        var network = services.GetRequiredService<NetworkDirectory>();
        var patrol = DoctrineEntities.Unit("7", network.Self.Id, "patrol", exercise: false);
        var safety = DoctrineEntities.Member(Cast.Id("safety"), "safety", "Safety");
        var decision = services.GetRequiredService<Gate>().Decide(new GateRequest
        {
            Principal = safety.Uid,
            Action = "readUnit",
            Resource = patrol.Uid,
            Entities = network.Entities.With(safety, patrol),
            Purpose = StandingPurpose.Watch,
        });
        Assert.Equal("local:own.no-fire", decision.Rule);

        // A later doctrine that they do not fit neither opens what they close nor keeps the node from starting again.
        var keeper = services.GetRequiredService<DoctrineKeeper>();
        var protecting = Successors.Of(DoctrineFolder.Montevideo, ("title", "title = \"Other\"\nprotected = [\"readUnit\"]"));
        Assert.True((await keeper.OfferAsync(
            DoctrinePublication.Next(founded.Founding, protecting, [founded.Steward('a'), founded.Steward('b')]).Value, fromPeer: false, CancellationToken.None)).Value);
        await founded.Node.StopAsync();
        (await founded.Node.StartAsync()).Dispose();
        Assert.Equal(protecting.Hash, founded.Node.App!.Services.GetRequiredService<DoctrineKeeper>().InForce?.Hash);

        await founded.Node.StopAsync();
        File.WriteAllText(file, Head + "\"audit\", resource);\n");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(founded.Node.StartAsync);
        Assert.Contains("local.cedar:1:", refused.Message, StringComparison.Ordinal);
        Assert.Contains("local.protected", refused.Message, StringComparison.Ordinal);
    }
}
