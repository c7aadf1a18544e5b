using System.CommandLine;
using Palladium.Doctrine.Bundle;
using Palladium.Node.CommandLine;

namespace Palladium.Node.Network;

/// <summary><c>palladium doctrine new</c>.</summary>
internal sealed class DoctrineNewCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("doctrine", "Check the shared rules and put them in force.");
        tree.Add(group, New(), "palladium doctrine new my-city");
    }

    private static Command New()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder to make; its name, a-z, 0-9, '-' and '.', becomes the doctrine's." };
        var command = new Command("new", "Make a small doctrine to begin with: a policy, a threshold, a plan, a test and a proof, all commented.") { folder };
        command.SetAction(parsed =>
        {
            var at = Path.GetFullPath(parsed.GetRequiredValue(folder));
            if (Path.Exists(at))
            {
                throw new CommandFailedException($"{at} exists already; nothing was changed.", "Choose another folder.", ExitCodes.Usage);
            }

            var files = DoctrineTemplate.Files(Path.GetFileName(at));
            DoctrineCommands.RefuseIf(at, DoctrineBundle.Load(files).Problems);
            foreach (var (path, text) in files)
            {
                var file = Path.Combine(at, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }

            parsed.InvocationConfiguration.Output.WriteLine($"Made {files.Count} files in {at}. Next: palladium doctrine check {parsed.GetValue(folder)}");
            return ExitCodes.Done;
        });
        return command;
    }
}
