using Microsoft.Extensions.DependencyInjection;
using Palladium.Federation.Charter;
using Palladium.Node.CommandLine;
using Palladium.Node.Network;
using Palladium.Tests.City;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Node.CommandLine;

public sealed class DoctrineCommandTests
{
    [Fact]
    public async Task A_doctrine_in_order_is_named_with_its_hash()
    {
        var (code, output) = await NetworkFoundTests.RunAsync("doctrine", "check", DoctrineFolder.Folder);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains(DoctrineFolder.Montevideo.Hash, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_is_said_with_file_line_and_column()
    {
        using var work = new TemporaryFolder();
        FoundedFolder.Write(work.Path, DoctrineFolder.Montevideo);
        var policies = Directory.GetFiles(Path.Combine(work.Path, "policies"))[0];
        File.AppendAllText(policies, "permit (principal, action, resource) whenever { true };\n");
        var line = File.ReadAllLines(policies).Length;
        File.AppendAllText(Path.Combine(work.Path, "doctrine.toml"), "surprise = 1\n");

        var (code, output) = await NetworkFoundTests.RunAsync("doctrine", "check", work.Path);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains($"{policies}:{line}:", output, StringComparison.Ordinal);
        Assert.Matches("doctrine\\.toml:[0-9]+:[0-9]+: ", output);
        Assert.Contains("cannot be put in force", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_said()
    {
        var (code, output) = await NetworkFoundTests.RunAsync("doctrine", "check", "/nowhere/doctrine");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("There is no such folder", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_changes_the_doctrine_of_a_running_node_and_the_next_one_continues_from_it()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        using var client = await founded.Node.StartAsync();
        var keeper = founded.Node.App!.Services.GetRequiredService<DoctrineKeeper>();
        Assert.Equal(DoctrineFolder.Montevideo.Hash, keeper.InForce!.Hash);
        var publish = await PublishAsync(founded, client, 'a', 'b');

        var second = founded.NextDoctrine("second");
        var (code, output) = await NetworkFoundTests.RunAsync(publish);
        Assert.True(code == 0, output);
        Assert.Equal(second.Hash, keeper.InForce.Hash);

        // The same once more, as after an answer that got lost: no new version.
        (code, output) = await NetworkFoundTests.RunAsync(publish);
        Assert.True(code == 0, output);
        Assert.Contains("had it in force already", output, StringComparison.Ordinal);
        Assert.Equal(2, keeper.Chain!.InForce.Charter.Version);

        var third = founded.NextDoctrine("third");
        (code, output) = await NetworkFoundTests.RunAsync(publish);
        Assert.True(code == 0, output);
        Assert.Equal(third.Hash, keeper.InForce.Hash);
        Assert.Equal(3, keeper.Chain.InForce.Charter.Version);
        Assert.Equal(3, new CharterStore(founded.Founding).Load().Value.Versions.Count);

        // And all of it holds after a start from disk.
        await founded.Node.StopAsync();
        using var again = await founded.Node.StartAsync();
        Assert.Equal(third.Hash, founded.Node.App.Services.GetRequiredService<DoctrineKeeper>().InForce!.Hash);
    }

    [Fact]
    public async Task A_folder_that_lags_behind_the_node_signs_nothing()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        using var client = await founded.Node.StartAsync();
        var publish = await PublishAsync(founded, client, 'a', 'b');
        founded.NextDoctrine("second");
        Assert.Equal(0, (await NetworkFoundTests.RunAsync(publish)).Code);
        foreach (var file in Directory.GetFiles(Path.Combine(founded.Founding, "charter"), "0002.*"))
        {
            File.Delete(file);
        }

        founded.NextDoctrine("other second");
        var (code, output) = await NetworkFoundTests.RunAsync(publish);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("follows charter 2", output, StringComparison.Ordinal);
        Assert.Single(new CharterStore(founded.Founding).Load().Value.Versions);
    }

    [Fact]
    public async Task Too_few_stewards_a_stranger_and_what_is_no_key_publish_nothing()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        var doctrine = founded.NextDoctrine("second");
        using var stranger = StewardKey.Create("a");
        using var work = new TemporaryFolder();
        var key = stranger.Save(work.Path);

        Assert.Equal("charter.threshold", Why(founded.Steward('a')));
        Assert.Equal("charter.threshold", Why(founded.Steward('a'), founded.Steward('a')));
        Assert.Equal("charter.steward", Why(founded.Steward('b'), key));
        Assert.Equal("charter.steward-key", Why(Path.Combine(founded.Doctrine, "doctrine.toml")));
        Assert.Equal("charter.steward-key", Why("/nowhere/steward-a.key"));
        Assert.Single(new CharterStore(founded.Founding).Load().Value.Versions);
        Assert.Equal("charter.none", DoctrinePublication.Next(work.Path, doctrine, []).Refusal?.Rule);

        string? Why(params string[] keys) => DoctrinePublication.Next(founded.Founding, doctrine, keys).Refusal?.Rule;
    }

    [Fact]
    public async Task A_token_that_may_not_and_a_node_that_is_not_there_are_said()
    {
        await using var founded = await FoundedFolder.MakeAsync();
        using var client = await founded.Node.StartAsync();
        founded.NextDoctrine("second");
        var publish = await PublishAsync(founded, client, 'a', 'b');

        var (code, output) = await NetworkFoundTests.RunAsync([.. publish[..^1], "plt_wrong"]);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("answered 401", output, StringComparison.Ordinal);
        Assert.Contains("signed version is kept", output, StringComparison.Ordinal);

        await founded.Node.StopAsync();
        (code, output) = await NetworkFoundTests.RunAsync(publish);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("cannot be reached", output, StringComparison.Ordinal);
    }

    private static async Task<string[]> PublishAsync(FoundedFolder founded, HttpClient node, params char[] stewards)
    {
        var (code, output) = await founded.Node.CommandAsync("node", "token", founded.Node.Path, "--name", "publishing", "--scope", "charter:write");
        Assert.True(code == 0, output);
        var token = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(line => line.StartsWith("plt_", StringComparison.Ordinal));
        return
        [
            "doctrine", "publish", founded.Doctrine, "--charter", founded.Founding, "--steward", .. stewards.Select(founded.Steward),
            "--node", node.BaseAddress!.ToString(), "--token", token.Trim(),
        ];
    }
}
