using System.CommandLine;
using Palladium.Federation.Keys;
using Palladium.Node.Configuration;

namespace Palladium.Node.CommandLine;

/// <summary><c>palladium node init</c> and <c>palladium node run</c>.</summary>
internal sealed class NodeCommands : ICommandFeature
{
    public static Argument<string> Folder() => new("DIR") { Description = "The node's folder; holds node.toml and the data." };

    public void Register(CommandTree tree)
    {
        var group = tree.Group("node", "Make and run a node, and let people and programs in.");
        tree.Add(group, Init(), "palladium node init /srv/police --name police --kind police --display-name \"City Police\"");
        tree.Add(group, Run(), "palladium node run /srv/police");
    }

    /// <summary>Loads a node's configuration or ends the command with all that is wrong with it.</summary>
    public static NodeConfiguration Load(string folder)
    {
        var result = NodeConfigurationFile.Load(folder);
        return result.Value ?? throw new CommandFailedException(
            string.Join(Environment.NewLine, result.Problems),
            "Nothing was started. Mend the file and try again.",
            ExitCodes.Usage);
    }

    private static Command Init()
    {
        var folder = Folder();
        var name = new Option<string>("--name") { Required = true, Description = "Short name of the member: a-z, 0-9 and '-'. It never changes." };
        var kind = new Option<string>("--kind") { Required = true, Description = "Kind of member, a word of the doctrine: police, fire, overseer..." };
        var display = new Option<string?>("--display-name") { Description = "What people call the member." };
        var network = new Option<string>("--network") { Description = "Name of the network.", DefaultValueFactory = _ => "montevideo" };
        var address = new Option<string>("--address") { Description = "Address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
        var http = Port("--http-port", "Console, API and public log.", 8080);
        var peer = Port("--peer-port", "Other members.", 8443);
        var mqtt = Port("--mqtt-port", "MQTT broker.", 1883);
        var cot = Port("--cot-port", "Cursor-on-Target.", 8087);
        var command = new Command("init", "Make a node: a commented configuration and fresh keys.") { folder, name, kind, display, network, address, http, peer, mqtt, cot };
        command.SetAction(parsed =>
        {
            var at = Path.GetFullPath(parsed.GetRequiredValue(folder));
            var member = parsed.GetRequiredValue(name);
            var file = Path.Combine(at, NodeConfiguration.FileName);
            if (File.Exists(file))
            {
                throw new CommandFailedException($"{file} exists already; nothing was changed.", "Choose another folder, or change that file by hand.");
            }

            var text = NodeConfigurationTemplate.Write(
                member, parsed.GetRequiredValue(kind), parsed.GetValue(display) ?? member, parsed.GetRequiredValue(network),
                parsed.GetRequiredValue(address), parsed.GetValue(http), parsed.GetValue(peer), parsed.GetValue(mqtt), parsed.GetValue(cot));
            var result = NodeConfigurationFile.Read(text, file);
            if (result.Value is not { } configuration)
            {
                throw new CommandFailedException(
                    string.Join(Environment.NewLine, result.Problems.Select(problem => $"--{problem.Key}: {problem.Message}")),
                    "Nothing was made.",
                    ExitCodes.Usage);
            }

            Directory.CreateDirectory(at);
            using var keys = NodeKeys.LoadOrCreate(configuration.Data);
            using (var stream = new FileStream(file, FileMode.CreateNew))
            using (var writer = new StreamWriter(stream))
            {
                writer.Write(text);
            }

            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"Made node {member} in {at}: {NodeConfiguration.FileName} and keys/.");
            output.WriteLine($"Start it with: palladium node run {parsed.GetValue(folder)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<int> Port(string name, string description, int port) =>
        new(name) { Description = description + " 0 takes any free port.", DefaultValueFactory = _ => port };

    private static Command Run()
    {
        var folder = Folder();
        var withInput = new Option<bool>("--end-with-input") { Description = "Stop when standard input ends: for programs that start a node." };
        var command = new Command("run", "Run a node until it is told to stop (Ctrl-C, SIGTERM).") { folder, withInput };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (parsed.GetValue(withInput))
            {
                _ = Task.Run(async () =>
                {
                    while (await Console.In.ReadLineAsync(CancellationToken.None) is not null)
                    {
                    }

                    await ending.CancelAsync();
                }, CancellationToken.None);
            }

            return await RunningNode.RunAsync(
                Load(parsed.GetRequiredValue(folder)), parsed.InvocationConfiguration.Output, ending.Token);
        });
        return command;
    }
}
