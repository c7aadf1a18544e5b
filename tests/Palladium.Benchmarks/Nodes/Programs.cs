using System.Diagnostics;

namespace Palladium.Benchmarks.Nodes;

/// <summary>Runs the node's program to its end.</summary>
internal static class Programs
{
    /// <summary>Standard output of <c>palladium ARGUMENTS</c>; throws with what it said when it failed.</summary>
    public static async Task<string> PalladiumAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"palladium {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await error}");
    }
}
