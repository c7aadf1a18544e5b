using System.CommandLine;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;
using Palladium.Node.CommandLine;

namespace Palladium.Node.Network;

/// <summary><c>palladium doctrine diff</c>.</summary>
internal sealed class DoctrineDiffCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("doctrine", "Check the shared rules and put them in force.");
        tree.Add(group, Diff(), "palladium doctrine diff doctrines/sample-city my-city");
    }

    private static Command Diff()
    {
        var before = new Argument<string>("BEFORE") { Description = "Folder of one doctrine." };
        var after = new Argument<string>("AFTER") { Description = "Folder of the other." };
        var command = new Command("diff", "Say what is different between two doctrines, and prove or refute that they decide alike.") { before, after };
        command.SetAction(parsed => Run(
            DoctrineCommands.Load(parsed.GetRequiredValue(before)), DoctrineCommands.Load(parsed.GetRequiredValue(after)), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(DoctrineBundle before, DoctrineBundle after, TextWriter output)
    {
        foreach (var line in DoctrineDifference.Between(before, after))
        {
            output.WriteLine(line);
        }

        if (before.Schema.ToText() != after.Schema.ToText() || !before.Manifest.Bases.SequenceEqual(after.Manifest.Bases))
        {
            output.WriteLine("Their schemas or legal bases differ: whether they decide alike is not a question that can be proved.");
            return ExitCodes.Done;
        }

        using var z3 = DoctrineProofCommands.RequireZ3();
        var result = new Prover(before, z3).Equal(after);
        switch (result.Verdict)
        {
            case ProofVerdict.Proved:
                output.WriteLine("Proved: they decide every request alike.");
                return ExitCodes.Done;
            case ProofVerdict.Refuted:
                output.WriteLine("They decide this request differently; in the first it is");
                output.WriteLine(result.Counterexample);
                return ExitCodes.Done;
            default:
                output.WriteLine($"Unknown whether they decide alike: {result.Reason}");
                return ExitCodes.Failed;
        }
    }
}
