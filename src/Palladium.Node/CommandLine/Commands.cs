using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Palladium.Node.CommandLine;

/// <summary>The program: every command of every feature. Add a feature's commands here and nowhere else.</summary>
internal static class Commands
{
    private static readonly ICommandFeature[] All =
    [
        new NodeCommands(),
        new AccountCommands(),
        new People.PersonCommands(),
        new Demo.DemoCommand(),
        new Oversight.LogCommands(),
        new LogUpkeepCommands(),
        new Oversight.AuditCommands(),
        new Network.CharterCommands(),
        new Network.DoctrineCommands(),
        new Network.DoctrineNewCommands(),
        new Network.DoctrineTestCommands(),
        new Network.DoctrineDiffCommands(),
        new Network.DoctrineSignCommands(),
        new Network.ClockCommands(),
        new Network.DoctrineProofCommands(),
        new Retention.HoldCommands(),
        new Rights.RightsCommands(),
        new Picture.CityCommands(),
        new Cedar.CedarCommands(),
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Palladium: a city's security network of equals, without a centre.");
        var tree = new CommandTree(root);
        foreach (var feature in All)
        {
            feature.Register(tree);
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!, tree);
        }

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            foreach (var problem in parsed.Errors)
            {
                await error.WriteLineAsync($"palladium: {problem.Message}");
            }

            await error.WriteLineAsync($"Try: {Path(parsed.CommandResult.Command)} --help");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(6),
            });
        }
        catch (CommandFailedException failure)
        {
            await error.WriteLineAsync($"palladium: {failure.Message}");
            if (failure.Advice.Length > 0)
            {
                await error.WriteLineAsync(failure.Advice);
            }

            return failure.ExitCode;
        }
    }

    private static string Path(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is not null; at = at.Parents.FirstOrDefault())
        {
            names.Add(at is RootCommand ? "palladium" : at.Name);
        }

        names.Reverse();
        return string.Join(' ', names);
    }

    private sealed class HelpWithExamples(HelpAction standard, CommandTree tree) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            standard.Invoke(parseResult);
            var examples = tree.ExamplesOf(parseResult.CommandResult.Command);
            if (examples.Count > 0)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var example in examples)
                {
                    output.WriteLine($"  {example}");
                }
            }

            return ExitCodes.Done;
        }
    }
}
