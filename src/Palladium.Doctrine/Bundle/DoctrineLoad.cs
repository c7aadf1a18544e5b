using System.Diagnostics.CodeAnalysis;

namespace Palladium.Doctrine.Bundle;

/// <summary>A doctrine that may be put in force, or all that is wrong with it.</summary>
public sealed class DoctrineLoad
{
    internal DoctrineLoad(DoctrineBundle? bundle, IReadOnlyList<DoctrineProblem> problems)
    {
        Bundle = bundle;
        Problems = problems;
    }

    /// <summary>The doctrine; null when there is any problem.</summary>
    public DoctrineBundle? Bundle { get; }

    /// <summary>Everything that was found wrong, by file, line and column; empty when there is a bundle.</summary>
    public IReadOnlyList<DoctrineProblem> Problems { get; }

    /// <summary>True with the bundle; false with the problems.</summary>
    public bool Succeeded([NotNullWhen(true)] out DoctrineBundle? bundle)
    {
        bundle = Bundle;
        return bundle is not null;
    }

    internal static DoctrineLoad Failed(string file, string rule, string message) =>
        new(null, [new DoctrineProblem(file, 0, 0, rule, message)]);
}
