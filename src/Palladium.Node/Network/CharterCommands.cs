using System.CommandLine;
using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Node.CommandLine;
using Palladium.Node.Configuration;

namespace Palladium.Node.Network;

/// <summary><c>palladium network found</c>: makes a network of nodes that were made with <c>palladium node init</c>.</summary>
internal sealed class CharterCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("network", "Found a network of nodes.");
        tree.Add(group, Found(),
            "palladium network found --name montevideo --member /srv/police /srv/fire /srv/ethics --stewards 3 --doctrine doctrines/montevideo --out founding");
    }

    private static Command Found()
    {
        var name = new Option<string>("--name") { Required = true, Description = "Name of the network, the same as in every node.toml. It never changes." };
        var members = new Option<string[]>("--member")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folder of a member's node, with its node.toml; one for each member.",
        };
        var stewards = new Option<int>("--stewards") { Description = "How many stewards get a key, 1 to 26.", DefaultValueFactory = _ => 3 };
        var doctrine = new Option<string>("--doctrine") { Required = true, Description = "Folder of the first doctrine." };
        var outFolder = new Option<string>("--out") { Required = true, Description = "Folder for the stewards' keys and a copy of the charter." };
        var grace = new Option<int>("--grace-seconds")
        {
            Description = "For how long a version goes on to count beside its successor, unless every member follows that earlier.",
            DefaultValueFactory = _ => 86_400,
        };
        var command = new Command("found", "Make and sign a network's first charter and hand it to every member's node.")
        {
            name, members, stewards, doctrine, outFolder, grace,
        };
        command.SetAction(parsed =>
        {
            var bundle = DoctrineCommands.Load(parsed.GetRequiredValue(doctrine));
            var folders = parsed.GetRequiredValue(members);
            var into = Path.GetFullPath(parsed.GetRequiredValue(outFolder));
            var nodes = Nodes(parsed.GetRequiredValue(name), folders);
            RefuseUsedFolder(into);
            var request = new FoundingRequest(
                parsed.GetRequiredValue(name), [.. nodes.Select(Founding)], parsed.GetValue(stewards), bundle.Hash, into, parsed.GetValue(grace));
            if (!Make(request).Accepted(out var founded, out var refusal))
            {
                throw new CommandFailedException($"{refusal.Field}: {refusal.Message}", "No network was founded.", ExitCodes.Usage);
            }

            foreach (var folder in nodes.Select(node => node.Data).Append(into))
            {
                DoctrinePacks.Keep(folder, bundle);
            }

            Say(parsed.InvocationConfiguration.Output, founded, bundle, folders, into);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Records.Outcome<FoundedNetwork> Make(FoundingRequest request)
    {
        try
        {
            return NetworkFounding.Found(request);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandFailedException(e.Message, "Remove what was made in the folder of --out, and found the network again.");
        }
    }

    private static List<NodeConfiguration> Nodes(string network, string[] folders)
    {
        var nodes = folders.Select(NodeCommands.Load).ToList();
        var problems = nodes.Zip(folders).SelectMany(pair => Wrong(pair.First, network).Select(problem => $"{pair.Second}/{NodeConfiguration.FileName}: {problem}"))
            .Concat(nodes.GroupBy(node => node.Member).Where(same => same.Count() > 1).Select(same => $"--member: two nodes are called {same.Key}."))
            .ToList();
        return problems.Count == 0
            ? nodes
            : throw new CommandFailedException(string.Join(Environment.NewLine, problems), "Nothing was made.", ExitCodes.Usage);
    }

    // What stands in a charter is what others connect to; a port that is chosen at each start cannot stand there.
    private static IEnumerable<string> Wrong(NodeConfiguration node, string network)
    {
        if (node.Network != network)
        {
            yield return $"network is \"{node.Network}\", and --name says {network}.";
        }

        if (node.Listen is { PublicUrl: null, HttpPort: 0 })
        {
            yield return "http_port is 0, so nobody can be told where the public log is; give it a number, or set public_url.";
        }

        if (node.Listen.PeerPort is null)
        {
            yield return "peer_port is missing; the other members need it.";
        }
        else if (node.Listen is { PeerUrl: null, PeerPort: 0 })
        {
            yield return "peer_port is 0, so nobody can be told where to connect; give it a number, or set peer_url.";
        }
    }

    private static void RefuseUsedFolder(string folder)
    {
        if (new CharterStore(folder).IsFounded || (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "steward-*.key").Any()))
        {
            throw new CommandFailedException(
                $"{folder} holds a charter or stewards' keys already; nothing was changed.", "Choose another folder.", ExitCodes.Usage);
        }
    }

    private static FoundingMember Founding(NodeConfiguration node) => new(
        node.Member, node.DisplayName, node.Kind, node.Data, new Uri(node.Listen.PeerUrlOrDefault!), new Uri(node.Listen.PublicUrlOrDefault));

    private static void Say(TextWriter output, FoundedNetwork founded, DoctrineBundle doctrine, string[] folders, string into)
    {
        var charter = founded.Charter.Charter;
        output.WriteLine($"Founded the network {charter.Network} with {charter.Members.Count} members: {string.Join(", ", charter.Members.Select(member => member.Id))}.");
        output.WriteLine($"Charter 1 is {founded.Charter.Hash}.");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"In force is the doctrine {doctrine.Manifest.Name} version {doctrine.Manifest.Version}, {doctrine.Hash}."));
        output.WriteLine("The charter and the doctrine are in every member's data folder.");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Later versions need {charter.Threshold} of these {charter.Stewards.Count} stewards' keys:"));
        foreach (var file in founded.StewardKeyFiles)
        {
            output.WriteLine($"  {file}");
        }

        output.WriteLine("Take the keys off this machine, each into the safe of another steward. No node needs them.");
        output.WriteLine($"Keep {Path.Combine(into, "charter")}: the next doctrine is published from {into}.");
        foreach (var folder in folders)
        {
            output.WriteLine($"Start (a node that runs already: stop it first): palladium node run {folder}");
        }
    }
}
