namespace Palladium.Benchmarks.Harness;

/// <summary>Where a benchmark runs.</summary>
/// <param name="Home">Root of the checkout.</param>
/// <param name="Folder">An empty folder of its own, on the disk that the results are of; removed afterwards.</param>
/// <param name="Clock">Waits and names moments; durations are measured by the high-resolution counter.</param>
internal sealed record BenchmarkPlace(string Home, string Folder, TimeProvider Clock)
{
    /// <summary>The node's program as ./palladium builds it, in Release.</summary>
    public string Program => Path.Combine(Home, "artifacts", "app", "palladium");

    /// <summary>The demo city's doctrine.</summary>
    public string Doctrine => Path.Combine(Home, "doctrines", "montevideo");

    /// <summary>Says what is done.</summary>
    public static void Say(string words) => Console.WriteLine($"   {words}");
}
