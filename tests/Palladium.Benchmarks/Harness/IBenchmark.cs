namespace Palladium.Benchmarks.Harness;

/// <summary>One thing that is measured.</summary>
internal interface IBenchmark
{
    /// <summary>Its name on the command line and of its file.</summary>
    string Name { get; }

    /// <summary>What it measures, in a line.</summary>
    string What { get; }

    /// <summary>Measures. Throws where that was not possible; then nothing is written.</summary>
    Task<IReadOnlyList<Metric>> MeasureAsync(BenchmarkPlace place, CancellationToken cancellation);
}
