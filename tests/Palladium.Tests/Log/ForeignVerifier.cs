using System.Diagnostics;

namespace Palladium.Tests.Log;

/// <summary>Builds and runs the Go program in tests/foreign/logcheck, against a directory or a URL prefix.</summary>
internal static class ForeignVerifier
{
    /// <summary>Path of the built program; the test is skipped, with the reason, where Go or its packages are absent.</summary>
    public static async Task<string> RequireAsync(CancellationToken cancellation)
    {
        var source = Source();
        var program = Path.Combine(Path.GetTempPath(), $"palladium-logcheck-{Environment.ProcessId}");
        if (source is null || !Directory.Exists("/usr/share/gocode/src/golang.org/x/mod/sumdb"))
        {
            Assert.Skip("golang-golang-x-mod-dev or the repository is absent");
        }

        if (!File.Exists(program))
        {
            var start = new ProcessStartInfo("go") { WorkingDirectory = source, RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in (string[])["build", "-o", program, "main.go"])
            {
                start.ArgumentList.Add(argument);
            }

            start.Environment["GOPATH"] = "/usr/share/gocode";
            start.Environment["GO111MODULE"] = "off";
            start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "palladium-go-cache");
            var (code, text) = await RunAsync(start, cancellation);
            Assert.True(code == 0, text);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(program);
        }

        return program;
    }

    /// <summary>Exit code and summary line.</summary>
    public static Task<(int Code, string Line)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation) =>
        RunAsync(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }, cancellation);

    private static async Task<(int Code, string Line)> RunAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{start.FileName} is absent");
            throw;
        }

        using (process)
        {
            var error = process!.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, (output + await error).Trim());
        }
    }

    private static string? Source()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "foreign", "logcheck");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
