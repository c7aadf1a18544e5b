using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Authorization;

/// <summary>
/// Tells policies apart by a value that all of them compare first: those that want it to equal a constant are looked up, those with a
/// bound stand in the order of their bounds, so that only those that hold are touched.
/// </summary>
internal sealed class ComparisonIndex(
    Node expression,
    Dictionary<string, PolicyIndex> texts,
    Dictionary<EntityUid, PolicyIndex> entities,
    Dictionary<(NumberKind, long), PolicyIndex> numbers,
    ComparisonIndex.Bounds bounds,
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
        if (!value.IsError)
        {
            bounds.Decide(value, frame, answer);
        }

        rest.Decide(frame, answer);
    }

    /// <summary>The policies with a bound. What is to be less comes from the highest bound down, the rest from the lowest up.</summary>
    internal sealed class Bounds
    {
        private readonly (BinaryOperator Operator, (long Bound, Candidate Candidate)[] Sorted)[] _groups;
        private readonly PolicyIndex _all;

        public Bounds(IReadOnlyList<Candidate> candidates)
        {
            _all = Leaf(candidates);
            _groups =
            [
                .. candidates.GroupBy(c => c.Policy.First!.Operator).Select(group => (group.Key, group
                    .Select(c => (((CedarLong)c.Policy.First!.Constant).Value, c with { Shown = c.Shown | Shown.FirstCondition }))
                    .OrderBy(c => IsUpper(group.Key) ? ~c.Value : c.Value)
                    .ToArray())),
            ];
        }

        public void Decide(in Value value, EvaluationFrame frame, CedarAnswer answer)
        {
            if (!value.Is(NumberKind.Long))
            {
                // What is no integer cannot be compared with one: each errs, with its own place.
                _all.Decide(frame, answer);
                return;
            }

            foreach (var (op, sorted) in _groups)
            {
                foreach (ref readonly var policy in sorted.AsSpan())
                {
                    if (!Holds(op, value.Number, policy.Bound))
                    {
                        break;
                    }

                    policy.Candidate.Decide(frame, answer);
                }
            }
        }

        private static bool IsUpper(BinaryOperator op) => op is BinaryOperator.Less or BinaryOperator.LessOrEqual;

        private static bool Holds(BinaryOperator op, long value, long bound) => op switch
        {
            BinaryOperator.Less => value < bound,
            BinaryOperator.LessOrEqual => value <= bound,
            BinaryOperator.Greater => value > bound,
            _ => value >= bound,
        };
    }
}
