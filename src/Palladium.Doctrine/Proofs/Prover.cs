using System.Text.Json;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;

namespace Palladium.Doctrine.Proofs;

/// <summary>
/// Proves statements about all requests that a doctrine's schema allows and all entities there can be. The model is that of the gate:
/// a forbid that errs denies, entities that are referred to exist, and a purpose has a class and a listed basis. Not thread-safe.
/// </summary>
public sealed class Prover
{
    private readonly DoctrineBundle _doctrine;
    private readonly Z3 _z3;
    private readonly SchemaModel _schema;
    private readonly string[] _bases;
    private readonly Dictionary<CedarPolicy, JsonElement> _sources = [];

    /// <summary>A prover for a doctrine.</summary>
    /// <param name="doctrine">The doctrine.</param>
    /// <param name="z3">The process that answers; remains the caller's.</param>
    public Prover(DoctrineBundle doctrine, Z3 z3)
    {
        ArgumentNullException.ThrowIfNull(doctrine);
        _doctrine = doctrine;
        _z3 = z3;
        _schema = new SchemaModel(doctrine.Schema);
        _bases = [.. doctrine.Manifest.Bases.Select(basis => basis.Id)];
    }

    /// <summary>Whether a statement holds. One that is about no possible request is unknown: a promise of nothing.</summary>
    public ProofResult Prove(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var isAboutSomething = false;
        foreach (var kind in _schema.Requests)
        {
            var result = Ask(kind, statement.IsNever, (policies, holds) =>
            {
                var described = holds(statement.Expression);
                return described == Smt.False ? Smt.False : Smt.And(described, statement.IsNever
                    ? policies.Permitted(_doctrine.PolicySet.Policies)
                    : Smt.And(policies.OfPurpose(), Smt.Not(policies.Permitted(_doctrine.PolicySet.Policies))));
            });
            if (result.Verdict != ProofVerdict.Proved)
            {
                return result;
            }

            isAboutSomething = isAboutSomething || CanHold(kind, policies => policies.Holds(statement.Expression)) == ProofVerdict.Refuted;
        }

        return isAboutSomething ? ProofResult.Proved : ProofResult.Unknown("no request can be as it says, so it promises nothing");
    }

    /// <summary>Whether a policy can never apply. Refuted is the usual case: there is a request to which it applies.</summary>
    public ProofResult NeverApplies(CedarPolicy policy) => OverAll(kind => CanHold(kind, policies => policies.Counts(policy)));

    /// <summary>
    /// A policy of the same effect that applies wherever this one does, so that this one changes nothing; null when there is none, or when
    /// nobody knows.
    /// </summary>
    public CedarPolicy? FindCover(CedarPolicy policy)
    {
        var others = _doctrine.PolicySet.Policies.Where(other => other != policy && other.IsForbid == policy.IsForbid).ToList();

        // One question for most: a request to which this one applies and none of the others.
        return Covers(others, policy).Verdict == ProofVerdict.Proved
            ? others.FirstOrDefault(other => Covers([other], policy).Verdict == ProofVerdict.Proved)
            : null;
    }

    /// <summary>Whether another version with the same schema decides every request alike.</summary>
    public ProofResult Equal(DoctrineBundle other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var kind in _schema.Requests)
        {
            foreach (var permitted in new[] { true, false })
            {
                var result = Ask(kind, permitted, (policies, _) =>
                {
                    var (here, there) = (policies.Permitted(_doctrine.PolicySet.Policies), policies.Permitted(other.PolicySet.Policies));
                    return here == there ? Smt.False : permitted ? Smt.And(here, Smt.Not(there)) : Smt.And(Smt.Not(here), there);
                });
                if (result.Verdict != ProofVerdict.Proved)
                {
                    return result;
                }
            }
        }

        return ProofResult.Proved;
    }

    /// <summary>Whether there is no request of a kind that the gate permits, or denies.</summary>
    internal ProofResult None(RequestKind kind, bool permitted) => Ask(kind, permitted, (policies, _) =>
        policies.Permitted(_doctrine.PolicySet.Policies) is var term && permitted ? term : Smt.Not(term));

    internal IReadOnlyList<RequestKind> Requests => _schema.Requests;

    private ProofResult Covers(IReadOnlyList<CedarPolicy> others, CedarPolicy policy) => OverAll(kind => CanHold(kind, policies =>
        policies.Counts(policy) is var counts && counts == Smt.False ? Smt.False : Smt.And(counts, Smt.Not(Smt.Or(others.Select(policies.Counts))))));

    private static ProofResult OverAllResult(ProofVerdict verdict) => new(verdict, null, verdict == ProofVerdict.Unknown ? "z3 does not know" : "");

    // Each policy is asked for once for every kind of request.
    private JsonElement Source(CedarPolicy policy)
    {
        if (!_sources.TryGetValue(policy, out var source))
        {
            using var document = JsonDocument.Parse(policy.ToJson());
            _sources[policy] = source = document.RootElement.Clone();
        }

        return source;
    }

    private ProofResult OverAll(Func<RequestKind, ProofVerdict> ask)
    {
        var unknown = false;
        foreach (var kind in _schema.Requests)
        {
            try
            {
                var verdict = ask(kind);
                if (verdict == ProofVerdict.Refuted)
                {
                    return OverAllResult(verdict);
                }

                unknown |= verdict == ProofVerdict.Unknown;
            }
            catch (NotModelledException e)
            {
                return ProofResult.Unknown(e.Message);
            }
        }

        return OverAllResult(unknown ? ProofVerdict.Unknown : ProofVerdict.Proved);
    }

    private ProofVerdict CanHold(RequestKind kind, Func<PolicyModel, string> question)
    {
        var model = new RequestModel(_schema, kind, _bases);
        var term = question(new PolicyModel(model, Source, _doctrine.Manifest.Sensitive));
        return term == Smt.False ? ProofVerdict.Proved : _z3.Check($"{model.ToScript()}(assert {term})") switch
        {
            "sat" => ProofVerdict.Refuted,
            "unsat" => ProofVerdict.Proved,
            _ => ProofVerdict.Unknown,
        };
    }

    private ProofResult Ask(RequestKind kind, bool permitted, Func<PolicyModel, Func<JsonElement, string>, string> question)
    {
        try
        {
            var model = new RequestModel(_schema, kind, _bases);
            var policies = new PolicyModel(model, Source, _doctrine.Manifest.Sensitive);
            var term = question(policies, policies.Holds);
            if (term == Smt.False)
            {
                return ProofResult.Proved;
            }

            var answer = _z3.Check($"{model.ToScript()}(assert {term})");
            if (answer is not ("sat" or "unsat"))
            {
                return ProofResult.Unknown($"{kind}: z3 says {answer}");
            }

            if (answer == "unsat")
            {
                return ProofResult.Proved;
            }

            var (found, reason) = new CounterexampleReader(model, _z3, _doctrine).Read(permitted);
            return found is null ? ProofResult.Unknown($"{kind}: {reason}") : new ProofResult(ProofVerdict.Refuted, found, "");
        }
        catch (NotModelledException e)
        {
            return ProofResult.Unknown($"{kind}: {e.Message}");
        }
    }
}
