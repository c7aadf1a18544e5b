using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Rows;

/// <summary>
/// Which entities of a type are permitted, as a condition that a store can ask of its rows. Where a part of the policies has no such
/// form the condition lets more rows pass, never fewer, and each of them has to be asked of <see cref="Permits"/>. Immutable.
/// </summary>
public sealed class RowQuery
{
    private readonly PolicySet _policies;
    private readonly PartialRequest _request;
    private readonly ErringForbids _erring;

    private RowQuery(PolicySet policies, PartialRequest request, ErringForbids erring, string entityType, RowCondition where, IReadOnlyList<string> refused)
    {
        _policies = policies;
        _request = request;
        _erring = erring;
        EntityType = entityType;
        Where = where;
        Refused = refused;
    }

    /// <summary>The type of the entities.</summary>
    public string EntityType { get; }

    /// <summary>True for every entity that is permitted; for no other if the query is exact.</summary>
    public RowCondition Where { get; }

    /// <summary>What has no form as a condition on rows, each with its policy; what depends on it is not in <see cref="Where"/>.</summary>
    public IReadOnlyList<string> Refused { get; }

    /// <summary>Whether the condition alone tells who is permitted.</summary>
    public bool IsExact => Refused.Count == 0;

    /// <summary>Decides about one entity in full.</summary>
    /// <param name="uid">The entity, of the query's type.</param>
    /// <param name="entities">All entities: the one that is asked about, and what was known when the query was made.</param>
    public bool Permits(EntityUid uid, IEntityStore entities)
    {
        var request = new CedarRequest(_request.Principal.Uid ?? uid, _request.Action, _request.Resource.Uid ?? uid, _request.Context.Known);
        var answer = CedarAuthorizer.Authorize(_policies, request, entities);
        return answer.Decision == CedarDecision.Allow && (_erring == ErringForbids.AreIgnored || !answer.Errors.Any(e => e.IsForbid));
    }

    internal static CedarParse<RowQuery> Of(CedarResiduals residuals, PartialRequest request, CedarSchema schema, ErringForbids erring)
    {
        if (request.Principal.Id is null == request.Resource.Id is null)
        {
            return Error("either the principal or the resource has to be unknown, and the other known");
        }

        if (request.Context.Unknown.Count > 0)
        {
            return Error($"the context has to be known; not known: {string.Join(", ", request.Context.Unknown.Order(StringComparer.Ordinal))}");
        }

        var (row, type) = request.Principal.Id is null ? (Variable.Principal, request.Principal.Type) : (Variable.Resource, request.Resource.Type);
        if (!schema.EntityTypes.ContainsKey(type))
        {
            return Error($"the schema has no entity type '{type}'");
        }

        var refused = new List<string>();
        RowCondition where = residuals.Decision(erring) is { } decided
            ? new RowConstant(decided == CedarDecision.Allow)
            : Whole(residuals.Policies, schema, row, type, erring, refused);
        return new CedarParse<RowQuery>(new RowQuery(residuals.ToPolicies(), request, erring, type, where, refused));

        static CedarParse<RowQuery> Error(string message) => new([new CedarError("", 0, 0, message)]);
    }

    private static RowChain Whole(
        IReadOnlyList<CedarResidual> policies, CedarSchema schema, Variable row, string type, ErringForbids erring, List<string> refused)
    {
        var translator = new RowTranslator(schema, row, type);
        var permits = new List<RowCondition>();
        var all = new List<RowCondition>();
        foreach (var policy in policies.Where(p => p.State != ResidualState.Errs))
        {
            var (parts, isWhole) = Parts(policy, translator, refused);
            if (!policy.Policy.IsForbid)
            {
                permits.Add(new RowHolds(parts.Count == 0 ? new RowConstant(true) : new RowChain(IsAll: true, parts)));
            }
            else if (isWhole && translator.Chain(isAll: true, parts) is { } condition)
            {
                all.Add(erring == ErringForbids.Deny ? new RowHolds(new RowNot(condition)) : new RowNot(new RowHolds(condition)));
            }
            else if (isWhole)
            {
                refused.Add($"{policy.Policy.Id}: {translator.Refusal}");
            }
        }

        return new RowChain(IsAll: true, [new RowChain(IsAll: false, permits), .. all]);
    }

    /// <summary>What has to hold for a policy to apply, and whether that is all: without the parts that were refused it applies to more rows.</summary>
    private static (List<RowCondition> Parts, bool IsWhole) Parts(CedarResidual policy, RowTranslator translator, List<string> refused)
    {
        var (parts, isWhole) = (new List<RowCondition>(), true);
        foreach (var (part, wanted) in policy.Conditions)
        {
            // The parts of a chain one by one: that some cannot be asked does not keep the others from narrowing the rows.
            foreach (var item in wanted && part.Expression is LogicalExpression { IsAnd: true } chain ? chain.Items : [part.Expression])
            {
                if (translator.Translate(item) is { } condition)
                {
                    parts.Add(wanted ? condition : new RowNot(condition));
                }
                else
                {
                    isWhole = false;
                    refused.Add($"{policy.Policy.Id}: {translator.Refusal}");
                }
            }
        }

        return (parts, isWhole);
    }
}
