using Palladium.Cedar;
using Palladium.Cedar.Syntax;

namespace Palladium.Tests.Cedar;

/// <summary>
/// Cedar's semantics written down as plainly as possible, policy after policy over the syntax tree: what the compiled and indexed
/// policies are compared with.
/// </summary>
internal sealed class ReferenceEvaluator(CedarRequest request, IEntityStore store)
{
    private sealed class Erred : Exception;

    public static (CedarDecision Decision, string[] Reasons, string[] Errors) Authorize(PolicySet policies, CedarRequest request, IEntityStore store)
    {
        var evaluator = new ReferenceEvaluator(request, store);
        var outcomes = policies.Policies.Select(p => (Policy: p, Applies: evaluator.Applies(p.Syntax))).ToList();
        var isForbidden = outcomes.Exists(o => o.Applies == true && o.Policy.IsForbid);
        var reasons = outcomes.Where(o => o.Applies == true && o.Policy.IsForbid == isForbidden).Select(o => o.Policy.Id).ToArray();
        return (
            !isForbidden && reasons.Length > 0 ? CedarDecision.Allow : CedarDecision.Deny,
            reasons,
            [.. outcomes.Where(o => o.Applies is null).Select(o => o.Policy.Id)]);
    }

    /// <summary>Whether the policy applies; null when it errs.</summary>
    private bool? Applies(PolicySyntax policy)
    {
        try
        {
            return Matches(policy.Principal, request.Principal) && Matches(policy.Action, request.Action) && Matches(policy.Resource, request.Resource)
                && policy.Conditions.All(c => Bool(c.Body) == c.IsWhen);
        }
        catch (Erred)
        {
            return null;
        }
    }

    private bool Matches(ScopePart part, EntityUid uid) => part.Operator switch
    {
        ScopeOperator.Any => true,
        ScopeOperator.Equal => uid == part.Entities[0],
        ScopeOperator.Is => uid.Type == part.Type,
        ScopeOperator.IsIn => uid.Type == part.Type && IsIn(uid, part.Entities[0]),
        _ => part.Entities.Any(e => IsIn(uid, e)),
    };

    private bool IsIn(EntityUid uid, EntityUid ancestor) => Above(uid).Contains(ancestor);

    private HashSet<EntityUid> Above(EntityUid uid)
    {
        var reached = new HashSet<EntityUid> { uid };
        var pending = new Queue<EntityUid>(reached);
        while (pending.TryDequeue(out var next))
        {
            foreach (var parent in store.Find(next)?.Parents.Where(reached.Add) ?? [])
            {
                pending.Enqueue(parent);
            }
        }

        return reached;
    }

    private bool Bool(Expression e) => As<CedarBool>(Evaluate(e)).Value;

    private static T As<T>(CedarValue value)
        where T : CedarValue => value as T ?? throw new Erred();

    private CedarValue Evaluate(Expression expression)
    {
        switch (expression)
        {
            case LiteralExpression e:
                return e.Value;
            case VariableExpression e:
                return e.Variable switch
                {
                    Variable.Principal => new CedarEntity(request.Principal),
                    Variable.Action => new CedarEntity(request.Action),
                    Variable.Resource => new CedarEntity(request.Resource),
                    _ => request.Context,
                };
            case IfExpression e:
                return Evaluate(Bool(e.Condition) ? e.Then : e.Else);
            case LogicalExpression e:
                return CedarBool.Of(e.IsAnd ? e.Items.All(Bool) : e.Items.Any(Bool));
            case UnaryExpression e:
                return Unary(e.Operator, Evaluate(e.Operand));
            case BinaryExpression e:
                return Binary(e.Operator, Evaluate(e.Left), Evaluate(e.Right));
            case AttributeExpression e:
                return Attributes(Evaluate(e.Target))?.Attributes.GetValueOrDefault(e.Name) ?? throw new Erred();
            case HasExpression e:
                var target = Evaluate(e.Target);
                foreach (var name in e.Path)
                {
                    if (Attributes(target)?.Attributes.GetValueOrDefault(name) is not { } next)
                    {
                        return CedarBool.False;
                    }

                    target = next;
                }

                return CedarBool.True;
            case LikeExpression e:
                return CedarBool.Of(Like(As<CedarString>(Evaluate(e.Target)).Value, [.. Pieces(e.Pattern)]));
            case IsExpression e:
                var uid = As<CedarEntity>(Evaluate(e.Target)).Uid;
                return CedarBool.Of(uid.Type == e.Type && (e.In is null || In(uid, Evaluate(e.In))));
            case SetExpression e:
                return new CedarSet([.. e.Items.Select(Evaluate)]);
            case RecordExpression e:
                return new CedarRecord(e.Names.Zip(e.Values, (name, value) => KeyValuePair.Create(name, Evaluate(value))).ToArray());
            default:
                return Call((CallExpression)expression);
        }
    }

