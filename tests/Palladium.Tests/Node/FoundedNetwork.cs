using Microsoft.Extensions.DependencyInjection;
using Palladium.Doctrine.Bundle;
using Palladium.Node.Network;
using Palladium.Records;
using Palladium.Tests.Doctrine;
using Palladium.Tests.Node.CommandLine;
using Palladium.Tests.Node.Peers;

namespace Palladium.Tests.Node;

/// <summary>
/// Real nodes of one network, founded by the real command with the doctrine of the demo city, each with its own folder, keys and
/// ports, in this process. The name of a member is its kind.
/// </summary>
internal sealed class FoundedNetwork : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("palladium-network-");
    private readonly SortedDictionary<string, NodeFolder> _nodes = new(StringComparer.Ordinal);

    public NodeFolder this[string member] => _nodes[member];

    /// <summary>Founds it; nothing runs yet.</summary>
    /// <param name="more">What is added to every node's file.</param>
    /// <param name="members">Kinds of member.</param>
    public static Task<FoundedNetwork> FoundAsync(string more, params string[] members) => FoundAsync(DoctrineFolder.Montevideo, more, members);

    /// <summary>Founds it with another doctrine.</summary>
    public static async Task<FoundedNetwork> FoundAsync(DoctrineBundle rules, string more, params string[] members)
    {
        var network = new FoundedNetwork();
        var ports = PeerNode.FreePorts(members.Length);
        foreach (var (member, port) in members.Zip(ports))
        {
            var node = network._nodes[member] = await NodeFolder.InitAsync(member, port);
            node.Configure(text => text.Replace("# public_url", "public_url", StringComparison.Ordinal)
                .Replace("# passkeys = \"required\"", "passkeys = \"offered\"", StringComparison.Ordinal) + "\n" + more);
        }

        var doctrine = Path.Combine(network._folder.FullName, "doctrine");
        FoundedFolder.Write(doctrine, rules);
        var (code, output) = await network._nodes[members[0]].CommandAsync(
        [
            "network", "found", "--name", "montevideo", "--member", .. network._nodes.Values.Select(node => node.Path),
            "--stewards", "1", "--doctrine", doctrine, "--out", network.Founding,
        ]);
        Assert.True(code == 0, output);
        return network;
    }

    /// <summary>Where the charters and the steward's key are.</summary>
    public string Founding => Path.Combine(_folder.FullName, "founding");

    public async Task StartAsync(params string[] members)
    {
        foreach (var member in members)
        {
            (await _nodes[member].StartAsync()).Dispose();
        }
    }

    /// <summary>Stops a node and starts it again on the same folder, as a new process would.</summary>
    public async Task RestartAsync(string member)
    {
        await _nodes[member].StopAsync();
        await StartAsync(member);
    }

    public T Part<T>(string member)
        where T : notnull => _nodes[member].App!.Services.GetRequiredService<T>();

    /// <summary>Waits until two nodes have answered each other.</summary>
    public Task MeetAsync(string one, string other) => UntilAsync(() =>
        Part<PeerHub>(one).StateOf(MemberId.Of(other))?.Reachable == true && Part<PeerHub>(other).StateOf(MemberId.Of(one))?.Reachable == true);

    // What is waited for is told by no one event of both nodes, so it is looked at; the test fails after 20 s.
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }

    /// <summary>The same for what has to be asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
