namespace Palladium.Node.Hosting;

/// <summary>A part that can be unfit while the process lives. Registered as <see cref="IReadinessCheck"/>.</summary>
public interface IReadinessCheck
{
    /// <summary>Short name: <c>journal</c>.</summary>
    string Name { get; }

    /// <summary>What is wrong, for an operator, without protected data; null when all is well.</summary>
    string? Problem { get; }
}

/// <summary>Whether the node may be given work: started, and no part says that it is unfit.</summary>
public sealed class Readiness(IEnumerable<IReadinessCheck> checks, IHostApplicationLifetime lifetime)
{
    /// <summary>What is wrong now, by part; empty when ready.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var problems = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            problems["host"] = "The node is still starting.";
        }
        else if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            problems["host"] = "The node is stopping.";
        }

        foreach (var check in checks)
        {
            if (check.Problem is { } problem)
            {
                problems[check.Name] = problem;
            }
        }

        return problems;
    }
}
