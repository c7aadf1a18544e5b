using System.Runtime.InteropServices;
using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Authorization;

/// <summary>A policy with what is known of every request that reaches it.</summary>
internal readonly record struct Candidate(CompiledPolicy Policy, Shown Shown);

/// <summary>
/// Finds the policies that can apply to a request: a tree in which each node tells the policies apart by the action, the principal,
/// the resource, or the value that several of them compare first, and each leaf holds the few that are left. A policy may stand in several places
/// and be found twice. Immutable.
/// </summary>
internal abstract class PolicyIndex
{
    /// <summary>So few policies are looked at faster than told apart.</summary>
    private const int LeafSize = 4;

    public static PolicyIndex Build(IReadOnlyList<Candidate> candidates)
    {
        if (candidates.Count <= LeafSize)
        {
            return new Leaf([.. candidates]);
        }

        Splitter best = new([], default);
        foreach (var part in new[] { Shown.Action, Shown.Principal, Shown.Resource })
        {
            best = best.Better(Splitter.ByScope(candidates, part));
        }

        foreach (var key in candidates.Where(c => (c.Shown & Shown.FirstCondition) == 0 && c.Policy.FirstEquality is not null)
            .CountBy(c => c.Policy.FirstEquality!.Key).OrderByDescending(k => k.Value).Take(1))
        {
            best = best.Better(Splitter.ByEquality(candidates, key.Key));
        }

        return best.Gain >= LeafSize ? best.Make() : new Leaf([.. candidates]);
    }

    /// <summary>Evaluates what can apply to the frame's request and hands what did, or erred, to the answer.</summary>
    public abstract void Decide(EvaluationFrame frame, CedarAnswer answer);

    private sealed class Leaf(Candidate[] candidates) : PolicyIndex
    {
        public override void Decide(EvaluationFrame frame, CedarAnswer answer)
        {
            foreach (ref readonly var candidate in candidates.AsSpan())
            {
                var outcome = candidate.Policy.Evaluate(frame, candidate.Shown);
                if (outcome != Outcome.DoesNotApply)
                {
                    answer.Add(candidate.Policy, outcome, frame.Error);
                }

                frame.Reset();
            }
        }
    }

    /// <summary>How policies could be told apart: those that demand something, by what they demand, and how the node is made of them.</summary>
    private sealed record Splitter(IReadOnlyList<IReadOnlyList<Candidate>> Groups, Func<PolicyIndex>? Maker)
    {
        /// <summary>How many policies a request is spared at least, whichever group it falls into.</summary>
        public int Gain { get; } = Groups.Count == 0 ? 0 : Groups.Sum(g => g.Count) - Groups.Max(g => g.Count);

        public PolicyIndex Make() => Maker!();

        public Splitter Better(Splitter other) => other.Gain > Gain ? other : this;

        public static Splitter ByScope(IReadOnlyList<Candidate> candidates, Shown part)
        {
            var equal = new Dictionary<EntityUid, List<Candidate>>();
            var within = new Dictionary<EntityUid, List<Candidate>>();
            var types = new Dictionary<string, List<Candidate>>(StringComparer.Ordinal);
            var rest = new List<Candidate>();
            foreach (var candidate in candidates)
            {
                var scope = ScopeIndex.PartOf(candidate.Policy, part);
                var shown = candidate with { Shown = candidate.Shown | part };
                if ((candidate.Shown & part) != 0 || scope.Operator == ScopeOperator.Any)
                {
                    rest.Add(shown);
                }
                else if (scope.Operator == ScopeOperator.Equal)
                {
                    Add(equal, scope.Entities[0], shown);
                }
                else if (scope.Operator == ScopeOperator.Is)
                {
                    Add(types, scope.Type!, shown);
                }
                else
                {
                    // What is "is T in E" has its type still to be tested.
                    foreach (var ancestor in scope.Entities.Distinct())
                    {
                        Add(within, ancestor, scope.Operator == ScopeOperator.IsIn ? candidate : shown);
                    }
                }
            }

            return new Splitter(
                [.. equal.Values, .. within.Values, .. types.Values],
                () => new ScopeIndex(part, Map(equal), Map(within), Map(types), Build(rest)));
        }

