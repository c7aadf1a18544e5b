using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;
using Palladium.Node.CommandLine;

namespace Palladium.Node.Network;

/// <summary><c>palladium doctrine prove</c>.</summary>
internal sealed class DoctrineProofCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("doctrine", "Check the shared rules and put them in force.");
        tree.Add(group, Prove(), "palladium doctrine prove doctrines/sample-city", "palladium doctrine prove doctrines/sample-city --policies");
    }

    /// <summary>The statements of a doctrine; ends the command with all that is wrong with them.</summary>
    public static ImmutableArray<Statement> Statements(string folder, DoctrineBundle doctrine)
    {
        var problems = new List<DoctrineProblem>();
        var statements = ProofFiles.Read(doctrine, problems);
        DoctrineCommands.RefuseIf(folder, problems);
        return statements;
    }

    /// <summary>The prover, or the end of the command with how to install it.</summary>
    public static Z3 RequireZ3() => Z3.Start() ?? throw new CommandFailedException("There is no 'z3' on this machine, and without it nothing can be proved.", Z3.HowToInstall, ExitCodes.Unable);

    private static Command Prove()
    {
        var folder = DoctrineCommands.Folder();
        var policies = new Option<bool>("--policies") { Description = "Also find policies that can never apply, and those that another one makes redundant." };
        var command = new Command("prove", "Prove what proofs/*.toml states, or show a request that refutes it.") { folder, policies };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.GetValue(policies), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string folder, bool policies, TextWriter output)
    {
        var doctrine = DoctrineCommands.Load(folder);
        var statements = Statements(folder, doctrine);
        if (statements.Length == 0 && !policies)
        {
            throw new CommandFailedException($"{folder} states nothing to prove.", "Write statements in proofs/*.toml; docs/doctrine.md says how.");
        }

        using var z3 = RequireZ3();
        var prover = new Prover(doctrine, z3);
        var failed = 0;
        foreach (var statement in statements)
        {
            var result = prover.Prove(statement);
            failed += result.Verdict == ProofVerdict.Proved ? 0 : 1;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.Combine(folder, statement.File)}:{statement.Line}:1: {(result.Verdict == ProofVerdict.Proved ? "proved" : result.Verdict == ProofVerdict.Refuted ? "REFUTED" : "UNKNOWN")}: {statement.Words}"));
            Indent(output, result.Counterexample?.ToString() ?? result.Reason);
        }

        var faults = policies ? Policies(folder, doctrine, prover, output) : 0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{statements.Length - failed} passed, {failed} failed"));
        return failed + faults == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static int Policies(string folder, DoctrineBundle doctrine, Prover prover, TextWriter output)
    {
        var faults = 0;
        var all = doctrine.PolicySet.Policies;
        foreach (var policy in all)
        {
            var never = prover.NeverApplies(policy);
            var fault = never.Verdict switch
            {
                ProofVerdict.Proved => "can never apply",
                ProofVerdict.Unknown => $"nobody knows whether it can apply: {never.Reason}",
                _ => prover.FindCover(policy) is { } cover
                    ? $"is redundant: wherever it applies, '{cover.Id}' does"
                    : null,
            };
            if (fault is not null)
            {
                faults++;
                output.WriteLine(new DoctrineProblem(Path.Combine(folder, policy.File), policy.Line, policy.Column, "proofs.policy", $"'{policy.Id}' {fault}."));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count - faults} of {all.Count} policies can apply and are made redundant by no other"));
        return faults;
    }

    private static void Indent(TextWriter output, string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            output.WriteLine($"    {line.TrimEnd()}");
        }
    }
}
