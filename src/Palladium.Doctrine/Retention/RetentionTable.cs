using System.Collections.Immutable;

namespace Palladium.Doctrine.Retention;

/// <summary>How long everything is kept.</summary>
/// <param name="Rules">One for each kind of entry that the doctrine names.</param>
/// <param name="Otherwise">For kinds that it does not name: those of a newer version of the program.</param>
public sealed record RetentionTable(ImmutableArray<RetentionRule> Rules, RetentionRule Otherwise)
{
    /// <summary>The rule for a kind of entry.</summary>
    public RetentionRule For(string kind) => Rules.FirstOrDefault(rule => rule.Kind == kind) ?? Otherwise with { Kind = kind };
}