    private CedarRecord? Attributes(CedarValue value) => value switch
    {
        CedarRecord record => record,
        CedarEntity entity => store.Find(entity.Uid)?.Attributes,
        _ => throw new Erred(),
    };

    private static CedarValue Unary(UnaryOperator op, CedarValue value) => op switch
    {
        UnaryOperator.Not => CedarBool.Of(!As<CedarBool>(value).Value),
        UnaryOperator.Negate => Long(-(Int128)As<CedarLong>(value).Value),
        _ => CedarBool.Of(As<CedarSet>(value).Count == 0),
    };

    private static CedarLong Long(Int128 value) => value < long.MinValue || value > long.MaxValue ? throw new Erred() : CedarLong.Of((long)value);

    private CedarValue Binary(BinaryOperator op, CedarValue left, CedarValue right)
    {
        switch (op)
        {
            case BinaryOperator.Equal:
                return CedarBool.Of(left.Equals(right));
            case BinaryOperator.NotEqual:
                return CedarBool.Of(!left.Equals(right));
            case BinaryOperator.In:
                return CedarBool.Of(In(As<CedarEntity>(left).Uid, right));
            case BinaryOperator.Add:
                return Long((Int128)As<CedarLong>(left).Value + As<CedarLong>(right).Value);
            case BinaryOperator.Subtract:
                return Long((Int128)As<CedarLong>(left).Value - As<CedarLong>(right).Value);
            case BinaryOperator.Multiply:
                return Long((Int128)As<CedarLong>(left).Value * As<CedarLong>(right).Value);
            case BinaryOperator.Contains:
                return CedarBool.Of(As<CedarSet>(left).Any(item => item.Equals(right)));
            case BinaryOperator.ContainsAll:
                return CedarBool.Of(As<CedarSet>(left) is var all && As<CedarSet>(right).All(item => all.Any(item.Equals)));
            case BinaryOperator.ContainsAny:
                return CedarBool.Of(As<CedarSet>(left) is var any && As<CedarSet>(right).Any(item => any.Any(item.Equals)));
            case BinaryOperator.HasTag:
                var (tagged, key) = (As<CedarEntity>(left).Uid, As<CedarString>(right).Value);
                return CedarBool.Of(store.Find(tagged)?.Tags.Has(key) == true);
            case BinaryOperator.GetTag:
                return store.Find(As<CedarEntity>(left).Uid)?.Tags.Attributes.GetValueOrDefault(As<CedarString>(right).Value) ?? throw new Erred();
            default:
                return CedarBool.Of(Compare(op, left, right));
        }
    }

