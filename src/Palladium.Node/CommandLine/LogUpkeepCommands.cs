using System.CommandLine;
using System.Globalization;
using System.Text;
using Palladium.Log;

namespace Palladium.Node.CommandLine;

/// <summary><c>palladium log repair</c> and <c>palladium log trial</c>: for whoever looks after the disk that a log is on.</summary>
internal sealed class LogUpkeepCommands : ICommandFeature
{
    private const string TrialOrigin = "trial.palladium.invalid/disk";

    public void Register(CommandTree tree)
    {
        var group = tree.Group("log", "Check a member's public log from outside.");
        tree.Add(group, Repair(),
            "palladium log repair /srv/police/log --look",
            "palladium log repair /srv/police/log",
            "palladium log repair /srv/police/log --from /srv/fire/mirrors/police",
            "palladium log repair /srv/police/log --from https://police.example/log");
        tree.Add(group, Trial(),
            "palladium log trial /srv/disk-to-try > acknowledged",
            "palladium log trial /srv/disk-to-try --check acknowledged");
    }

    private static Command Repair()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a log or mirror: the one with checkpoint and journal. Its node must not run." };
        var from = new Option<string?>("--from") { Description = "Another copy, URL prefix or folder, for entries that are damaged here. It is not trusted: what it gives must lead to our root." };
        var look = new Option<bool>("--look") { Description = "Only say what would be done." };
        var command = new Command("repair", "Rebuild tiles from entries. Never makes up an entry: what cannot be shown to be right is left alone.") { folder, from, look };
        command.SetAction(async (parsed, cancellation) =>
        {
            var at = parsed.GetRequiredValue(folder);
            if (!Directory.Exists(Path.Combine(at, "journal")))
            {
                throw new CommandFailedException($"{at} has no journal: it is not the folder of a log.", "Name the folder log or mirrors/MEMBER inside a node's data folder.", ExitCodes.Usage);
            }

            using var http = new HttpClient();
            var report = await OnDiskAsync(at, () => new LogRepair(new FileDisk(at), Source(http, parsed.GetValue(from))).RunAsync(parsed.GetValue(look), cancellation));
            var output = parsed.InvocationConfiguration.Output;
            foreach (var failure in report.Failures)
            {
                await output.WriteLineAsync($"{failure.Place} {failure.Reason}");
            }

            if (!report.IsGood)
            {
                throw new CommandFailedException("Nothing was changed.", "Another member's mirror of this log has the entries: --from URL-or-DIR.");
            }

            foreach (var path in report.Rebuilt)
            {
                await output.WriteLineAsync($"{(parsed.GetValue(look) ? "would rebuild" : "rebuilt")} {path}{(report.Taken.Contains(path) ? " from the other copy" : string.Empty)}");
            }

            await output.WriteLineAsync($"{report.Entries} entries lead to the root in the journal; {report.Rebuilt.Count} of their files were missing or wrong.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Trial()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder on the disk to be tried; a log is made in it." };
        var check = new Option<string?>("--check") { Description = "What an earlier trial printed: says whether everything it acknowledged is there." };
        var command = new Command("trial", "Try whether a disk keeps what it says it keeps: append until killed, or until somebody pulls the plug.") { folder, check };
        command.SetAction(async (parsed, cancellation) =>
        {
            var at = parsed.GetRequiredValue(folder);
            var output = parsed.InvocationConfiguration.Output;
            return await OnDiskAsync(at, () => parsed.GetValue(check) is { } file
                ? CheckAsync(at, file, output)
                : AppendAsync(at, output, cancellation));
        });
        return command;
    }

    private static async Task<int> AppendAsync(string folder, TextWriter output, CancellationToken cancellation)
    {
        using var key = TrialKey();
        await using var log = Open(folder, key);
        var turn = new Lock();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; !cancellation.IsCancellationRequested; i++)
            {
                var leaf = string.Create(CultureInfo.InvariantCulture, $"{caller}/{i}");
                var index = await log.AppendAsync([Encoding.ASCII.GetBytes(leaf)], CancellationToken.None);
                lock (turn)
                {
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index} {leaf}"));
                    output.Flush();
                }
            }
        }, CancellationToken.None)));
        return ExitCodes.Done;
    }

    private static async Task<int> CheckAsync(string folder, string file, TextWriter output)
    {
        using var key = TrialKey();
        await using var log = Open(folder, key);
        var (acknowledged, missing) = (0, 0);
        foreach (var line in await File.ReadAllLinesAsync(file))
        {
            // The last line may be cut short where the process was.
            if (line.Split(' ') is not [var number, var leaf] || !leaf.Contains('/', StringComparison.Ordinal)
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                continue;
            }

            acknowledged++;
            if (log.ReadLeaves(index, 1) is not [var stored] || !Encoding.ASCII.GetString(stored.Span).StartsWith(leaf, StringComparison.Ordinal))
            {
                missing++;
                await output.WriteLineAsync($"entry {index} was acknowledged and is not there");
            }
        }

        await output.WriteLineAsync($"{acknowledged} acknowledged, {missing} missing, {log.Head.Size} entries in the log");
        return missing == 0 && acknowledged > 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static LogWriter Open(string folder, NoteSigningKey key) =>
        LogWriter.Open(new LogWriterOptions { Directory = folder, Key = key, JournalLength = 1 << 20 });

    // It vouches for nothing: the log of a trial says that a disk was tried.
    private static NoteSigningKey TrialKey() => NoteSigningKey.FromSeed(TrialOrigin, new byte[32]);

    private static ILogSource? Source(HttpClient http, string? from) => from is null ? null
        : Uri.TryCreate(from, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? new HttpLogSource(http, url)
        : new DirectoryLogSource(from);

    private static async Task<T> OnDiskAsync<T>(string folder, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (LogDamagedException damage)
        {
            throw new CommandFailedException($"The log in {folder} is damaged: {damage.Message}. Nothing was changed.", "docs/operations.md, When something is wrong, tells the ways back.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogStoppedException or HttpRequestException)
        {
            throw new CommandFailedException($"{folder}: {failure.Message}", "See whether the disk is full, read-only, or the log open in a running node.", ExitCodes.Unable);
        }
    }
}
