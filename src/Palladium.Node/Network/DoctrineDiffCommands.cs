using System.CommandLine;
using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Proofs;
using Palladium.Doctrine.Replay;
using Palladium.Node.Api;
using Palladium.Node.CommandLine;
using Palladium.Node.Configuration;

namespace Palladium.Node.Network;

/// <summary><c>palladium doctrine diff</c>.</summary>
internal sealed class DoctrineDiffCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("doctrine", "Check the shared rules and put them in force.");
        tree.Add(group, Diff(), "palladium doctrine diff doctrines/sample-city my-city", "palladium doctrine diff my-city --since 30d --node /srv/police");
    }

    private static Command Diff()
    {
        var doctrines = new Argument<string[]>("DIR")
        {
            Arity = new ArgumentArity(1, 2),
            Description = "Folders of two doctrines, the one before first; with --node the folder of the new one.",
        };
        var node = new Option<string?>("--node")
        {
            Description = "Folder of a node that is stopped, or address of one that runs: which of its decisions the new doctrine would make otherwise.",
        };
        var since = new Option<string>("--since") { Description = "With --node, how far back: 30d, 12h.", DefaultValueFactory = _ => "30d" };
        var token = new Option<string?>("--token") { Description = "Token of scope audit:read of that node; left out, PALLADIUM_TOKEN is taken." };
        var command = new Command("diff", "Say what is different between two doctrines and prove or refute that they decide alike; or ask a new one what was asked before.")
        {
            doctrines, node, since, token,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (folders, output) = (parsed.GetRequiredValue(doctrines), parsed.InvocationConfiguration.Output);
            switch (folders, parsed.GetValue(node))
            {
                case ([var before, var after], null):
                    return Run(DoctrineCommands.Load(before), DoctrineCommands.Load(after), output);
                case ([var after], { } of):
                    var span = Span(parsed.GetValue(since)!);
                    var answer = of.Contains("://", StringComparison.Ordinal)
                        ? await AskAsync(DoctrineCommands.Address(of), DoctrineCommands.Token(parsed.GetValue(token)), DoctrineCommands.Load(after), span, cancellation)
                        : await ReadAsync(NodeCommands.Load(of), DoctrineCommands.Load(after), span, cancellation);
                    Say(answer, output);
                    return ExitCodes.Done;
                default:
                    throw new CommandFailedException("Give two doctrines, or one and --node.", exitCode: ExitCodes.Usage);
            }
        });
        return command;
    }

    private static TimeSpan Span(string text) =>
        text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 3660
        && text[^1] is 'd' or 'h'
            ? text[^1] == 'd' ? TimeSpan.FromDays(count) : TimeSpan.FromHours(count)
            : throw new CommandFailedException($"--since {text} is no time such as 30d or 12h.", exitCode: ExitCodes.Usage);

    private static async Task<ReplayAnswer> ReadAsync(NodeConfiguration node, DoctrineBundle doctrine, TimeSpan since, CancellationToken cancellation)
    {
        await using var stores = await DoctrineSignCommands.OpenAsync(node, cancellation);
        return new(DecisionHistory.Replay(new DecisionReplay(doctrine), TimeProvider.System.GetUtcNow() - since, stores, node.Member), 0);
    }

    private static async Task<ReplayAnswer> AskAsync(Uri node, string token, DoctrineBundle doctrine, TimeSpan since, CancellationToken cancellation)
    {
        using var desk = new CharterDesk(node, token);
        return await desk.ReplayAsync(doctrine, (int)Math.Ceiling(since.TotalDays), cancellation);
    }

    private static void Say(ReplayAnswer answer, TextWriter output)
    {
        var summary = answer.Summary;
        foreach (var difference in summary.Otherwise)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{difference.Count} x {difference.Action}: was {(difference.WouldPermit ? "denied" : "permitted")} by {difference.Was}, would be {(difference.WouldPermit ? "permitted" : "denied")} by {difference.WouldBe}: {difference.Words}"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{summary.Otherwise.Sum(difference => difference.Count)} decided otherwise, {summary.Alike} alike, {summary.Erased} erased and not asked again."));
        Count(summary.OfTheMoment, "denied for a fact of that moment, whatever the rules say");
        Count(summary.Own, "decided by the member's own rules");
        Count(summary.Unasked, "not asked: the doctrine needs what was not recorded then");
        Count(summary.Sessions, "sessions, whose rows are not recorded one by one");
        Count(answer.Withheld, "not to be read by whoever asks");

        void Count(int count, string what)
        {
            if (count > 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} {what}."));
            }
        }
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
