using Palladium.Cedar.Partial;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>What is sure of a policy before all is known.</summary>
public enum ResidualState
{
    /// <summary>It depends on what is not known.</summary>
    Open,

    /// <summary>It applies, whatever the unknown turns out to be.</summary>
    Applies,

    /// <summary>It cannot be evaluated, whatever the unknown turns out to be.</summary>
    Errs,
}

/// <summary>A policy that may still tell in the decision. Immutable.</summary>
public sealed class CedarResidual
{
    internal CedarResidual(CedarPolicy policy, ResidueChain chain)
    {
        Policy = policy;
        Conditions = chain.Open;
        State = chain.End switch
        {
            ChainEnd.AllAsWanted => ResidualState.Applies,
            ChainEnd.Errs => ResidualState.Errs,
            _ => ResidualState.Open,
        };
        var any = (ScopePart part) => ScopePart.Any(part.Offset, part.Variable);
        var syntax = policy.Syntax;
        Residual = State == ResidualState.Errs ? policy : new CedarPolicy(policy.Id, syntax with
        {
            Principal = any(syntax.Principal),
            Action = any(syntax.Action),
            Resource = any(syntax.Resource),
            Conditions = [.. Conditions.Select(c => new ConditionSyntax(c.Part.Expression.Offset, c.Wanted, c.Part.Expression))],
        });
    }

    /// <summary>The policy as it was.</summary>
    public CedarPolicy Policy { get; }

    /// <summary>What is sure of it.</summary>
    public ResidualState State { get; }

    /// <summary>
    /// A policy of the same id and effect that decides the same about every completion of the request, and speaks of what was not
    /// known only. One that errs for sure stays as it was.
    /// </summary>
    public CedarPolicy Residual { get; }

    internal IReadOnlyList<(Residue Part, bool Wanted)> Conditions { get; }
}
