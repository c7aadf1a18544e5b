using System.Text.Json.Serialization;

namespace Palladium.Benchmarks.Harness;

/// <summary>One figure.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record Metric(string Name, double Value, string Unit)
{
    /// <summary>What the value may be at most; null where nothing was promised.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Beside? Limit { get; init; }

    /// <summary>What was measured beside it in the same run, to judge it by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Beside? Peer { get; init; }
}

/// <summary>A figure to compare with.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record Beside(string Name, double Value, string Unit);
