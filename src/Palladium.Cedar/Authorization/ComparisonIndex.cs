using Palladium.Cedar.Evaluation;

namespace Palladium.Cedar.Authorization;

/// <summary>
/// Tells policies apart by a value that all of them compare next: those that want it to equal a constant, or to contain one, are looked
/// up; those with a bound stand in the order of their bounds, so that only those that hold are touched.
/// </summary>
/// <param name="comparison">How one of them compares; the expression is the same in all, and so is whether it has to be a set or a bool.</param>
/// <param name="texts">Those that are about a text.</param>
/// <param name="entities">Those that are about an entity.</param>
/// <param name="numbers">Those that are about anything else.</param>
/// <param name="bounds">Those with a bound.</param>
/// <param name="all">All of them: where the value cannot be had, each errs with its own place.</param>
/// <param name="rest">The policies that compare something else.</param>
internal sealed class ComparisonIndex(
    FirstComparison comparison,
    Dictionary<string, PolicyIndex> texts,
    Dictionary<EntityUid, PolicyIndex> entities,
    Dictionary<(NumberKind, long), PolicyIndex> numbers,
    ComparisonIndex.Bounds bounds,
    PolicyIndex all,
    PolicyIndex rest) : PolicyIndex
{
    private readonly Node _expression = Binder.Bind(comparison.Expression);
    private readonly (Value Constant, PolicyIndex Policies)[] _contained = comparison.Operator != Comparison.Contains ? [] :
    [
        .. texts.Select(t => (new CedarString(t.Key).Packed, t.Value)),
        .. entities.Select(e => (new CedarEntity(e.Key).Packed, e.Value)),
        .. numbers.Select(n => (new Value(n.Key.Item1, n.Key.Item2), n.Value)),
    ];

    public override void Decide(EvaluationFrame frame, CedarAnswer answer)
    {
        // Deciding may use the frame's space again: all is looked up before anything is decided.
        var before = frame.Found.Count;
        var value = _expression.Evaluate(frame);
        var isBound = Find(value, frame);
        frame.Reset();
        while (frame.Found.Count > before)
        {
            frame.Found.Pop().Decide(frame, answer);
        }

        if (isBound)
        {
            bounds.Decide(value, frame, answer);
        }

        rest.Decide(frame, answer);
    }

    /// <summary>Puts what the value leads to with the rest that was found; the answer is whether the bounds have to be looked at.</summary>
    private bool Find(in Value value, EvaluationFrame frame)
    {
        switch (comparison.Operator)
        {
            case Comparison.Contains when SetView.IsSet(value):
                Contained(SetView.Of(value), frame);
                return false;
            case Comparison.Contains:
            case Comparison.IsBool when !value.Is(NumberKind.Bool):
            case var _ when value.IsError:
                Push(all, frame);
                return false;
            default:
                Push(Lookup(value), frame);
                return true;
        }
    }

    /// <summary>Asks for each element, or for each constant, whichever are fewer.</summary>
    private void Contained(SetView set, EvaluationFrame frame)
    {
        for (var i = 0; i < set.Count && set.Count <= _contained.Length; i++)
        {
            Push(Lookup(set[i]), frame);
        }

        for (var i = 0; i < _contained.Length && set.Count > _contained.Length; i++)
        {
            Push(set.Contains(_contained[i].Constant) ? _contained[i].Policies : null, frame);
        }
    }

    private PolicyIndex? Lookup(in Value value) => value.Reference switch
    {
        CedarString text => texts.GetValueOrDefault(text.Value),
        CedarEntity entity => entities.GetValueOrDefault(entity.Uid),
        NumberKind kind => numbers.GetValueOrDefault((kind, value.Number)),
        _ => null,
    };

    private static void Push(PolicyIndex? index, EvaluationFrame frame)
    {
        if (index is not null)
        {
            frame.Found.Push(index);
        }
    }

    /// <summary>The policies with a bound. What is to be less comes from the highest bound down, the rest from the lowest up.</summary>
    internal sealed class Bounds
    {
        private readonly (Comparison Operator, (long Bound, Candidate Candidate)[] Sorted)[] _groups;
        private readonly PolicyIndex _all;

        public Bounds(IReadOnlyList<Candidate> candidates)
        {
            _all = Leaf(candidates);
            _groups =
            [
                .. candidates.GroupBy(c => c.Comparison!.Operator).Select(group => (group.Key, group
                    .Select(c => (((CedarLong)c.Comparison!.Constants[0]).Value, c with { Next = c.Next + 1 }))
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

        private static bool IsUpper(Comparison op) => op is Comparison.Less or Comparison.LessOrEqual;

        private static bool Holds(Comparison op, long value, long bound) => op switch
        {
            Comparison.Less => value < bound,
            Comparison.LessOrEqual => value <= bound,
            Comparison.Greater => value > bound,
            _ => value >= bound,
        };
    }
}
