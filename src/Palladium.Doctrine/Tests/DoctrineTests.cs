using System.Collections.Immutable;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Gate;

namespace Palladium.Doctrine.Tests;

/// <summary>
/// The tests that a doctrine brings, <c>tests/*.toml</c>. They ask the gate's decision, which denies where plain Cedar would not: when
/// a forbid errs, or an entity is missing. Immutable.
/// </summary>
public sealed class DoctrineTests
{
    private DoctrineTests(ImmutableArray<DoctrineTest> all) => All = all;

    /// <summary>The tests in the order of files and lines; one for each principal, action and resource that a table lists.</summary>
    public ImmutableArray<DoctrineTest> All { get; }

    /// <summary>Reads the tests of a doctrine.</summary>
    /// <param name="doctrine">The doctrine.</param>
    /// <param name="problems">Takes whatever is wrong with them.</param>
    public static DoctrineTests Read(DoctrineBundle doctrine, ICollection<DoctrineProblem> problems)
    {
        var found = new List<DoctrineProblem>();
        var all = TestFiles.Read(doctrine, found);
        found.ForEach(problems.Add);
        return new DoctrineTests([.. all]);
    }

    /// <summary>Asks everything of a doctrine: the one they were read from, or another with the same schema.</summary>
    public IReadOnlyList<DoctrineTestFailure> Run(DoctrineBundle doctrine)
    {
        var decider = new Decider(doctrine, new AllPurposesOpen());
        return [.. All.Select(test => Ask(decider, test)).OfType<DoctrineTestFailure>()];
    }

    private static DoctrineTestFailure? Ask(Decider decider, DoctrineTest test)
    {
        var decision = decider.Decide(test.Request, test.Context);
        IReadOnlyList<string> by = decision.Policies.Count == 0 ? [decision.Rule] : decision.Policies;
        var came = $"{(decision.Permitted ? "permitted" : "denied")} by {string.Join(", ", by)} (\"{decision.Words}\")";
        if (decision.Permitted != test.Permit)
        {
            return new(test, $"expected {(test.Permit ? "permit" : "deny")}, was {came}");
        }

        return test.By.Count > 0 && !test.By.ToHashSet(StringComparer.Ordinal).SetEquals(by) && !test.By.SequenceEqual([decision.Rule])
            ? new(test, $"expected it to be decided by {string.Join(", ", test.By)}, was {came}")
            : null;
    }
}
