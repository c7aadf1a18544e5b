using System.CommandLine;
using System.Globalization;
using Palladium.Node.CommandLine;
using Palladium.Operations.Bodies;
using Palladium.Operations.Retention;
using Palladium.Records.Entries;
using Palladium.Sqlite.State;

namespace Palladium.Node.Retention;

/// <summary><c>palladium hold place | release | list</c>. They work beside a running node, which enters the change into its log before its next erasing.</summary>
internal sealed class HoldCommands : ICommandFeature
{
    private const string By = "command line";

    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("hold", "Keep bodies beyond their time, for an incident or a case.");
        tree.Add(group, Place(),
            "palladium hold place /srv/police --case IUE-2-4711/2026 --from 2026-05-01 --to 2026-05-03",
            "palladium hold place /srv/police --case 0123456789abcdef0123456789abcdef --kind segment --kind alert");
        tree.Add(group, Release(), "palladium hold release /srv/police --hold 0123456789abcdef0123456789abcdef");
        tree.Add(group, List(), "palladium hold list /srv/police");
    }

    private static Command Place()
    {
        var folder = NodeCommands.Folder();
        var reference = new Option<string>("--case") { Required = true, Description = "Id of an incident, or reference of a case. No names of people." };
        var kinds = new Option<string[]>("--kind") { Description = "Kind of entry that is kept; may be repeated. Left out: all." };
        var from = new Option<string?>("--from") { Description = "Keep what was written from then on: 2026-05-01 or 2026-05-01T14:00Z. Left out with --to: the time of the incident, or all." };
        var to = new Option<string?>("--to") { Description = "Keep what was written up to then." };
        var command = new Command("place", "Place a hold: nothing that it keeps is erased until it is released.") { folder, reference, kinds, from, to };
        command.SetAction(parsed =>
        {
            var hold = new HoldBody
            {
                Hold = EntryId.Fresh(),
                State = HoldState.Placed,
                Case = parsed.GetRequiredValue(reference),
                Kinds = parsed.GetValue(kinds) ?? [],
                From = Time(parsed.GetValue(from), "--from"),
                To = Time(parsed.GetValue(to), "--to"),
                At = BodyTime.Sayable(TimeProvider.System.GetUtcNow()),
                By = By,
            };
            if (hold.Problem is { } problem)
            {
                throw new CommandFailedException(problem.Message, exitCode: ExitCodes.Usage);
            }

            Ask(parsed.GetRequiredValue(folder), hold);
            parsed.InvocationConfiguration.Error.WriteLine("From now on nothing that it keeps is erased. The node enters it into its log within seconds, or at its next start.");
            parsed.InvocationConfiguration.Output.WriteLine(hold.Hold.Hex);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Release()
    {
        var folder = NodeCommands.Folder();
        var id = new Option<string>("--hold") { Required = true, Description = "Id of the hold, from: palladium hold list DIR" };
        var command = new Command("release", "End a hold: what it kept beyond its time is erased.") { folder, id };
        command.SetAction(parsed =>
        {
            var at = parsed.GetRequiredValue(folder);
            using var state = new StateStore(NodeCommands.Load(at).Data);
            var requests = new HoldRequests(state);
            var hold = requests.InForce().Concat(requests.Waiting()).FirstOrDefault(hold => hold.Hold.Hex == parsed.GetRequiredValue(id) && hold.State == HoldState.Placed)
                ?? throw new CommandFailedException("There is no hold of that id.", $"List them with: palladium hold list {at}");
            requests.Ask(hold with { State = HoldState.Released, At = BodyTime.Sayable(TimeProvider.System.GetUtcNow()), By = By });
            parsed.InvocationConfiguration.Output.WriteLine("It ends when the node has entered that into its log: within seconds, or at its next start.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var folder = NodeCommands.Folder();
        var command = new Command("list", "List the holds in force, and what the node has not taken up yet.") { folder };
        command.SetAction(parsed =>
        {
            using var state = new StateStore(NodeCommands.Load(parsed.GetRequiredValue(folder)).Data);
            var requests = new HoldRequests(state);
            var output = parsed.InvocationConfiguration.Output;
            foreach (var hold in requests.InForce())
            {
                output.WriteLine(Line(hold, "in force"));
            }

            foreach (var hold in requests.Waiting())
            {
                output.WriteLine(Line(hold, hold.State == HoldState.Placed ? "in force, not in the log yet" : "to be released"));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Ask(string folder, HoldBody hold)
    {
        using var state = new StateStore(NodeCommands.Load(folder).Data);
        new HoldRequests(state).Ask(hold);
    }

    private static string Line(HoldBody hold, string state) => string.Create(
        CultureInfo.InvariantCulture,
        $"{hold.Hold.Hex}  {state}  {hold.Case}  {(hold.Kinds.Count == 0 ? "all kinds" : string.Join(' ', hold.Kinds))}  {hold.From?.UtcDateTime:yyyy-MM-dd HH:mm}..{hold.To?.UtcDateTime:yyyy-MM-dd HH:mm}");

    private static DateTimeOffset? Time(string? text, string option) =>
        text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? BodyTime.Sayable(time)
        : throw new CommandFailedException($"{option} {text}: a day or a time is expected: 2026-05-01 or 2026-05-01T14:00Z", exitCode: ExitCodes.Usage);
}
