using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Palladium.Benchmarks.Nodes;

/// <summary>
/// A node alone, made and run by the real commands as its own process, with the demo city's doctrine. It holds on to
/// this process by its standard input and ends with it.
/// </summary>
internal sealed class MeasuredNode : IAsyncDisposable
{
    private readonly string _program;
    private readonly string _folder;
    private readonly HttpClient _http;
    private Process? _process;

    private MeasuredNode(string program, string folder, int http, int mqtt)
    {
        _program = program;
        _folder = folder;
        MqttPort = mqtt;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http}") };
    }

    /// <summary>Port of its broker on loopback.</summary>
    public int MqttPort { get; }

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            var process = _process ?? throw new InvalidOperationException("The node does not run.");
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Makes a node with these sources of kind water-level, which has thresholds.</summary>
    public static async Task<MeasuredNode> InitAsync(
        string program, string folder, string doctrine, IEnumerable<string> sources, CancellationToken cancellation)
    {
        var ports = FreePorts(4);
        string[] arguments =
        [
            "node", "init", folder, "--name", "bench", "--kind", "police",
            "--http-port", Text(ports[0]), "--peer-port", Text(ports[1]), "--mqtt-port", Text(ports[2]), "--cot-port", Text(ports[3]),
        ];
        await Programs.PalladiumAsync(program, arguments, cancellation);
        var file = Path.Combine(folder, "node.toml");
        var text = await File.ReadAllTextAsync(file, cancellation);
        const string Place = "# doctrine = \"../doctrine\"";
        if (!text.Contains(Place, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("node.toml has no place for the doctrine any more.");
        }

        text = text.Replace(Place, $"doctrine = \"{doctrine}\"", StringComparison.Ordinal)
            + string.Concat(sources.Select(id => $"\n[[sources]]\nid = \"{id}\"\nkind = \"water-level\"\nunit = \"m\"\nfeed = \"live\"\n"));
        await File.WriteAllTextAsync(file, text, cancellation);
        return new MeasuredNode(program, folder, ports[0], ports[2]);
    }

    /// <summary>A token with these scopes.</summary>
    public async Task<string> TokenAsync(IEnumerable<string> scopes, CancellationToken cancellation) =>
        (await Programs.PalladiumAsync(
            _program, ["node", "token", _folder, "--name", "bench", .. scopes.SelectMany(scope => new[] { "--scope", scope })], cancellation)).Trim();

    /// <summary>Starts it; returns how long it took from the start of the process until it said that it is ready.</summary>
    public async Task<TimeSpan> StartAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var start = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo(_program, ["node", "run", _folder, "--end-with-input"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{_program} did not start.");
        _process = process;
        process.OutputDataReceived += (_, _) => { };
        var words = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (words)
            {
                words.Add(line.Data ?? "");
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await IsReadyAsync(patience.Token))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The node ended with {process.ExitCode}: {string.Join('\n', words)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Readings that it took in and stored since its start, as it says on /metrics.</summary>
    public async Task<long> ObservationsAsync(string token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await _http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        var lines = (await answer.Content.ReadAsStringAsync(cancellation)).Split('\n');
        // NAME{labels} VALUE [TIMESTAMP]; absent before the first reading.
        return lines.Where(line => line.StartsWith("palladium_observations", StringComparison.Ordinal))
            .Sum(line => (long)double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
    }

    /// <summary>Ends it as the end of its input does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        using (process)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
    }

    /// <summary>Ports on loopback that nobody listens on now.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }
}
