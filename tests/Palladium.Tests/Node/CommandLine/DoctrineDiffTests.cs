using Microsoft.Extensions.DependencyInjection;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.CommandLine;
using Palladium.Node.Network;
using Palladium.Records.Sealing;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Node.CommandLine;

public sealed class DoctrineDiffTests
{
    [Fact]
    public async Task A_node_running_or_stopped_is_asked_what_a_new_doctrine_would_have_decided_otherwise()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        using var client = await founded.Node.StartAsync();
        var (gate, network) = (founded.Node.App!.Services.GetRequiredService<Gate>(), founded.Node.App.Services.GetRequiredService<NetworkDirectory>());
        var patrol = DoctrineEntities.Unit("7", network.Self.Id, "patrol", exercise: false);
        foreach (var kind in new[] { "fire", "bus" })
        {
            var member = DoctrineEntities.Member(Cast.Id(kind), kind, kind);
            await gate.OpenAsync(
                Seal.Of(1),
                new GateRequest { Principal = member.Uid, Action = "readUnit", Resource = patrol.Uid, Entities = network.Entities.With(member, patrol), Purpose = StandingPurpose.Watch },
                CancellationToken.None);
        }

        FoundedFolder.Write(founded.Doctrine, Successors.Of(DoctrineFolder.Montevideo, "policies/test.cedar", """
            @id("test.no-fire") @rule("The fire brigade sees no patrols any more.")
            forbid (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "fire" };
            """));
        const string Otherwise = "1 x readUnit: was permitted by units.patrols-to-responders, would be denied by test.no-fire: The fire brigade sees no patrols any more.";
        var (code, output) = await founded.Node.CommandAsync("node", "token", founded.Node.Path, "--name", "audit", "--scope", "audit:read");
        Assert.True(code == 0, output);
        var token = output.Split('\n').Last(line => line.StartsWith("plt_", StringComparison.Ordinal)).Trim();

        (code, output) = await NetworkFoundTests.RunAsync(
            "doctrine", "diff", founded.Doctrine, "--node", client.BaseAddress!.ToString(), "--token", token);
        Assert.True(code == ExitCodes.Done, output);
        Assert.Contains(Otherwise, output, StringComparison.Ordinal);
        Assert.Contains("1 decided otherwise, 1 alike, 0 erased", output, StringComparison.Ordinal);

        await founded.Node.StopAsync();
        (code, output) = await NetworkFoundTests.RunAsync("doctrine", "diff", founded.Doctrine, "--since", "12h", "--node", founded.Node.Path);
        Assert.True(code == ExitCodes.Done, output);
        Assert.Contains(Otherwise, output, StringComparison.Ordinal);
        (code, output) = await NetworkFoundTests.RunAsync("doctrine", "diff", founded.Doctrine, "--since", "soon", "--node", founded.Node.Path);
        Assert.Equal(ExitCodes.Usage, code);
        (code, output) = await NetworkFoundTests.RunAsync("doctrine", "diff", founded.Doctrine);
        Assert.Equal(ExitCodes.Usage, code);
    }
}
