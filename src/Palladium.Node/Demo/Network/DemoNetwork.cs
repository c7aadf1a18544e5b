using System.Text.Json;
using Palladium.City;
using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Node.CommandLine;
using Palladium.Node.Demo.Feeds;
using Palladium.Node.Network;
using Palladium.Node.Picture;
using Palladium.Records;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Network;

/// <summary>
/// The demo's network: ten nodes, each its own process with its own folder, keys and ports, founded once and started again
/// with the history that it has.
/// </summary>
internal sealed class DemoNetwork : IAsyncDisposable
{
    public const string Name = "montevideo";
    private const int FirstPort = 7100;

    private readonly TimeProvider _clock;

    private DemoNetwork(string folder, string doctrineFolder, CityFolder city, DemoSources sources, IReadOnlyList<DemoNode> nodes, int capPort, TimeProvider clock)
    {
        (Folder, DoctrineFolder, City, Sources, Nodes, CapPort, _clock) = (folder, doctrineFolder, city, sources, nodes, capPort, clock);
    }

    public string Folder { get; }

    public string DoctrineFolder { get; }

    public CityFolder City { get; }

    public DemoSources Sources { get; }

    public IReadOnlyList<DemoNode> Nodes { get; }

    public int CapPort { get; }

    /// <summary>Where the stewards' keys and the charter of the founding are.</summary>
    public string FoundingFolder => Path.Combine(Folder, "founding");

    public DemoNode Node(string member) => Nodes.First(node => node.Member.Id == member);

    /// <summary>Finds free ports, founds the network unless it exists, and writes every node's configuration.</summary>
    public static DemoNetwork Prepare(string folder, string cityFolder, string doctrineFolder, bool hasCapFeed, TimeProvider clock)
    {
        if (!CityFolder.Open(cityFolder).Accepted(out var city, out var refusal))
        {
            throw new CommandFailedException($"The city in {cityFolder} cannot be opened: {refusal.Message}", $"Remove {cityFolder} and start the demo again.");
        }

        WriteCameras(city, cityFolder);
        var sources = DemoSources.At(city);
        var ports = new FreePorts();
        var nodes = DemoMember.All.Select((member, i) => new DemoNode(
            member,
            Path.Combine(folder, member.Id),
            new DemoPorts(
                ports.From(FirstPort + i), ports.From(FirstPort + 100 + i), ports.From(FirstPort + 200 + i), ports.From(FirstPort + 300 + i)))).ToArray();
        var network = new DemoNetwork(folder, doctrineFolder, city, sources, nodes, ports.From(FirstPort + 400), clock);
        foreach (var node in nodes)
        {
            var feed = hasCapFeed && node.Member.Id == "safety" ? new Uri($"http://127.0.0.1:{network.CapPort}/{CapServer.Path}") : null;
            node.Configure(Name, Path.GetFullPath(cityFolder), sources.Of(node.Member.Id), nodes, feed);
        }

        network.Found();
        foreach (var node in nodes)
        {
            node.MakeCredentials(clock);
        }

        return network;
    }

    /// <summary>Starts every node and waits until all are ready.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var node in Nodes)
        {
            node.Process.Start();
        }

        await Task.WhenAll(Nodes.Select(node => node.WaitReadyAsync(http, _clock, cancellation)));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.Process.StopAsync()));
        City.Dispose();
    }

    private void Found()
    {
        if (Nodes.All(node => new CharterStore(node.Folder).IsFounded))
        {
            return;
        }

        var load = DoctrineBundle.LoadFolder(DoctrineFolder);
        if (!load.Succeeded(out var doctrine))
        {
            throw new CommandFailedException(
                $"The doctrine in {DoctrineFolder} has mistakes:\n{string.Join('\n', load.Problems)}", "Mend them and start the demo again.");
        }

        var request = new FoundingRequest(
            Name,
            [.. Nodes.Select(node => new FoundingMember(
                MemberId.Of(node.Member.Id), node.Member.Name, node.Member.Kind, node.Folder, node.Peer, node.Http))],
            3, doctrine.Hash, FoundingFolder, GraceSeconds: 0);
        if (!NetworkFounding.Found(request).Accepted(out _, out var refusal))
        {
            throw new CommandFailedException(
                $"The network could not be founded: {refusal.Message}", $"Remove {Folder} to begin anew: palladium demo --fresh");
        }

        foreach (var node in Nodes)
        {
            DoctrinePacks.Keep(node.Folder, doctrine);
        }
    }

    // The register of cameras is invented, at real places; each belongs to the member whose kind of place it looks at.
    private static void WriteCameras(CityFolder city, string cityFolder)
    {
        var file = Path.Combine(cityFolder, CityMap.RegisterFile);
        if (File.Exists(file))
        {
            return;
        }

        var cameras = DemoCameras.Invent(city).Select(camera =>
        {
            var site = city.Sites.MinBy(site => site.Place.DistanceTo(camera.Place));
            var owner = site?.Kind switch
            {
                "stadium" => "stadium",
                "police" => "police",
                "fire_station" => "fire",
                "hospital" or "clinic" => "ambulance",
                "bus_station" => "bus",
                "ferry_terminal" or "port" => "portsec",
                "substation" => "utility",
                _ => "safety",
            };
            return new RegisteredCamera(
                camera.Id, owner, camera.Name, site?.Id ?? "", new PlaceDto(camera.Place.Latitude, camera.Place.Longitude), camera.Direction,
                FeedKind.Exercise);
        });
        File.WriteAllText(file, JsonSerializer.Serialize(cameras, ContractJson.Options));
        File.WriteAllText(Path.Combine(cityFolder, CityMap.InventedMark), "The members shown in this city are invented.\n");
    }
}