    private static bool Compare(BinaryOperator op, CedarValue left, CedarValue right)
    {
        var order = (left, right) switch
        {
            (CedarLong a, CedarLong b) => a.Value.CompareTo(b.Value),
            (CedarDatetime a, CedarDatetime b) => a.Milliseconds.CompareTo(b.Milliseconds),
            (CedarDuration a, CedarDuration b) => a.Milliseconds.CompareTo(b.Milliseconds),
            _ => throw new Erred(),
        };
        return op switch
        {
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private bool In(EntityUid uid, CedarValue right) => right switch
    {
        CedarEntity entity => IsIn(uid, entity.Uid),
        CedarSet set => set.Select(item => As<CedarEntity>(item).Uid).ToList().Exists(ancestor => IsIn(uid, ancestor)),
        _ => throw new Erred(),
    };

    // A wildcard is null.
    private static IEnumerable<char?> Pieces(Pattern pattern)
    {
        for (var i = 0; i < pattern.Segments.Length; i++)
        {
            if (i > 0)
            {
                yield return null;
            }

            foreach (var c in pattern.Segments[i])
            {
                yield return c;
            }
        }
    }

    private static bool Like(ReadOnlySpan<char> text, ReadOnlySpan<char?> pattern)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0] is { } c)
        {
            return text.Length > 0 && text[0] == c && Like(text[1..], pattern[1..]);
        }

        return Like(text, pattern[1..]) || (text.Length > 0 && Like(text[1..], pattern));
    }

    private CedarValue Call(CallExpression e)
    {
        if (e.Function.WrongArity(e.Arguments.Length) is not null)
        {
            throw new Erred();
        }

        var values = e.Arguments.Select(Evaluate).ToArray();
        if (e.Function.IsConstructor())
        {
            return e.Function.Make(As<CedarString>(values[0]).Value) ?? throw new Erred();
        }

        return (e.Function, values[0], values.ElementAtOrDefault(1)) switch
        {
            (ExtensionFunction.LessThan, CedarDecimal a, CedarDecimal b) => CedarBool.Of(a.TenThousandths < b.TenThousandths),
            (ExtensionFunction.LessThanOrEqual, CedarDecimal a, CedarDecimal b) => CedarBool.Of(a.TenThousandths <= b.TenThousandths),
            (ExtensionFunction.GreaterThan, CedarDecimal a, CedarDecimal b) => CedarBool.Of(a.TenThousandths > b.TenThousandths),
            (ExtensionFunction.GreaterThanOrEqual, CedarDecimal a, CedarDecimal b) => CedarBool.Of(a.TenThousandths >= b.TenThousandths),
            (ExtensionFunction.IsIpv4, CedarIp a, null) => CedarBool.Of(!a.IsIpv6),
            (ExtensionFunction.IsIpv6, CedarIp a, null) => CedarBool.Of(a.IsIpv6),
            (ExtensionFunction.IsLoopback, CedarIp a, null) => CedarBool.Of(a.IsLoopback),
            (ExtensionFunction.IsMulticast, CedarIp a, null) => CedarBool.Of(a.IsMulticast),
            (ExtensionFunction.IsInRange, CedarIp a, CedarIp b) => CedarBool.Of(a.IsInRange(b)),
            (ExtensionFunction.Offset, CedarDatetime a, CedarDuration b) => a.Offset(b) ?? throw new Erred(),
            (ExtensionFunction.DurationSince, CedarDatetime a, CedarDatetime b) => a.Since(b) ?? throw new Erred(),
            (ExtensionFunction.ToDate, CedarDatetime a, null) => a.ToDate() ?? throw new Erred(),
            (ExtensionFunction.ToTime, CedarDatetime a, null) => a.ToTime(),
            (ExtensionFunction.ToMilliseconds, CedarDuration a, null) => CedarLong.Of(a.Milliseconds),
            (ExtensionFunction.ToSeconds, CedarDuration a, null) => CedarLong.Of(a.Milliseconds / 1000),
            (ExtensionFunction.ToMinutes, CedarDuration a, null) => CedarLong.Of(a.Milliseconds / 60_000),
            (ExtensionFunction.ToHours, CedarDuration a, null) => CedarLong.Of(a.Milliseconds / 3_600_000),
            (ExtensionFunction.ToDays, CedarDuration a, null) => CedarLong.Of(a.Milliseconds / 86_400_000),
            _ => throw new Erred(),
        };
    }
}
