using System.Diagnostics;

namespace Palladium.Node.Demo.Network;

/// <summary>
/// A node as its own operating system process. Its standard input is a pipe that only this process holds: when
/// this one ends, however it ends, the node sees the end of its input and stops by itself, so that nothing is left running.
/// </summary>
internal sealed class NodeProcess(string directory, string logFile) : IAsyncDisposable
{
    private const string SessionOfItsOwn = "/usr/bin/setsid";

    private Process? _process;
    private readonly Lock _writing = new();
    private StreamWriter? _log;

    public bool IsRunning => _process is { HasExited: false };

    public int? Id => _process?.Id;

    /// <summary>Resident memory in bytes, 0 when it does not run.</summary>
    public long Memory
    {
        get
        {
            if (_process is not { HasExited: false } process)
            {
                return 0;
            }

            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public void Start()
    {
        string[] command = [Environment.ProcessPath!, "node", "run", directory, "--end-with-input"];
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            // Under `dotnet palladium.dll` the process is dotnet itself and wants the assembly first.
            command = [command[0], typeof(NodeProcess).Assembly.Location, .. command[1..]];
        }

        // A session of its own: Linux shares processor time by session, so that a node that starts does not take the others' (on
        // machines of their own it could not), and Ctrl-C reaches only this process, which ends the nodes in order.
        if (File.Exists(SessionOfItsOwn))
        {
            command = [SessionOfItsOwn, .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        _log = new StreamWriter(File.Open(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var log = _log;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        Close();
    }

    /// <summary>Asks it to end, and ends it at once when it has not done so after ten seconds.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        Close();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>The last lines it wrote, for when it did not start.</summary>
    public string LastWords()
    {
        using var reader = new StreamReader(File.Open(logFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        return string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(12));
    }

    private void Close()
    {
        _process?.Dispose();
        _process = null;
        lock (_writing)
        {
            _log?.Dispose();
            _log = null;
        }
    }

    private void Write(StreamWriter log, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_writing)
        {
            if (ReferenceEquals(log, _log))
            {
                log.WriteLine(line);
            }
        }
    }
}
