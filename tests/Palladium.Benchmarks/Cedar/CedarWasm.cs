using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Cedar;

namespace Palladium.Benchmarks.Cedar;

/// <summary>What Cedar's own engine, as WebAssembly under Node.js, made of the same requests.</summary>
internal sealed record CedarWasm(double PerSecond, double MedianMicroseconds, string[] Decisions)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<CedarWasm> MeasureAsync(Application application, PolicySet policies, string home, string folder, int seconds, CancellationToken cancellation)
    {
        var input = new JsonObject
        {
            ["policies"] = new JsonObject(policies.Policies.Select(p => KeyValuePair.Create(p.Id, (JsonNode?)p.ToText()))),
            ["entities"] = JsonNode.Parse(CedarJson.Write(application.Entities)),
            ["requests"] = new JsonArray([.. application.Requests.Select(request => JsonNode.Parse(CedarJson.Write(request)))]),
            ["seconds"] = seconds,
        };
        var file = Path.Combine(folder, application.Name.Replace(' ', '-') + ".json");
        await File.WriteAllTextAsync(file, input.ToJsonString(), cancellation);
        var script = Path.Combine(home, "tests", "Palladium.Benchmarks", "Cedar", "cedar-wasm.mjs");
        var start = new ProcessStartInfo("node", [script, file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<CedarWasm>(await output, Json)!
            : throw new InvalidOperationException($"cedar-wasm ended with {process.ExitCode}: {await error}");
    }
}
