using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Palladium.Browser;

/// <summary>
/// One node that was made and started as the manual says, on ports of its own, and a real Chromium beside it. The browser
/// reaches it by the name localhost: at a bare number no browser has passkeys.
/// </summary>
public sealed partial class RunningNode : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<string> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];
    private Process? _node;
    private IPlaywright? _playwright;

    /// <summary>The node's folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("palladium-browser-node-").FullName;

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The node by its name.</summary>
    public Uri Home { get; private set; } = null!;

    /// <summary>The link of the first administrator, as the node printed it.</summary>
    public string FirstLink { get; private set; } = "";

    /// <summary>What the node wrote.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>The program: the published one, or what <c>PALLADIUM_APP</c> names.</summary>
    private static string Program => Environment.GetEnvironmentVariable("PALLADIUM_APP") ?? Path.Combine(RunningDemo.Home, "artifacts", "app", "palladium");

    public async ValueTask InitializeAsync()
    {
        var port = FreePort();
        Home = new Uri($"http://localhost:{port}/");
        await CommandAsync(
            "node", "init", Folder, "--name", "police", "--kind", "police", "--http-port", $"{port}", "--peer-port", "0", "--mqtt-port", "0", "--cot-port", "0");
        var file = Path.Combine(Folder, "node.toml");
        var doctrine = Path.Combine(RunningDemo.Home, "doctrines", "montevideo");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("# doctrine = \"../doctrine\"", $"doctrine = \"{doctrine}\"", StringComparison.Ordinal)
            .Replace("# passkeys = \"required\"", "passkeys = \"required\"", StringComparison.Ordinal));
        _node = Start("node", "run", Folder);
        _node.OutputDataReceived += (_, line) => Take(line.Data);
        _node.ErrorDataReceived += (_, line) => Take(line.Data);
        _node.BeginOutputReadLine();
        _node.BeginErrorReadLine();
        FirstLink = await _link.Task.WaitAsync(Limit);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Runs a command of the program beside the node, and gives what it printed.</summary>
    public static async Task<string> CommandAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    /// <summary>A page with an authenticator of its own, which answers at once as if the person had touched it.</summary>
    public async Task<(IPage Page, ICDPSession Devices, string Authenticator)> PageAsync()
    {
        var context = await Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        var page = await context.NewPageAsync();
        var devices = await context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        return (page, devices, await AddAuthenticatorAsync(devices));
    }

    /// <summary>Plugs in an authenticator; <paramref name="verifies"/>: whether it verifies the person.</summary>
    public static async Task<string> AddAuthenticatorAsync(ICDPSession devices, bool verifies = true)
    {
        var added = await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = verifies,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return added!.Value.GetProperty("authenticatorId").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_node is not null)
        {
            _node.Kill(entireProcessTree: true);
            await _node.WaitForExitAsync();
            _node.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static Process Start(params string[] arguments)
    {
        var isLibrary = Program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : Program, isLibrary ? [Program, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PALLADIUM_HOME"] = RunningDemo.Home;
        return Process.Start(start)!;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _link.TrySetException(new InvalidOperationException($"The node ended: {Output}"));
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (LinkPattern().Match(line) is { Success: true } match)
        {
            _link.TrySetResult(match.Value);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("pll_[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();
}
