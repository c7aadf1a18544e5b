using Palladium.Cedar.Partial;
using Palladium.Cedar.Rows;

namespace Palladium.Cedar;

/// <summary>What a forbid does that cannot be evaluated.</summary>
public enum ErringForbids
{
    /// <summary>Nothing, as Cedar defines it.</summary>
    AreIgnored,

    /// <summary>It denies, which is safer.</summary>
    Deny,
}

/// <summary>
/// The policies that may still tell after partial evaluation. Decides the same as the whole set about every completion of the request
/// in which the entities that were not known are as the schema declares them. Immutable.
/// </summary>
public sealed class CedarResiduals
{
    private readonly PartialRequest _request;
    private readonly CedarSchema _schema;

    private CedarResiduals(PartialRequest request, CedarSchema schema, IReadOnlyList<CedarResidual> policies)
    {
        _request = request;
        _schema = schema;
        Policies = policies;
    }

    /// <summary>Those that apply, err or are open, in the order of the set; those that cannot apply any more are gone.</summary>
    public IReadOnlyList<CedarResidual> Policies { get; }

    /// <summary>Evaluates policies as far as a request is known.</summary>
    /// <param name="policies">The policies; any are safe, those that are valid under the schema leave least over.</param>
    /// <param name="request">The question, as far as it is known.</param>
    /// <param name="entities">The entities, as far as they are known.</param>
    /// <param name="schema">What the request and all entities, also those that are not known, conform to.</param>
    public static CedarResiduals Of(PolicySet policies, PartialRequest request, IPartialEntities entities, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(schema);
        var evaluator = new PartialEvaluator(request, entities, schema);
        var left = new List<CedarResidual>();
        foreach (var policy in policies.Policies)
        {
            var chain = evaluator.Policy(policy.Syntax);
            if (chain.End != ChainEnd.NotAsWanted)
            {
                left.Add(new CedarResidual(policy, chain));
            }
        }

        return new CedarResiduals(request, schema, left);
    }

    /// <summary>The decision, if it is the same whatever the unknown turns out to be; else null.</summary>
    public CedarDecision? Decision(ErringForbids erring)
    {
        var (permits, forbids) = (States(isForbid: false), States(isForbid: true));
        return forbids.Contains(ResidualState.Applies) || (erring == ErringForbids.Deny && forbids.Contains(ResidualState.Errs)) ? CedarDecision.Deny
            : !permits.Contains(ResidualState.Applies) && !permits.Contains(ResidualState.Open) ? CedarDecision.Deny
            : permits.Contains(ResidualState.Applies) && !forbids.Contains(ResidualState.Open) ? CedarDecision.Allow
            : null;
    }

    /// <summary>The residual policies as a set of their own, with the ids they had.</summary>
    public PolicySet ToPolicies() => PolicySet.Of([.. Policies.Select(p => p.Residual)]);

    /// <summary>
    /// The condition under which an entity is permitted that takes the place of the request's unknown principal or resource: what a
    /// store can ask of its rows.
    /// </summary>
    /// <param name="erring">What a forbid does that cannot be evaluated.</param>
    /// <returns>The query, or an error: not exactly one of principal and resource is unknown, or something else is not known either.</returns>
    public CedarParse<RowQuery> ToRows(ErringForbids erring) => RowQuery.Of(this, _request, _schema, erring);

    private HashSet<ResidualState> States(bool isForbid) => [.. Policies.Where(p => p.Policy.IsForbid == isForbid).Select(p => p.State)];
}
