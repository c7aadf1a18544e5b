using System.CommandLine;
using System.Globalization;
using Palladium.Doctrine.Entities;
using Palladium.Node.CommandLine;
using Palladium.Sqlite.People;

namespace Palladium.Node.People;

/// <summary>
/// <c>palladium person list | show | grant | duty | accredit | recover | disable</c>. They work beside a running node: a change is in its log
/// before it counts.
/// </summary>
internal sealed class PersonCommands : ICommandFeature
{
    private const string Date = "yyyy-MM-dd";

    public void Register(CommandTree tree)
    {
        var group = tree.Group("person", "People of this member: what each was granted, when they are on duty.");
        tree.Add(group, List(), "palladium person list /srv/police");
        tree.Add(group, Show(), "palladium person show /srv/police \"Ana Silva\"");
        tree.Add(group, Grant(),
            "palladium person grant /srv/police \"Ana Silva\" --role operator --site port",
            "palladium person grant /srv/police \"Ana Silva\" --drop-role administrator --role-force 3");
        tree.Add(group, Duty(),
            "palladium person duty /srv/police \"Ana Silva\" --time \"mon-fri 08:00-16:00 America/Montevideo\"",
            "palladium person duty /srv/police \"Ana Silva\" --time \"2026-11-23T20:00/2026-11-24T04:00 America/Montevideo\"");
        tree.Add(group, Accredit(), "palladium person accredit /srv/police \"Ana Silva\" --degree 3 --until 2027-06-30");
        tree.Add(group, Recover(), "palladium person recover /srv/police \"Ana Silva\"");
        tree.Add(group, Disable(), "palladium person disable /srv/police \"Ana Silva\"");
    }

