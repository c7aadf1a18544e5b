using System.CommandLine;
using System.Globalization;
using Palladium.Sqlite.People;

namespace Palladium.Node.CommandLine;

/// <summary>
/// <c>palladium node link | token | tokens | revoke</c>. They work beside a running node: it enters the change into its log
/// before the link or token counts.
/// </summary>
internal sealed class AccountCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        var group = tree.Group("node", "Make and run a node, and let people and programs in.");
        tree.Add(group, Link(), "palladium node link /srv/police --name \"Ana Silva\" --role operator");
        tree.Add(group, Token(),
            "palladium node token /srv/police --name probe --scope observations:write --expires 24h",
            "palladium node token /srv/police --name river-1 --scope observations:write --source river-1 --expires 365d");
        tree.Add(group, Tokens(), "palladium node tokens /srv/police");
        tree.Add(group, Revoke(), "palladium node revoke /srv/police --token 0123456789abcdef0123456789abcdef");
    }

    private static Command Link()
    {
        var folder = NodeCommands.Folder();
        var name = new Option<string?>("--name") { Description = "Name of the person; left out, the person enters it." };
        var roles = new Option<string[]>("--role") { Required = true, Description = "Role, a word of the doctrine; may be repeated." };
        var expires = Expires("24h");
        var command = new Command("link", "Make a one-time link that gives somebody an account.") { folder, name, roles, expires };
        command.SetAction(parsed =>
        {
            var configuration = NodeCommands.Load(parsed.GetRequiredValue(folder));
            using var people = new PeopleStore(configuration.Data, TimeProvider.System);
            var link = people.IssueLink(
                parsed.GetValue(name), Words(parsed.GetRequiredValue(roles), "--role"), Lifetime(parsed.GetRequiredValue(expires)));
            parsed.InvocationConfiguration.Output.WriteLine($"{configuration.Listen.PeopleUrl()}/signin?link={link.Secret}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Token()
    {
        var folder = NodeCommands.Folder();
        var name = new Option<string>("--name") { Required = true, Description = "What the token is for." };
        var scopes = new Option<string[]>("--scope") { Required = true, Description = "What it may do, e.g. observations:write; may be repeated." };
        var source = new Option<string?>("--source") { Description = "The only source it may write." };
        var expires = Expires("24h");
        var command = new Command("token", "Make a token for a program or a sensor. It is printed once.") { folder, name, scopes, source, expires };
        command.SetAction(parsed =>
        {
            var configuration = NodeCommands.Load(parsed.GetRequiredValue(folder));
            using var people = new PeopleStore(configuration.Data, TimeProvider.System);
            var token = people.IssueToken(
                parsed.GetRequiredValue(name), Words(parsed.GetRequiredValue(scopes), "--scope"), parsed.GetValue(source),
                Lifetime(parsed.GetRequiredValue(expires)));
            // The secret alone on standard output, so that a script can take it.
            parsed.InvocationConfiguration.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Token {token.Id}, ends {token.Expires:yyyy-MM-dd HH:mm} UTC. Keep it now; it is shown once."));
            parsed.InvocationConfiguration.Output.WriteLine(token.Secret);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Tokens()
    {
        var folder = NodeCommands.Folder();
        var command = new Command("tokens", "List tokens, without their secrets.") { folder };
        command.SetAction(parsed =>
        {
            using var people = new PeopleStore(NodeCommands.Load(parsed.GetRequiredValue(folder)).Data, TimeProvider.System);
            foreach (var token in people.Tokens())
            {
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{token.Id}  {(token.Revoked ? "revoked" : $"until {token.Expires:yyyy-MM-dd HH:mm}")}  {token.Name}  {string.Join(' ', token.Scopes)}"));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Revoke()
    {
        var folder = NodeCommands.Folder();
        var id = new Option<string>("--token") { Required = true, Description = "Id of the token, from: palladium node tokens DIR" };
        var command = new Command("revoke", "End a token at once.") { folder, id };
        command.SetAction(parsed =>
        {
            var at = parsed.GetRequiredValue(folder);
            using var people = new PeopleStore(NodeCommands.Load(at).Data, TimeProvider.System);
            if (!people.RevokeToken(parsed.GetRequiredValue(id), PeopleStore.CommandLine))
            {
                throw new CommandFailedException("There is no token of that id that could be ended.", $"List them with: palladium node tokens {at}");
            }

            parsed.InvocationConfiguration.Output.WriteLine("Ended.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string> Expires(string fallback) =>
        new("--expires") { Description = "How long it counts: 30m, 24h, 365d.", DefaultValueFactory = _ => fallback };

    internal static bool IsWord(string word) =>
        word is { Length: > 0 and <= 64 } && word.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-:.") < 0;

    internal static string[] Words(string[] words, string option)
    {
        var bad = words.FirstOrDefault(word => !IsWord(word));
        return bad is null
            ? words
            : throw new CommandFailedException($"{option} {bad}: 1 to 64 of a-z, 0-9, '-', ':' and '.' are expected.", exitCode: ExitCodes.Usage);
    }

    private static TimeSpan Lifetime(string text)
    {
        var unit = text.Length > 1 ? text[^1] : ' ';
        var number = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        TimeSpan? lifetime = unit switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
        return lifetime is { } span && span > TimeSpan.Zero && span <= TimeSpan.FromDays(3660)
            ? span
            : throw new CommandFailedException($"--expires {text}: a number with m, h or d is expected, up to ten years: 24h", exitCode: ExitCodes.Usage);
    }
}
