using System.Runtime.InteropServices;
using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Authorization;

/// <summary>A policy with what is known of every request that reaches it.</summary>
internal readonly record struct Candidate(CompiledPolicy Policy, Shown Shown)
{
    public void Decide(EvaluationFrame frame, CedarAnswer answer)
    {
        var outcome = Policy.Evaluate(frame, Shown);
        if (outcome != Outcome.DoesNotApply)
        {
            answer.Add(Policy, outcome, frame.Error);
        }

        frame.Reset();
    }
}

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
            return Leaf(candidates);
        }

        var best = new Splitter([], null);
        foreach (var part in new[] { Shown.Action, Shown.Principal, Shown.Resource })
        {
            best = best.Better(Splitter.ByScope(candidates, part));
        }

        foreach (var key in candidates.Where(c => (c.Shown & Shown.FirstCondition) == 0 && c.Policy.First is not null)
            .CountBy(c => c.Policy.First!.Key).OrderByDescending(k => k.Value).Take(1))
        {
            best = best.Better(Splitter.ByComparison(candidates, key.Key));
        }

        return best.Gain >= LeafSize ? best.Make() : Leaf(candidates);
    }

    /// <summary>Evaluates what can apply to the frame's request and hands what did, or erred, to the answer.</summary>
    public abstract void Decide(EvaluationFrame frame, CedarAnswer answer);

    /// <summary>All of them, one after the other.</summary>
    protected static PolicyIndex Leaf(IReadOnlyList<Candidate> candidates) => new PolicyLeaf([.. candidates]);

    private sealed class PolicyLeaf(Candidate[] candidates) : PolicyIndex
    {
        public override void Decide(EvaluationFrame frame, CedarAnswer answer)
        {
            foreach (ref readonly var candidate in candidates.AsSpan())
            {
                candidate.Decide(frame, answer);
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

        public static Splitter ByComparison(IReadOnlyList<Candidate> candidates, string key)
        {
            var texts = new Dictionary<string, List<Candidate>>(StringComparer.Ordinal);
            var entities = new Dictionary<EntityUid, List<Candidate>>();
            var numbers = new Dictionary<(NumberKind, long), List<Candidate>>();
            var (equal, bounded, rest) = (new List<Candidate>(), new List<Candidate>(), new List<Candidate>());
            foreach (var candidate in candidates)
            {
                if ((candidate.Shown & Shown.FirstCondition) != 0 || candidate.Policy.First is not { } first || first.Key != key)
                {
                    rest.Add(candidate);
                    continue;
                }

                var shown = candidate with { Shown = candidate.Shown | Shown.FirstCondition };
                (first.Operator == BinaryOperator.Equal ? equal : bounded).Add(candidate);
                switch (first.Constant)
                {
                    case var _ when first.Operator != BinaryOperator.Equal:
                        break;
                    case CedarString text:
                        Add(texts, text.Value, shown);
                        break;
                    case CedarEntity entity:
                        Add(entities, entity.Uid, shown);
                        break;
                    default:
                        Add(numbers, ((NumberKind)first.Constant.Packed.Reference!, first.Constant.Packed.Number), shown);
                        break;
                }
            }

            // Of those with a bound a request is spared about half.
            return new Splitter(
                [.. texts.Values, .. entities.Values, .. numbers.Values, bounded[..(bounded.Count / 2)], bounded[(bounded.Count / 2)..]],
                () => new ComparisonIndex(
                    equal.Concat(bounded).First().Policy.First!.Expression,
                    Map(texts), Map(entities), Map(numbers), new ComparisonIndex.Bounds(bounded), Leaf([.. equal, .. bounded]), Build(rest)));
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