    private static Command List()
    {
        var folder = NodeCommands.Folder();
        var command = new Command("list", "List everybody with an account.") { folder };
        command.SetAction(parsed =>
        {
            using var people = Open(parsed.GetRequiredValue(folder));
            foreach (var person in people.People())
            {
                var duty = person.Disabled ? "closed" : person.Grants.At(TimeProvider.System.GetUtcNow()).OnDuty ? "on duty" : "off duty";
                parsed.InvocationConfiguration.Output.WriteLine($"{person.Id}  {duty,-8}  {person.Name}  {string.Join(' ', person.Roles)}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var folder = NodeCommands.Folder();
        var who = Who();
        var command = new Command("show", "Say what somebody was granted.") { folder, who };
        command.SetAction(parsed =>
        {
            using var people = Open(parsed.GetRequiredValue(folder));
            Print(Find(people, parsed.GetRequiredValue(who)), parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Grant()
    {
        var roles = new Option<string[]>("--role") { Description = "A role to add, a word of the doctrine; may be repeated." };
        var dropRoles = new Option<string[]>("--drop-role") { Description = "A role to take away; may be repeated." };
        var sites = new Option<string[]>("--site") { Description = "A site or kind of site of which the person has charge; may be repeated." };
        var dropSites = new Option<string[]>("--drop-site") { Description = "A site to take away; may be repeated." };
        var force = Degree("--role-force", "The highest degree of force that goes with the role, 0 to 5.");
        var reservist = new Option<bool?>("--reservist") { Description = "Whether the person is a reservist: true or false." };
        var calledUp = new Option<bool?>("--called-up") { Description = "Whether the reservist was called up: true or false." };
        var overseer = new Option<bool?>("--overseer") { Description = "Whether the person sits on the ethics committee: true or false." };
        return Change(
            new Command("grant", "Change what somebody may be, beginning with the roles.") { roles, dropRoles, sites, dropSites, force, reservist, calledUp, overseer },
            (parsed, old) => old with
            {
                Roles = Changed(old.Roles, AccountCommands.Words(parsed.GetValue(roles) ?? [], "--role"), parsed.GetValue(dropRoles)),
                Sites = Changed(old.Sites, parsed.GetValue(sites), parsed.GetValue(dropSites)),
                RoleForce = parsed.GetValue(force) ?? old.RoleForce,
                Reservist = parsed.GetValue(reservist) ?? old.Reservist,
                CalledUp = parsed.GetValue(calledUp) ?? old.CalledUp,
                Overseer = parsed.GetValue(overseer) ?? old.Overseer,
            });
    }

    private static Command Duty()
    {
        var times = new Option<string[]>("--time")
        {
            Description = "always; mon-fri 08:00-16:00 ZONE; or 2026-11-23T08:00/2026-11-23T16:00 ZONE. May be repeated. Without it: never.",
        };
        return Change(new Command("duty", "Set when somebody is on duty, instead of what was set before.") { times }, (parsed, old) => old with
        {
            Duty = [.. (parsed.GetValue(times) ?? []).Select(text => DutyTime.Parse(text).Accepted(out var duty, out var refusal)
                ? duty
                : throw new CommandFailedException($"--time {text}: {refusal.Message}", exitCode: ExitCodes.Usage))],
        });
    }

    private static Command Accredit()
    {
        var degree = Degree("--degree", "The highest degree of force for which the person is trained, 0 to 5.");
        var until = new Option<string>("--until") { Required = true, Description = "The last day on which the training counts: 2027-06-30 (UTC)." };
        degree.Required = true;
        return Change(new Command("accredit", "Record what somebody is trained for.") { degree, until }, (parsed, old) => old with
        {
            Accreditation = parsed.GetValue(degree) ?? 0,
            AccreditedUntil = DateTimeOffset.TryParseExact(
                parsed.GetRequiredValue(until), Date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
                ? day.AddDays(1)
                : throw new CommandFailedException("--until: a day is expected, for example 2027-06-30.", exitCode: ExitCodes.Usage),
        });
    }

    private static Command Disable()
    {
        var folder = NodeCommands.Folder();
        var who = Who();
        var command = new Command("disable", "Close an account and end its sessions.") { folder, who };
        command.SetAction(parsed =>
        {
            using var people = Open(parsed.GetRequiredValue(folder));
            var person = Find(people, parsed.GetRequiredValue(who));
            if (!people.Disable(person.Id, PeopleStore.CommandLine))
            {
                throw new CommandFailedException($"The account of {person.Name} was closed before.");
            }

            parsed.InvocationConfiguration.Output.WriteLine($"The account of {person.Name} is closed.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Recover()
    {
        var folder = NodeCommands.Folder();
        var who = Who();
        var command = new Command("recover", "Make a way back into the account of somebody who lost all passkeys.") { folder, who };
        command.SetAction(parsed =>
        {
            var configuration = NodeCommands.Load(parsed.GetRequiredValue(folder));
            using var people = new PeopleStore(configuration.Data, TimeProvider.System);
            var person = Find(people, parsed.GetRequiredValue(who));
            if (people.IssueRecovery(person.Id, PeopleStore.CommandLine) is not { } link)
            {
                throw new CommandFailedException($"The account of {person.Name} is closed.");
            }

            parsed.InvocationConfiguration.Error.WriteLine(
                "It counts after 24 hours, or once an administrator confirms it on the people page. Used, it ends all sessions and passkeys of the account.");
            parsed.InvocationConfiguration.Output.WriteLine($"{configuration.Listen.PeopleUrl()}/signin?link={link.Secret}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Change(Command command, Func<ParseResult, PersonGrants, PersonGrants> change)
    {
        var folder = NodeCommands.Folder();
        var who = Who();
        command.Add(folder);
        command.Add(who);
        command.SetAction(parsed =>
        {
            using var people = Open(parsed.GetRequiredValue(folder));
            var person = Find(people, parsed.GetRequiredValue(who));
            if (!people.Grant(person.Id, old => change(parsed, old), PeopleStore.CommandLine))
            {
                throw new CommandFailedException($"The account of {person.Name} is closed.");
            }

            Print(people.Find(person.Id)!, parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(Person person, TextWriter output)
    {
        var (grants, now) = (person.Grants, person.Grants.At(TimeProvider.System.GetUtcNow()));
        output.WriteLine($"{person.Name}  {person.Id}{(person.Disabled ? "  account closed" : "")}");
        output.WriteLine($"  roles          {Listed(grants.Roles)}");
        output.WriteLine($"  duty           {Listed(grants.Duty)}{(now.OnDuty ? " (now on duty)" : " (now off duty)")}");
        output.WriteLine($"  sites          {Listed(grants.Sites)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  force          by role {grants.RoleForce}, by accreditation {grants.Accreditation} before {grants.AccreditedUntil:yyyy-MM-dd HH:mm} UTC"));
        output.WriteLine($"  reservist      {(grants.Reservist ? grants.CalledUp ? "yes, called up" : "yes" : "no")}");
        output.WriteLine($"  overseer       {(grants.Overseer ? "yes" : "no")}");
    }

    private static string Listed<T>(IReadOnlyList<T> words) => words.Count == 0 ? "none" : string.Join(", ", words);

    private static string[] Changed(IReadOnlyList<string> old, string[]? added, string[]? dropped) =>
        [.. old.Union(added ?? [], StringComparer.Ordinal).Except(dropped ?? [], StringComparer.Ordinal)];

    private static Argument<string> Who() => new("PERSON") { Description = "Id or full name, from: palladium person list DIR" };

    private static Option<int?> Degree(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > PersonFacts.MostForce)
            {
                result.AddError($"{name}: 0 to 5 is expected.");
            }
        });
        return option;
    }

    private static PeopleStore Open(string folder) => new(NodeCommands.Load(folder).Data, TimeProvider.System);

    private static Person Find(PeopleStore people, string idOrName)
    {
        var found = people.People().Where(person => person.Id == idOrName || person.Name == idOrName).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CommandFailedException($"Nobody here is called {idOrName}.", "List everybody with: palladium person list DIR"),
            _ => throw new CommandFailedException($"{found.Count} people are called {idOrName}.", "Say which one by the id, from: palladium person list DIR"),
        };
    }
}
