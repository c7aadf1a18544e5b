using System.CommandLine;
using System.Text;
using Palladium.Log;
using Palladium.Node.CommandLine;
using Palladium.Records;

namespace Palladium.Node.Oversight;

/// <summary><c>palladium log verify</c>: checks a whole log from outside.</summary>
internal sealed class LogCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        var group = tree.Group("log", "Check a member's public log from outside.");
        tree.Add(group, Verify(),
            "palladium log verify http://127.0.0.1:8080",
            "palladium log verify https://police.example/log --key montevideo.palladium.invalid/police+1a2b3c4d+AQ...",
            "palladium log verify /srv/police/data/log --network http://127.0.0.1:8080");
    }

    private static Command Verify()
    {
        var where = new Argument<string>("URL-or-DIR") { Description = "A node's address, the prefix of its log, or a folder with checkpoint and tiles." };
        var origin = new Option<string?>("--origin") { Description = "The log's origin; left out, it is the name in the key." };
        var key = new Option<string?>("--key") { Description = "The author's verifier key: name+hash+base64." };
        var network = new Option<string?>("--network") { Description = "A node to ask for the members' keys instead of the one that serves the log." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("verify", "Check a whole log: signature, entries, tiles, proofs, cosignatures, headers.") { where, origin, key, network, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var http = PublicPages.Client();
            var log = await LogToVerifyReader.ReadAsync(
                http, parsed.GetRequiredValue(where), parsed.GetValue(origin), parsed.GetValue(key), parsed.GetValue(network), cancellation);
            var report = await LogVerification.RunAsync(log, cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json) ? report.ToJson() : report.ToText().TrimEnd('\n'));
            return report.Good ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}

/// <summary>Turns what was typed into a log with its key.</summary>
internal static class LogToVerifyReader
{
    /// <exception cref="CommandFailedException">The log or its key can't be told from what was given.</exception>
    public static async Task<LogToVerify> ReadAsync(
        HttpClient http, string where, string? origin, string? key, string? network, CancellationToken cancellation)
    {
        var isUrl = Uri.TryCreate(where, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        var source = isUrl ? await UrlSourceAsync(http, where, cancellation) : FolderSource(where);
        var pages = new PublicPages(http);
        NetworkView? view = null;
        var asked = network is null ? (isUrl ? PublicPages.NodeOf(where) : null) : PublicPages.NodeOf(network);
        Refusal? why = null;
        if (asked is not null && !(await pages.NetworkAsync(asked, cancellation)).Accepted(out view, out why) && (key is null || network is not null))
        {
            throw new CommandFailedException(
                $"{asked}/public/network does not name the members: {why.Message}", "Give the author's key: --key name+hash+base64");
        }

        if (key is not null)
        {
            var given = NoteVerifierKey.Parse(key);
            return given.Value is not { Kind: NoteKeyKind.Ed25519 } parsed
                ? throw new CommandFailedException(
                    $"--key {key}: {given.Refusal?.Rule ?? "must be of type 0x01, a log's key"}.", exitCode: ExitCodes.Usage)
                : new LogToVerify(source, where, origin ?? parsed.Name, parsed, view?.Members ?? [], "Origin and key were given by you.");
        }

        if (view is null)
        {
            throw new CommandFailedException(
                $"{where} is a folder, and nobody says by which key its log is signed.",
                "Give --key name+hash+base64, or --network URL of a node whose word you take.",
                ExitCodes.Usage);
        }

        var wanted = origin ?? await OriginAsync(source, cancellation);
        var member = view.Members.FirstOrDefault(member => member.Origin == wanted) ?? throw new CommandFailedException(
            $"{view.Url} names no member whose log is {wanted ?? "there (no checkpoint could be read)"}.",
            $"It names {string.Join(", ", view.Members.Select(member => member.Origin))}.");
        return new LogToVerify(
            source, where, member.Origin, member.LogKey, view.Members,
            $"Origin and key were taken from {view.Url}/public/network: this trusts that node to name the right key. Compare it with one from elsewhere.");
    }

    private static async Task<ILogSource> UrlSourceAsync(HttpClient http, string where, CancellationToken cancellation)
    {
        var given = new HttpLogSource(http, new Uri(where));
        if (where.TrimEnd('/').EndsWith("/log", StringComparison.Ordinal))
        {
            return given;
        }

        // A prefix of any log, or a node: the one that has a checkpoint.
        try
        {
            if (await given.ReadAsync("checkpoint", cancellation) is { } note && SignedNote.Parse(note).Value is not null)
            {
                return given;
            }
        }
        catch (HttpRequestException)
        {
            // Denied or absent here: then it is a node, or the verification says what is wrong.
        }

        return new HttpLogSource(http, new Uri(where.TrimEnd('/') + "/log"));
    }

    private static DirectoryLogSource FolderSource(string where)
    {
        if (!Directory.Exists(where))
        {
            throw new CommandFailedException($"{where} is neither an http(s) address nor a folder.", exitCode: ExitCodes.Usage);
        }

        var candidates = new[] { where, Path.Combine(where, "log"), Path.Combine(where, "data", "log") };
        return new DirectoryLogSource(candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "checkpoint"))) ?? where);
    }

    private static async Task<string?> OriginAsync(ILogSource source, CancellationToken cancellation)
    {
        try
        {
            // The first line says whose log it claims to be, also where the rest is damaged: what is wrong with it the verification tells.
            return await source.ReadAsync("checkpoint", cancellation) is { } bytes ? Encoding.UTF8.GetString(bytes).Split('\n', 2)[0] : null;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"The log cannot be read: {failure.Message}");
        }
    }
}
