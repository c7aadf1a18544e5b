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
            AllowMultipleArgumentsPerToken = true,
            Description = "A steward's private key; with the signatures as many as the charter's threshold.",
        };
        var signatures = new Option<string[]>("--signature") { AllowMultipleArgumentsPerToken = true, Description = "What palladium doctrine sign wrote on a steward's machine." };
        var node = new Option<string?>("--node") { Description = "Address of a member's node; it hands the version on to the others." };
        var into = new Option<string?>("--out") { Description = "File for charter and doctrine instead, for palladium doctrine adopt." };
        var token = new Option<string?>("--token") { Description = $"Token of scope charter:write of that node; left out, {TokenVariable} is taken." };
        var command = new Command("publish", "Sign the next charter, which names this doctrine, and put it in force.") { folder, charter, stewards, signatures, node, token, into };
        command.SetAction(async (parsed, cancellation) =>
        {
            var doctrine = Load(parsed.GetRequiredValue(folder));
            var charters = ChartersOf(parsed.GetRequiredValue(charter));
            var output = parsed.InvocationConfiguration.Output;
            Func<Task<CharterOffer>> next = () => NextAsync(
                charters, doctrine, parsed.GetValue(stewards) ?? [], parsed.GetValue(signatures) ?? [], output);
            switch (parsed.GetValue(node), parsed.GetValue(into))
            {
                case ({ } to, null):
                    await PublishAsync(next, charters, Address(to), Token(parsed.GetValue(token)), output, cancellation);
                    return ExitCodes.Done;
                case (null, { } file):
                    var offer = await next();
                    DoctrineSignCommands.Write(file, stream => stream.Write(offer.ToBytes()));
                    await output.WriteLineAsync($"For a node that is stopped: palladium doctrine adopt {file} --node DIR");
                    return ExitCodes.Done;
                default:
                    throw new CommandFailedException("Either --node or --out says where it goes.", exitCode: ExitCodes.Usage);
            }
        });
        return command;
    }

    private static async Task PublishAsync(
        Func<Task<CharterOffer>> next, string charters, Uri node, string token, TextWriter output, CancellationToken cancellation)
    {
        using var desk = new CharterDesk(node, token);
        await desk.RefuseIfAheadAsync(charters, cancellation);
        await output.WriteLineAsync(await desk.OfferAsync(await next(), cancellation)
            ? $"{node} put it in force and hands it to the other members."
            : $"{node} had it in force already.");
    }

    private static async Task<CharterOffer> NextAsync(
        string charters, DoctrineBundle doctrine, string[] stewards, string[] signatures, TextWriter output)
    {
        if (!DoctrinePublication.Next(charters, doctrine, stewards, signatures).Accepted(out var offer, out var refusal))
        {
            throw new CommandFailedException($"{refusal.Field}: {refusal.Message} ({refusal.Rule})", "Nothing was published.");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Charter {offer.Versions.Count} names the doctrine {doctrine.Manifest.Name} version {doctrine.Manifest.Version}, {doctrine.Hash}."));
        await output.WriteLineAsync($"It is signed and kept in {Path.Combine(charters, "charter")}.");
        return offer;
    }

    /// <summary>The token that was given, or that the environment holds.</summary>
    public static string Token(string? given) => (given ?? Environment.GetEnvironmentVariable(TokenVariable)) is { Length: > 0 } token
        ? token
        : throw new CommandFailedException(
            "No token was given.", $"Make one: palladium node token DIR --name publishing --scope charter:write; give it as --token or in {TokenVariable}.", ExitCodes.Usage);

    /// <summary>The address of a node.</summary>
    public static Uri Address(string node) => Uri.TryCreate(node.TrimEnd('/'), UriKind.Absolute, out var url) && (url.Scheme is "http" or "https")
        ? url
        : throw new CommandFailedException($"--node {node} is not an http(s) address.", exitCode: ExitCodes.Usage);

    /// <summary>The folder that holds the charters: of a founding, or the data folder of a node.</summary>
    public static string ChartersOf(string folder) =>
        File.Exists(Path.Combine(folder, NodeConfiguration.FileName)) ? NodeCommands.Load(folder).Data : Path.GetFullPath(folder);
}
