using System.Runtime.InteropServices;
using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Authorization;

/// <summary>A policy with what is known of every request that reaches it.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Shown">The parts of its head that match.</param>
/// <param name="Next">The first of its conditions that is not known to hold.</param>
internal readonly record struct Candidate(CompiledPolicy Policy, Shown Shown, int Next)
{
    /// <summary>What the next condition compares; null behind the last one.</summary>
    public FirstComparison? Comparison => Policy.Comparison(Next);

    public void Decide(EvaluationFrame frame, CedarAnswer answer)
    {
        var outcome = Policy.Evaluate(frame, Shown, Next);
        if (outcome != Outcome.DoesNotApply)
        {
            answer.Add(Policy, outcome, frame.Error);
        }

        frame.Reset();
    }
}

/// <summary>
/// Finds the policies that can apply to a request: a tree in which each node tells the policies apart by the action, the principal,
/// the resource, or the value that several of them compare next, and each leaf holds the few that are left. A policy may stand in several places
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

        var best = new Splitter(LeafSize - 1, () => Leaf(candidates));
        foreach (var part in new[] { Shown.Action, Shown.Principal, Shown.Resource })
        {
            best = best.Better(Splitter.ByScope(candidates, part));
        }

        foreach (var key in candidates.Select(c => c.Comparison?.Key).OfType<string>().CountBy(key => key).OrderByDescending(k => k.Value).Take(1))
        {
            best = best.Better(Splitter.ByComparison(candidates, key.Key));
        }

        return best.Make();
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

    /// <summary>How policies could be told apart.</summary>
    /// <param name="Gain">How many looks at a policy a request is spared, about.</param>
    /// <param name="Make">Makes the node.</param>
    private sealed record Splitter(int Gain, Func<PolicyIndex> Make)
    {
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

            int[] sizes = [.. equal.Values.Concat(within.Values).Concat(types.Values).Select(group => group.Count)];
            return new Splitter(
                sizes.Sum() - sizes.DefaultIfEmpty(0).Max(),
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
                if (candidate.Comparison is not { } comparison || comparison.Key != key)
                {
                    rest.Add(candidate);
                    continue;
                }

                var isBound = comparison.Operator is >= Comparison.Less and <= Comparison.GreaterOrEqual;
                (isBound ? bounded : equal).Add(candidate);
                foreach (var constant in isBound ? [] : comparison.Constants.Distinct())
                {
                    Put(constant, candidate with { Next = candidate.Next + 1 });
                }
            }

            // Of those with one constant, or with a bound, a request is spared about half.
            var all = equal.Count + bounded.Count;
            int[] sizes = [.. texts.Values.Concat(entities.Values).Concat(numbers.Values).Select(group => group.Count)];
            return new Splitter(
                Math.Max(equal.Count - sizes.DefaultIfEmpty(0).Max(), all / 2),
                () => new ComparisonIndex(
                    equal.Concat(bounded).First().Comparison!, Map(texts), Map(entities), Map(numbers),
                    new ComparisonIndex.Bounds(bounded), Leaf([.. equal, .. bounded]), Build(rest)));

            void Put(CedarValue constant, Candidate shown)
            {
                switch (constant)
                {
                    case CedarString text:
                        Add(texts, text.Value, shown);
                        break;
                    case CedarEntity entity:
                        Add(entities, entity.Uid, shown);
                        break;
                    default:
                        Add(numbers, ((NumberKind)constant.Packed.Reference!, constant.Packed.Number), shown);
                        break;
                }
            }
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
