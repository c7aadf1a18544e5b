using System.Globalization;
using System.Runtime.InteropServices;

namespace Palladium.Benchmarks.Harness;

/// <summary>The machine that a figure is of.</summary>
/// <param name="Cpu">Model.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="Os">Operating system.</param>
/// <param name="Dotnet">Runtime.</param>
internal sealed record Machine(string Cpu, int Cores, long MemoryBytes, string Os, string Dotnet)
{
    /// <summary>This machine, as far as it says; what it does not say is "unknown".</summary>
    public static Machine Here() => new(
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Field("/proc/meminfo", "MemTotal") is { } kib && long.TryParse(kib.Split(' ')[0], CultureInfo.InvariantCulture, out var n)
            ? n * 1024
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        $"{Field("/etc/os-release", "PRETTY_NAME")?.Trim('"') ?? "unknown"}, {RuntimeInformation.OSDescription}",
        RuntimeInformation.FrameworkDescription);

    /// <summary>Load average of the last minute: what else ran. Null where the system does not tell.</summary>
    public static double? Load() =>
        File.Exists("/proc/loadavg") && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
            ? load
            : null;

    private static string? Field(string file, string name) => !File.Exists(file)
        ? null
        : File.ReadLines(file).Select(line => line.Split([':', '='], 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim();
}
