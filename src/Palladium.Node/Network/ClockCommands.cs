using System.CommandLine;
using System.Text.Json.Nodes;
using Palladium.Node.CommandLine;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;

namespace Palladium.Node.Network;

/// <summary><c>palladium node clock</c>: the way out when a clock had run ahead and was set right.</summary>
internal sealed class ClockCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var folder = new Argument<string>("DIR") { Description = "Folder of a node that is stopped." };
        var command = new Command("clock", "Accept the machine's clock as right, after it had run ahead; that this was done is an entry of the log.") { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            var node = NodeCommands.Load(parsed.GetRequiredValue(folder));
            await using var stores = await DoctrineSignCommands.OpenAsync(node, cancellation);
            await stores.Journal.AppendAsync(
                new EntryDraft(EntryKinds.SettingChanged, PurposeClass.Administration, CanonicalJson.Write(new JsonObject
                {
                    ["setting"] = "clock.accepted",
                    ["time"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                })),
                cancellation);
            stores.State.Remove(SteadyTime.Key);
            await parsed.InvocationConfiguration.Output.WriteLineAsync("The machine's clock counts as right.");
            return ExitCodes.Done;
        });
        tree.Add(tree.Group("node", "Make and run a node."), command, "palladium node clock /srv/police");
    }
}
