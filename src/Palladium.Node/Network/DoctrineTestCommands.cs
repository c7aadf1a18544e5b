using System.CommandLine;
using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;
using Palladium.Doctrine.Tests;
using Palladium.Node.CommandLine;

namespace Palladium.Node.Network;

/// <summary><c>palladium doctrine test</c>.</summary>
internal sealed class DoctrineTestCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("doctrine", "Check the shared rules and put them in force.");
        tree.Add(group, Test(), "palladium doctrine test doctrines/sample-city", "palladium doctrine test doctrines/sample-city --mutate");
    }

    /// <summary>The tests of a doctrine; ends the command with all that is wrong with them.</summary>
    public static DoctrineTests Tests(string folder, DoctrineBundle doctrine)
    {
        var problems = new List<DoctrineProblem>();
        var tests = DoctrineTests.Read(doctrine, problems);
        DoctrineCommands.RefuseIf(folder, problems);
        return tests;
    }

    private static Command Test()
    {
        var folder = DoctrineCommands.Folder();
        var mutate = new Option<bool>("--mutate")
        {
            Description = "Also leave out and invert every policy, one at a time, and say which of these changes no test and no proof notices.",
        };
        var command = new Command("test", "Ask the gate what tests/*.toml asks, and compare the answers.") { folder, mutate };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.GetValue(mutate), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string folder, bool mutate, TextWriter output)
    {
        var doctrine = DoctrineCommands.Load(folder);
        var tests = Tests(folder, doctrine);
        if (tests.All.Length == 0)
        {
            throw new CommandFailedException($"{folder} has no tests.", "Write some in tests/*.toml; docs/doctrine.md says how.");
        }

        var failures = tests.Run(doctrine);
        foreach (var failure in failures)
        {
            output.WriteLine(Path.Combine(folder, failure.ToString()));
        }

        var gaps = mutate && failures.Count == 0 ? Mutate(folder, doctrine, tests, output) : 0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tests.All.Length - failures.Count} passed, {failures.Count} failed"));
        return failures.Count + gaps == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static int Mutate(string folder, DoctrineBundle doctrine, DoctrineTests tests, TextWriter output)
    {
        using var z3 = Z3.Start();
        if (z3 is null)
        {
            output.WriteLine($"z3 is missing: only the tests are asked, not the proofs. {Z3.HowToInstall}");
        }

        var (noticed, gaps) = (0, 0);
        foreach (var mutation in Mutation.Run(doctrine, tests, DoctrineProofCommands.Statements(folder, doctrine), z3))
        {
            if (mutation.NoticedBy is not null)
            {
                noticed++;
                continue;
            }

            gaps++;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.Combine(folder, mutation.Policy.File)}:{mutation.Policy.Line}:1: nothing notices when '{mutation.Policy.Id}' is {(mutation.IsInverted ? "inverted" : "left out")}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{noticed} changes to policies were noticed, {gaps} were not"));
        return gaps;
    }
}