        public static Splitter ByEquality(IReadOnlyList<Candidate> candidates, string key)
        {
            var texts = new Dictionary<string, List<Candidate>>(StringComparer.Ordinal);
            var entities = new Dictionary<EntityUid, List<Candidate>>();
            var numbers = new Dictionary<(NumberKind, long), List<Candidate>>();
            var rest = new List<Candidate>();
            var all = new List<Candidate>();
            Node? expression = null;
            foreach (var candidate in candidates)
            {
                if ((candidate.Shown & Shown.FirstCondition) != 0 || candidate.Policy.FirstEquality is not { } equality || equality.Key != key)
                {
                    rest.Add(candidate);
                    continue;
                }

                expression ??= equality.Expression;
                all.Add(candidate);
                var shown = candidate with { Shown = candidate.Shown | Shown.FirstCondition };
                switch (equality.Constant)
                {
                    case CedarString text:
                        Add(texts, text.Value, shown);
                        break;
                    case CedarEntity entity:
                        Add(entities, entity.Uid, shown);
                        break;
                    default:
                        Add(numbers, ((NumberKind)equality.Constant.Packed.Reference!, equality.Constant.Packed.Number), shown);
                        break;
                }
            }

            return new Splitter(
                [.. texts.Values, .. entities.Values, .. numbers.Values],
                () => new EqualityIndex(expression!, Map(texts), Map(entities), Map(numbers), new Leaf([.. all]), Build(rest)));
        }

        private static void Add<TKey>(Dictionary<TKey, List<Candidate>> groups, TKey key, Candidate candidate)
            where TKey : notnull
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _);
            (group ??= []).Add(candidate);
        }

        private static Dictionary<TKey, PolicyIndex> Map<TKey>(Dictionary<TKey, List<Candidate>> groups)
            where TKey : notnull => groups.ToDictionary(g => g.Key, g => Build(g.Value), groups.Comparer);
    }
}

/// <summary>Tells policies apart by one part of their head.</summary>
internal sealed class ScopeIndex(
    Shown part,
    Dictionary<EntityUid, PolicyIndex> equal,
    Dictionary<EntityUid, PolicyIndex> within,
    Dictionary<string, PolicyIndex> types,
    PolicyIndex rest) : PolicyIndex
{
    public static ScopePart PartOf(CompiledPolicy policy, Shown part) => part switch
    {
        Shown.Principal => policy.Principal,
        Shown.Action => policy.Action,
        _ => policy.Resource,
    };

    public override void Decide(EvaluationFrame frame, CedarAnswer answer)
    {
        var entity = part switch
        {
            Shown.Principal => frame.Request.PrincipalEntity,
            Shown.Action => frame.Request.ActionEntity,
            _ => frame.Request.ResourceEntity,
        };
        if (equal.TryGetValue(entity.Uid, out var index))
        {
            index.Decide(frame, answer);
        }

        if (types.Count > 0 && types.TryGetValue(entity.Uid.Type, out index))
        {
            index.Decide(frame, answer);
        }

        if (within.Count > 0)
        {
            Within(frame, entity, answer);
        }

        rest.Decide(frame, answer);
    }

    private void Within(EvaluationFrame frame, CedarEntity entity, CedarAnswer answer)
    {
        if (within.TryGetValue(entity.Uid, out var index))
        {
            index.Decide(frame, answer);
        }

        var ancestors = frame.AncestorsOf(entity);
        if (within.Count < ancestors.Length)
        {
            foreach (var (ancestor, policies) in within)
            {
                if (!ancestor.Equals(entity.Uid) && frame.IsIn(entity, ancestor))
                {
                    policies.Decide(frame, answer);
                }
            }

            return;
        }

        // Deciding may climb the hierarchy again, over the same space: all is looked up before anything is decided.
        var before = frame.Found.Count;
        foreach (ref readonly var ancestor in ancestors)
        {
            if (!ancestor.Equals(entity.Uid) && within.TryGetValue(ancestor, out index))
            {
                frame.Found.Push(index);
            }
        }

        while (frame.Found.Count > before)
        {
            frame.Found.Pop().Decide(frame, answer);
        }
    }
}

/// <summary>Tells policies apart by a value that all of them compare first.</summary>
internal sealed class EqualityIndex(
    Node expression,
    Dictionary<string, PolicyIndex> texts,
    Dictionary<EntityUid, PolicyIndex> entities,
    Dictionary<(NumberKind, long), PolicyIndex> numbers,
    PolicyIndex all,
    PolicyIndex rest) : PolicyIndex
{
    public override void Decide(EvaluationFrame frame, CedarAnswer answer)
    {
        var value = expression.Evaluate(frame);
        var index = value.Reference switch
        {
            // Each of the policies errs, with its own place.
            null => all,
            CedarString text => texts.GetValueOrDefault(text.Value),
            CedarEntity entity => entities.GetValueOrDefault(entity.Uid),
            NumberKind kind => numbers.GetValueOrDefault((kind, value.Number)),
            _ => null,
        };
        frame.Reset();
        index?.Decide(frame, answer);
        rest.Decide(frame, answer);
    }
}
