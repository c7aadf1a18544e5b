using System.CommandLine;
using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Node.CommandLine;
using Palladium.Node.Configuration;

namespace Palladium.Node.Network;

/// <summary><c>palladium doctrine check</c> and <c>palladium doctrine publish</c>.</summary>
internal sealed class DoctrineCommands : ICommandFeature
{
    /// <summary>Where the token is taken from when it is not on the command line, which every process of a machine can read.</summary>
    private const string TokenVariable = "PALLADIUM_TOKEN";

    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("doctrine", "Check the shared rules and put them in force.");
        tree.Add(group, Check(), "palladium doctrine check doctrines/montevideo");
        tree.Add(group, Publish(),
            "palladium doctrine publish doctrines/montevideo --charter founding --steward a.key b.key --node http://127.0.0.1:8080 --token plt_...");
    }

    /// <summary>Loads a doctrine or ends the command with all that is wrong with it.</summary>
    public static DoctrineBundle Load(string folder)
    {
        var load = DoctrineBundle.LoadFolder(folder);
        RefuseIf(folder, load.Problems);
        return load.Bundle!;
    }

    /// <summary>Ends the command when there are problems, with all of them.</summary>
    public static void RefuseIf(string folder, IReadOnlyCollection<DoctrineProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw new CommandFailedException(
                string.Join(Environment.NewLine, problems.Select(problem => Place(folder, problem))),
                string.Create(CultureInfo.InvariantCulture, $"{problems.Count} {(problems.Count == 1 ? "mistake" : "mistakes")} in the doctrine; it cannot be put in force."));
        }
    }

    // With the folder in front, so that an editor or a terminal opens the place.
    private static string Place(string folder, DoctrineProblem problem) =>
        (problem with { File = problem.File.Length == 0 ? folder : Path.Combine(folder, problem.File) }).ToString();

    public static Argument<string> Folder() => new("DIR") { Description = "Folder of the doctrine's files." };

    private static Command Check()
    {
        var folder = Folder();
        var command = new Command("check", "Read a doctrine as a node would, and say everything that is wrong, with file, line and column.") { folder };
        command.SetAction(parsed =>
        {
            var at = parsed.GetRequiredValue(folder);
            var doctrine = Load(at);
            _ = DoctrineTestCommands.Tests(at, doctrine);
            _ = DoctrineProofCommands.Statements(at, doctrine);
            parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{doctrine.Manifest.Name} version {doctrine.Manifest.Version} is in order: {doctrine.Policies.Length} policies, {doctrine.Thresholds.Length} thresholds, {doctrine.Plans.Length} plans."));
            parsed.InvocationConfiguration.Output.WriteLine($"Hash {doctrine.Hash}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Publish()
    {
        var folder = Folder();
        var charter = new Option<string>("--charter") { Required = true, Description = "Folder of the founding, or a node's folder: the charters so far." };
        var stewards = new Option<string[]>("--steward")
        {
            Required = true, AllowMultipleArgumentsPerToken = true, Description = "A steward's private key; as many as the charter's threshold.",
        };
        var node = new Option<string>("--node") { Required = true, Description = "Address of a member's node; it hands the version on to the others." };
        var token = new Option<string?>("--token") { Description = $"Token of scope charter:write of that node; left out, {TokenVariable} is taken." };
        var command = new Command("publish", "Sign the next charter, which names this doctrine, and put it in force.") { folder, charter, stewards, node, token };
        command.SetAction((parsed, cancellation) => PublishAsync(
            parsed.GetRequiredValue(folder), parsed.GetRequiredValue(charter), parsed.GetRequiredValue(stewards), parsed.GetRequiredValue(node),
            parsed.GetValue(token), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> PublishAsync(
        string folder, string charter, string[] stewards, string node, string? token, TextWriter output, CancellationToken cancellation)
    {
        token ??= Environment.GetEnvironmentVariable(TokenVariable);
        if (string.IsNullOrEmpty(token))
        {
            throw new CommandFailedException(
                "No token was given.", $"Make one: palladium node token DIR --name publishing --scope charter:write; give it as --token or in {TokenVariable}.", ExitCodes.Usage);
        }

        if (!Uri.TryCreate(node.TrimEnd('/'), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new CommandFailedException($"--node {node} is not an http(s) address.", exitCode: ExitCodes.Usage);
        }

        var doctrine = Load(folder);
        var charters = ChartersOf(charter);
        using var desk = new CharterDesk(url, token);
        await desk.RefuseIfAheadAsync(charters, cancellation);
        if (!DoctrinePublication.Next(charters, doctrine, stewards).Accepted(out var offer, out var refusal))
        {
            throw new CommandFailedException($"{refusal.Field}: {refusal.Message} ({refusal.Rule})", "Nothing was published.");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Charter {offer.Versions.Count} names the doctrine {doctrine.Manifest.Name} version {doctrine.Manifest.Version}, {doctrine.Hash}."));
        await output.WriteLineAsync($"It is signed and kept in {Path.Combine(charters, "charter")}.");
        await output.WriteLineAsync(await desk.OfferAsync(offer, cancellation)
            ? $"{url} put it in force and hands it to the other members."
            : $"{url} had it in force already.");
        return ExitCodes.Done;
    }

    private static string ChartersOf(string folder) =>
        File.Exists(Path.Combine(folder, NodeConfiguration.FileName)) ? NodeCommands.Load(folder).Data : Path.GetFullPath(folder);
}
