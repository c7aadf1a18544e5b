using System.CommandLine;
using System.Globalization;
using Palladium.Federation.Charter;
using Palladium.Node.CommandLine;
using Palladium.Node.Configuration;
using Palladium.Node.Journal;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary><c>palladium doctrine sign</c> and <c>palladium doctrine adopt</c>: stewards apart from one another, and nodes without a connection.</summary>
internal sealed class DoctrineSignCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("doctrine", "Check the shared rules and put them in force.");
        tree.Add(group, Sign(), "palladium doctrine sign my-city --charter founding --steward steward-a.key --out a.sig");
        tree.Add(group, Adopt(), "palladium doctrine adopt offer.json --node /srv/police");
    }

    private static Command Sign()
    {
        var folder = DoctrineCommands.Folder();
        var charter = new Option<string>("--charter") { Required = true, Description = "Folder of the founding, a copy of it, or a node's folder: the charters so far." };
        var steward = new Option<string>("--steward") { Required = true, Description = "The steward's private key. It stays on this machine." };
        var into = new Option<string>("--out") { Required = true, Description = "File for the signature. It is no secret; publish takes it." };
        var command = new Command("sign", "Sign the next charter, which names this doctrine, as one steward, apart from the others.") { folder, charter, steward, into };
        command.SetAction(parsed =>
        {
            var doctrine = DoctrineCommands.Load(parsed.GetRequiredValue(folder));
            var charters = DoctrineCommands.ChartersOf(parsed.GetRequiredValue(charter));
            if (!DoctrinePublication.Sign(charters, doctrine, parsed.GetRequiredValue(steward)).Accepted(out var signed, out var refusal))
            {
                throw new CommandFailedException($"{refusal.Field}: {refusal.Message} ({refusal.Rule})", "Nothing was signed.");
            }

            var file = parsed.GetRequiredValue(into);
            Write(file, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(signed.ToNote())));
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Signed charter {signed.Charter.Version}, {signed.Hash}, which names the doctrine {doctrine.Manifest.Name} version {doctrine.Manifest.Version}, {doctrine.Hash}."));
            output.WriteLine($"The signature is in {file}. All stewards must see the same two numbers.");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"With {signed.Charter.Threshold} of them: palladium doctrine publish DIR --charter FOLDER --signature FILE FILE --node URL"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Adopt()
    {
        var file = new Argument<string>("FILE") { Description = "What palladium doctrine publish --out wrote." };
        var node = new Option<string>("--node") { Required = true, Description = "Folder of a node that is stopped." };
        var command = new Command("adopt", "Take a signed charter and its doctrine from a file, into a node that is stopped.") { file, node };
        command.SetAction((parsed, cancellation) => AdoptAsync(
            parsed.GetRequiredValue(file), NodeCommands.Load(parsed.GetRequiredValue(node)), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> AdoptAsync(string file, NodeConfiguration node, TextWriter output, CancellationToken cancellation)
    {
        var bytes = Read(file);
        await using var stores = await OpenAsync(node, cancellation);
        if (!Take(node.Data, bytes).Accepted(out var addition, out var refusal))
        {
            await new RefusedOffers(stores.Journal, TimeProvider.System).RecordAsync(refusal, null, bytes, cancellation);
            throw new CommandFailedException(
                $"{file}: {refusal.Message} ({refusal.Rule})", "The node keeps the doctrine it has. That this was tried is an entry of its log.");
        }

        var manifest = addition.Doctrine.Manifest;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Charter {addition.Chain.InForce.Charter.Version} and the doctrine {manifest.Name} version {manifest.Version}, {addition.Doctrine.Hash}, are in {node.Folder}."));
        await output.WriteLineAsync($"They are in force when it starts: palladium node run {node.Folder}");
        return ExitCodes.Done;
    }

    private static Outcome<CharterAddition> Take(string data, byte[] bytes)
    {
        if (!CharterOffer.TryRead(bytes, out var offer))
        {
            return new Refusal("charter", "charter.offer", "This is no charter with its doctrine.");
        }

        var intake = new CharterIntake(data);
        if (!new CharterStore(data).Load().Accepted(out var chain, out var refusal)
            || !intake.Check(chain, DoctrinePacks.Find(data, chain.InForce.Charter.Doctrine), offer).Accepted(out var addition, out refusal))
        {
            return refusal;
        }

        if (addition.IsOlder)
        {
            return CharterIntake.Older(chain);
        }

        return intake.Keep(chain, addition).Accepted(out _, out refusal) ? addition : refusal;
    }

    /// <summary>Opens the stores of a node that is stopped, or ends the command.</summary>
    public static async Task<NodeStores> OpenAsync(NodeConfiguration node, CancellationToken cancellation)
    {
        try
        {
            return await NodeStores.OpenAsync(node, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, cancellation);
        }
        catch (IOException e)
        {
            throw new CommandFailedException(
                $"The node in {node.Folder} cannot be opened: {e.Message}", "This is for a node that is stopped. To one that runs, hand a doctrine with: palladium doctrine publish DIR --charter FOLDER --node URL");
        }
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{file} cannot be read: {e.Message}", exitCode: ExitCodes.Usage);
        }
    }

    /// <summary>Writes a file that was not there before.</summary>
    public static void Write(string file, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            write(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{file} cannot be written: {e.Message}", exitCode: ExitCodes.Usage);
        }
    }
}
