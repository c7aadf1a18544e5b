using System.CommandLine;
using System.Globalization;
using System.Text;
using Palladium.Governance.Oversight;
using Palladium.Log;
using Palladium.Node.CommandLine;

namespace Palladium.Node.Oversight;

/// <summary><c>palladium audit</c>: follows all public logs of a network. Needs no account.</summary>
internal sealed class AuditCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        tree.Add(tree.Root, Audit(),
            "palladium audit http://127.0.0.1:8080 --once",
            "palladium audit https://police.example https://fire.example --every 1m --state ~/watch --json report.json");
    }

    private static Command Audit()
    {
        var urls = new Argument<string[]>("URL") { Arity = ArgumentArity.OneOrMore, Description = "Nodes to begin with; the members they name are followed too." };
        var once = new Option<bool>("--once") { Description = "One round; exit code 1 when something is wrong, 3 when the audit could not be made." };
        var every = new Option<string>("--every") { Description = "Pause between rounds: 10s, 5m, 1h.", DefaultValueFactory = _ => "30s" };
        var state = new Option<string?>("--state") { Description = "Folder that remembers what was seen; without it a shortened or replaced log is not noticed later." };
        var json = new Option<string?>("--json") { Description = "File that gets the report of each round; - for standard output." };
        var command = new Command("audit", "Follow all public logs from outside: verify, compare, and report accesses and releases.") { urls, once, every, state, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var pause = Pause(parsed.GetRequiredValue(every));
            var seeds = parsed.GetRequiredValue(urls);
            if (seeds.FirstOrDefault(seed => !Uri.TryCreate(seed, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) is { } bad)
            {
                throw new CommandFailedException($"{bad} is not an http(s) address.", exitCode: ExitCodes.Usage);
            }

            var folder = parsed.GetValue(state);
            var temporary = folder is null ? Directory.CreateTempSubdirectory("palladium-audit-").FullName : null;
            try
            {
                return await RunAsync(
                    seeds, folder ?? temporary!, parsed.GetValue(once), pause, parsed.GetValue(json), parsed.InvocationConfiguration, cancellation);
            }
            catch (InvalidDataException e)
            {
                throw new CommandFailedException(
                    e.Message, "Nothing was checked. Keep the folder as evidence, and begin with another one.", ExitCodes.Unable);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or LogStoppedException)
            {
                throw new CommandFailedException(
                    $"The audit cannot write here: {e.Message}",
                    "This says nothing about the logs. Make room, or give another folder with --state or another file with --json, and start again.",
                    ExitCodes.Unable);
            }
            finally
            {
                if (temporary is not null && Directory.Exists(temporary))
                {
                    Directory.Delete(temporary, recursive: true);
                }
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string[] seeds, string folder, bool once, TimeSpan pause, string? json, InvocationConfiguration console, CancellationToken cancellation)
    {
        using var http = PublicPages.Client();
        await using var audit = new NetworkAudit(seeds, folder, http, TimeProvider.System)
        {
            BundlesToReread = once ? long.MaxValue : 1,
            MirrorsToAsk = once ? int.MaxValue : 2,
        };
        using var timer = new PeriodicTimer(pause);
        var printed = false;
        try
        {
            while (true)
            {
                var round = await audit.RoundAsync(cancellation);
                Save(round.Report, json, console.Output);
                if (json != "-")
                {
                    await console.Output.WriteAsync(printed ? Changes(round) : OversightText.Write(round.Report));
                    await console.Output.FlushAsync(cancellation);
                }

                printed = true;
                if (once)
                {
                    return round.Report.IsGood ? ExitCodes.Done : ExitCodes.Failed;
                }

                await timer.WaitForNextTickAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
    }

    private static void Save(OversightReport report, string? file, TextWriter output)
    {
        if (file == "-")
        {
            output.WriteLine(report.ToJson());
        }
        else if (file is not null)
        {
            AuditState.WriteWhole(file, Encoding.UTF8.GetBytes(report.ToJson()));
        }
    }

    /// <summary>What a round brought, in lines; nothing when it brought nothing.</summary>
    internal static string Changes(AuditRound round)
    {
        var text = new StringBuilder();
        foreach (var finding in round.Changes.Begun)
        {
            text.Append("WRONG  ").Append(OversightText.Write(finding)).Append('\n');
        }

        foreach (var finding in round.Changes.Ended)
        {
            text.Append("over   ").Append(OversightText.Write(finding)).Append('\n');
        }

        foreach (var (member, kinds) in round.News)
        {
            var words = string.Join(", ", kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Value}")));
            text.Append(CultureInfo.InvariantCulture, $"{round.Report.At:HH:mm:ss}  {member}: {words}").Append('\n');
        }

        return text.ToString();
    }

    private static TimeSpan Pause(string text)
    {
        var number = text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var pause = text.Length == 0 ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => TimeSpan.Zero,
        };
        return pause > TimeSpan.Zero && pause <= TimeSpan.FromDays(1)
            ? pause
            : throw new CommandFailedException($"--every {text}: a number with s, m or h is expected, up to a day: 30s", exitCode: ExitCodes.Usage);
    }
}
