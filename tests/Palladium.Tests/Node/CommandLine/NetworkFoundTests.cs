using Palladium.Federation.Charter;
using Palladium.Node.CommandLine;
using Palladium.Node.Network;
using Palladium.Tests.City;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Node.CommandLine;

public sealed class NetworkFoundTests
{
    [Fact]
    public async Task Founding_gives_every_member_charter_and_doctrine_and_says_where_the_stewards_keys_are()
    {
        using var work = new TemporaryFolder();
        var folders = await NodesAsync(work.Path, "police", "fire");
        var founding = Path.Combine(work.Path, "founding");

        var (code, output) = await RunAsync(Found(founding, folders));

        Assert.True(code == 0, output);
        foreach (var folder in folders.Append(founding))
        {
            var charter = new CharterStore(folder).Load().Value.InForce.Charter;
            Assert.Equal(["fire", "police"], charter.Members.Select(member => member.Id.Name));
            Assert.Equal("https://127.0.0.1:9443/", charter.Members[1].PeerUrl.ToString());
            Assert.Equal(DoctrineFolder.Montevideo.Hash, charter.Doctrine);
            Assert.True(File.Exists(DoctrinePacks.FileOf(folder, charter.Doctrine)));
        }

        Assert.Equal(3, Directory.GetFiles(founding, "steward-*.key").Length);
        Assert.Contains("need 2 of these 3 stewards' keys", output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(founding, "steward-a.key"), output, StringComparison.Ordinal);
        Assert.Contains("safe", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(folders[0], "*", SearchOption.AllDirectories), file => file.Contains("steward", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_of_a_network_and_a_used_folder_are_refused()
    {
        using var work = new TemporaryFolder();
        var folders = await NodesAsync(work.Path, "police", "fire");
        var founding = Path.Combine(work.Path, "founding");
        Assert.Equal(0, (await RunAsync(Found(founding, folders[0]))).Code);

        var (code, output) = await RunAsync(Found(founding, folders[1]));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("already; nothing was changed", output, StringComparison.Ordinal);

        var other = Path.Combine(work.Path, "other");
        (code, output) = await RunAsync(Found(other, folders));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("police already belongs to a network", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(other));
        Assert.False(new CharterStore(folders[1]).IsFounded);
    }

    [Fact]
    public async Task Every_node_that_cannot_be_a_member_is_named_with_what_is_wrong()
    {
        using var work = new TemporaryFolder();
        var elsewhere = Path.Combine(work.Path, "elsewhere");
        var unreachable = Path.Combine(work.Path, "unreachable");
        Assert.Equal(0, (await RunAsync("node", "init", elsewhere, "--name", "police", "--kind", "police", "--network", "montreal")).Code);
        Assert.Equal(0, (await RunAsync(
            "node", "init", unreachable, "--name", "police", "--kind", "police", "--http-port", "0", "--peer-port", "0")).Code);
        var founding = Path.Combine(work.Path, "founding");

        var (code, output) = await RunAsync(Found(founding, elsewhere, unreachable));

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("network is \"montreal\", and --name says montevideo", output, StringComparison.Ordinal);
        Assert.Contains("http_port is 0", output, StringComparison.Ordinal);
        Assert.Contains("peer_port is 0", output, StringComparison.Ordinal);
        Assert.Contains("two nodes are called police", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(founding));

        (code, output) = await RunAsync(Found(founding, work.Path));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("palladium node init", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("27")]
    public async Task A_number_of_stewards_that_no_network_can_have_is_refused(string stewards)
    {
        using var work = new TemporaryFolder();
        var folders = await NodesAsync(work.Path, "police");

        var (code, output) = await RunAsync([.. Found(Path.Combine(work.Path, "founding"), folders), "--stewards", stewards]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("1 to 26 stewards", output, StringComparison.Ordinal);
        Assert.False(new CharterStore(folders[0]).IsFounded);
    }

    private static string[] Found(string founding, params string[] members) =>
        ["network", "found", "--name", "montevideo", "--member", .. members, "--doctrine", DoctrineFolder.Folder, "--out", founding];

    private static async Task<string[]> NodesAsync(string work, params string[] names)
    {
        var folders = new List<string>();
        foreach (var name in names)
        {
            var folder = Path.Combine(work, name);
            var (code, output) = await RunAsync("node", "init", folder, "--name", name, "--kind", name, "--http-port", "9080", "--peer-port", "9443");
            Assert.True(code == 0, output);
            folders.Add(folder);
        }

        return [.. folders];
    }

    internal static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        return (await Commands.RunAsync(arguments, output, output), output.ToString());
    }
}
