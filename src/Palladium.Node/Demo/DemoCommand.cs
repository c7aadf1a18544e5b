using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Palladium.City;
using Palladium.Node.CommandLine;
using Palladium.Node.Demo.Feeds;
using Palladium.Node.Demo.Headless;
using Palladium.Node.Demo.Network;

namespace Palladium.Node.Demo;

/// <summary><c>palladium demo</c>: the whole network on this machine, for people with a browser or for a report.</summary>
internal sealed class DemoCommand : ICommandFeature
{
    private static readonly TimeSpan AlertsEvery = TimeSpan.FromSeconds(25);

    public void Register(CommandTree tree)
    {
        var headless = new Option<bool>("--headless") { Description = "No browser: run the story, measure it from outside, write a report." };
        var duration = new Option<string>("--duration") { Description = "How long the headless run lasts: 90s, 5m.", DefaultValueFactory = _ => "90s" };
        var report = new Option<string>("--report") { Description = "Where the headless run writes its report.", DefaultValueFactory = _ => "report.json" };
        var fresh = new Option<bool>("--fresh") { Description = "Forget the demo network of earlier starts and found a new one." };
        var folder = new Option<string?>("--dir") { Description = "Where the demo keeps its nodes. Default: artifacts/demo." };
        var command = new Command("demo", "Start ten members of a city on this machine: every one its own process, data, keys and ports.")
        {
            headless, duration, report, fresh, folder,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(headless), DurationOf(parsed.GetRequiredValue(duration)), parsed.GetRequiredValue(report), parsed.GetValue(fresh),
            parsed.GetValue(folder), parsed.InvocationConfiguration.Output, cancellation));
        tree.Add(
            tree.Root, command,
            "palladium demo",
            "palladium demo --fresh",
            "palladium demo --headless --duration 90s --report report.json");
    }

    private static async Task<int> RunAsync(
        bool headless, TimeSpan duration, string report, bool fresh, string? folder, TextWriter output, CancellationToken cancellation)
    {
        var clock = TimeProvider.System;
        var home = Environment.GetEnvironmentVariable("PALLADIUM_HOME") is { Length: > 0 } named
            ? named
            : throw new CommandFailedException("The demo needs the checkout that it belongs to.", "Start it with ./palladium demo");
        var started = clock.GetTimestamp();
        var city = Path.Combine(home, "artifacts", "city", DemoNetwork.Name);
        ImportCity(home, city, output, cancellation);

        // A headless run never meets an earlier one's history: what it reports it has seen.
        var scratch = headless && folder is null ? Directory.CreateTempSubdirectory("palladium-demo-").FullName : null;
        var nodes = scratch ?? Path.GetFullPath(folder ?? Path.Combine(home, "artifacts", "demo"));
        if (fresh && Directory.Exists(nodes))
        {
            Directory.Delete(nodes, recursive: true);
        }

        try
        {
            await using var network = DemoNetwork.Prepare(
                nodes, city, Path.Combine(home, "doctrines", "montevideo"), FieldFeeds.DataFolder(home) is not null, clock);
            await output.WriteLineAsync($"Starting {network.Nodes.Count} nodes, each its own process ...");
            await network.StartAsync(cancellation);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"All members are up after {clock.GetElapsedTime(started).TotalSeconds:0.0} s."));
            return headless
                ? await ReportAsync(network, home, duration, report, output, clock, cancellation)
                : await ShowAsync(network, home, output, clock, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        finally
        {
            if (scratch is not null)
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    private static async Task<int> ShowAsync(
        DemoNetwork network, string home, TextWriter output, TimeProvider clock, CancellationToken cancellation)
    {
        await using var feeds = new FieldFeeds(network, home, clock, output);
        await feeds.StartAsync(new Dictionary<string, string>(), cancellation);
        await using var story = new AlertStory(network, clock, AlertsEvery);
        await output.WriteLineAsync();
        await output.WriteLineAsync("Montevideo, with invented members. Open the console of one of them; each link signs in once:");
        await output.WriteLineAsync();
        foreach (var node in network.Nodes)
        {
            await output.WriteLineAsync($"  {node.Member.Name,-26} {node.LinkAddress}");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"  The public log, for anyone: {new Uri(network.Node("safety").Http, "/log")}");
        await output.WriteLineAsync($"  Messages to the public:     {new Uri(network.Node("safety").Http, "/public/alerts.atom")}");
        await output.WriteLineAsync(FieldFeeds.DataFolder(home) is null
            ? "  Recorded machine temperature, taxi demand and CAP alerts are not played: ../shared/data is absent."
            : "  Recorded weather, machine temperature, taxi demand and CAP alerts are played; vehicles and crowds are an exercise.");
        await output.WriteLineAsync();
        await output.WriteLineAsync("Ctrl-C ends everything.");
        await output.FlushAsync(cancellation);
        await story.RunAsync(cancellation);
        await output.WriteLineAsync("Stopping the nodes ...");
        return ExitCodes.Done;
    }

    private static async Task<int> ReportAsync(
        DemoNetwork network, string home, TimeSpan duration, string file, TextWriter output, TimeProvider clock, CancellationToken cancellation)
    {
        var run = new HeadlessRun(network, home, duration, output, clock);
        var report = await run.RunAsync(cancellation);
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(report, HeadlessRun.ReportJson), cancellation);
        await output.WriteLineAsync($"Report: {Path.GetFullPath(file)}");
        foreach (var failure in report.Failures)
        {
            await output.WriteLineAsync($"  does not hold: {failure}");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.MembersUp} members up, {report.Alerts} alerts, {report.Deliveries.Made} of {report.Deliveries.Expected} deliveries, p50 {report.Deliveries.P50Ms:0} ms, p99 {report.Deliveries.P99Ms:0} ms, {report.Lost.Count} lost, {report.Leaked.Count} leaked."));
        return report.Failures.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void ImportCity(string home, string city, TextWriter output, CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(city, "city.json")))
        {
            return;
        }

        var tiles = Path.Combine(home, "demo", "node_modules", "@mapbox", "mvt-fixtures", "real-world", "osm-qa-montevideo");
        if (!Directory.Exists(tiles))
        {
            throw new CommandFailedException($"The demo city is not here: {tiles}", "Fetch it with: cd demo && npm ci   (./palladium demo does it by itself)");
        }

        output.WriteLine("Importing Montevideo from OpenStreetMap, once:");
        var watch = Stopwatch.StartNew();
        var last = "";
        var progress = new Inline(step =>
        {
            if (step.Words != last)
            {
                last = step.Words;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step.Percent,3} %  {step.Words}"));
            }
        });
        if (!CityImport.FromQaTiles(tiles, city, "Montevideo", "America/Montevideo", progress, cancellation).Accepted(out var folder, out var refusal))
        {
            throw new CommandFailedException($"The city could not be imported: {refusal.Message}");
        }

        folder.Dispose();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  imported in {watch.Elapsed.TotalSeconds:0.0} s"));
    }

    private static TimeSpan DurationOf(string text)
    {
        var unit = text.Length > 1 ? text[^1] : ' ';
        if (double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && unit is 's' or 'm' && number > 0)
        {
            var duration = unit == 's' ? TimeSpan.FromSeconds(number) : TimeSpan.FromMinutes(number);
            if (duration >= TimeSpan.FromSeconds(45) && duration <= TimeSpan.FromHours(24))
            {
                return duration;
            }
        }

        throw new CommandFailedException($"--duration {text}: a time from 45s to 1440m is expected, such as 90s.", exitCode: ExitCodes.Usage);
    }

    // Reports in the order of the steps, unlike Progress<T>, which posts to the pool.
    private sealed class Inline(Action<CityImportProgress> act) : IProgress<CityImportProgress>
    {
        public void Report(CityImportProgress value) => act(value);
    }
}
