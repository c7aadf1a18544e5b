using System.Diagnostics;
using System.Globalization;

namespace Palladium.Tests.Log;

/// <summary>A real process with a real disk, killed. <c>PALLADIUM_KILL_ROUNDS=1000 ./test KilledLog</c> is the long run.</summary>
public sealed class KilledLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("palladium-killed-log-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task After_kill_9_in_the_middle_of_appends_everything_acknowledged_is_there_again_and_again()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("PALLADIUM_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        var random = new Random(1);
        var log = Path.Combine(_folder.FullName, "log");
        for (var round = 0; round < rounds; round++)
        {
            var lines = new List<string>();
            using (var process = Start(log))
            {
                var until = random.Next(200, 3000);
                while (lines.Count < until && await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
                {
                    lines.Add(line);
                }

                process.Kill();
                while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
                {
                    lines.Add(line);
                }

                await process.WaitForExitAsync(Cancel);
            }

            var acknowledged = Path.Combine(_folder.FullName, "acknowledged");
            await File.WriteAllLinesAsync(acknowledged, lines, Cancel);
            using var check = Start(log, "--check", acknowledged);
            var said = await check.StandardOutput.ReadToEndAsync(Cancel) + await check.StandardError.ReadToEndAsync(Cancel);
            await check.WaitForExitAsync(Cancel);
            Assert.True(check.ExitCode == 0, said);
            Assert.Contains(" 0 missing", said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("size=700k", "No space left on device")]
    [InlineData("ro", "Read-only file system")]
    public async Task A_disk_that_is_full_or_read_only_is_named_and_the_exit_code_says_that_the_machine_is_at_fault(string options, string words)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "palladium.dll");
        var at = Path.Combine(_folder.FullName, "disk");
        Directory.CreateDirectory(at);
        var script = $"mount -t tmpfs -o {options} tmpfs '{at}' || exit 99; exec dotnet '{program}' log trial '{at}/log'";
        using var process = Process.Start(new ProcessStartInfo("unshare", ["-m", "sh", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        if (process.ExitCode is 99 or 1 && (error.Contains("permi", StringComparison.OrdinalIgnoreCase) || error.Contains("not permitted", StringComparison.Ordinal)))
        {
            Assert.Skip($"a file system for the test cannot be mounted here: {error.Trim()}");
        }

        Assert.True(process.ExitCode == 3, $"{process.ExitCode}: {error} {await output}");
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Contains("full, read-only", error, StringComparison.Ordinal);
    }

    private static Process Start(string log, params string[] more) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "palladium.dll"), "log", "trial", log, .. more])
    { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
