using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Palladium.Browser;

/// <summary>
/// The demo as a newcomer starts it, in a folder of its own, and a real Chromium beside it. Ends with the tests, whatever
/// happens: the nodes stop when the demo's process does.
/// </summary>
public sealed partial class RunningDemo : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("palladium-browser-").FullName;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, string> _links = [];
    private readonly List<string> _output = [];
    private Process? _demo;
    private IPlaywright? _playwright;

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The checkout.</summary>
    public static string Home { get; } = Environment.GetEnvironmentVariable("PALLADIUM_HOME") ?? Root(AppContext.BaseDirectory);

    /// <summary>Where pictures go.</summary>
    public static string Pictures => Directory.CreateDirectory(Path.Combine(Home, "artifacts", "screenshots")).FullName;

    /// <summary>The one-time sign-in link of a member.</summary>
    public Uri LinkOf(string memberName) => new(_links[memberName]);

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(Home, "artifacts", "app", "palladium"), ["demo", "--dir", _folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PALLADIUM_HOME"] = Home;
        _demo = Process.Start(start)!;
        _demo.OutputDataReceived += (_, line) => Take(line.Data);
        _demo.ErrorDataReceived += (_, line) => Take(line.Data);
        _demo.BeginOutputReadLine();
        _demo.BeginErrorReadLine();
        var ended = _demo.WaitForExitAsync(CancellationToken.None);
        if (await Task.WhenAny(_ready.Task, ended).WaitAsync(Limit) == ended)
        {
            throw new InvalidOperationException($"The demo ended: {string.Join('\n', _output.TakeLast(20))}");
        }

        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_demo is { HasExited: false })
        {
            _demo.Kill();
            await _demo.WaitForExitAsync(CancellationToken.None);
        }

        _demo?.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (LinkLine().Match(line) is { Success: true } match)
        {
            _links[match.Groups[1].Value.Trim()] = match.Groups[2].Value;
        }

        if (line.StartsWith("Ctrl-C", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    private static string Root(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Palladium.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The checkout was not found.");
    }

    [GeneratedRegex(@"^  (\S.{0,25}?)\s+(http://\S+/signin\?link=\S+)$")]
    private static partial Regex LinkLine();
}
