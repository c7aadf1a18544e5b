using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

/// <summary>A constructor whose argument is not constant, like <c>ip(context.address)</c>.</summary>
internal sealed class ConstructorNode(int offset, ExtensionFunction function, Node argument) : Node(offset)
{
    public override Value Evaluate(EvaluationFrame frame)
    {
        var value = argument.Evaluate(frame);
        if (value.Reference is not CedarString text)
        {
            return value.IsError ? value : WrongType(frame, "string", value);
        }

        long number;
        var made = function switch
        {
            ExtensionFunction.Ip => IpRange.TryParse(text.Value, out var range) ? new Value(frame.Address(range), 0) : Value.Error,
            ExtensionFunction.Decimal => CedarDecimal.TryParse(text.Value, out number) ? new Value(NumberKind.Decimal, number) : Value.Error,
            ExtensionFunction.Datetime => CedarDatetime.TryParse(text.Value, out number) ? new Value(NumberKind.Datetime, number) : Value.Error,
            _ => CedarDuration.TryParse(text.Value, out number) ? new Value(NumberKind.Duration, number) : Value.Error,
        };
        return made.IsError ? frame.Fail(new EvaluationError(ErrorRule.BadText, Offset, text.Value, null, (long)function)) : made;
    }
}

internal sealed class DecimalCompareNode(int offset, ExtensionFunction function, Node left, Node right) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        var l = left.Evaluate(frame);
        if (l.IsError)
        {
            return Verdict.Error;
        }

        var r = right.Evaluate(frame);
        if (r.IsError)
        {
            return Verdict.Error;
        }

        if (!l.Is(NumberKind.Decimal) || !r.Is(NumberKind.Decimal))
        {
            return WrongType(frame, "decimal", l.Is(NumberKind.Decimal) ? r : l);
        }

        return Of(function switch
        {
            ExtensionFunction.LessThan => l.Number < r.Number,
            ExtensionFunction.LessThanOrEqual => l.Number <= r.Number,
            ExtensionFunction.GreaterThan => l.Number > r.Number,
            _ => l.Number >= r.Number,
        });
    }
}

internal sealed class IpNode(int offset, ExtensionFunction function, Node left, Node? right) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        var l = left.Evaluate(frame);
        if (l.IsError)
        {
            return Verdict.Error;
        }

        var r = right is null ? l : right.Evaluate(frame);
        if (r.IsError)
        {
            return Verdict.Error;
        }

        if (l.Reference is not CedarIp a || r.Reference is not CedarIp b)
        {
            return WrongType(frame, "ipaddr", l.Reference is CedarIp ? r : l);
        }

        return Of(function switch
        {
            ExtensionFunction.IsIpv4 => !a.IsIpv6,
            ExtensionFunction.IsIpv6 => a.IsIpv6,
            ExtensionFunction.IsLoopback => a.IsLoopback,
            ExtensionFunction.IsMulticast => a.IsMulticast,
            _ => a.Range.IsIn(b.Range),
        });
    }
}

/// <summary>The methods of datetime and duration.</summary>
internal sealed class TimeNode(int offset, ExtensionFunction function, Node left, Node? right) : Node(offset)
{
    private readonly NumberKind _left = function <= ExtensionFunction.ToTime ? NumberKind.Datetime : NumberKind.Duration;
    private readonly NumberKind _right = function == ExtensionFunction.DurationSince ? NumberKind.Datetime : NumberKind.Duration;

    public override Value Evaluate(EvaluationFrame frame)
    {
        var l = left.Evaluate(frame);
        if (l.IsError)
        {
            return l;
        }

        var r = right is null ? Value.Of(false) : right.Evaluate(frame);
        if (r.IsError)
        {
            return r;
        }

        if (!l.Is(_left))
        {
            return WrongType(frame, _left.TypeName, l);
        }

        if (right is not null && !r.Is(_right))
        {
            return WrongType(frame, _right.TypeName, r);
        }

        return function switch
        {
            ExtensionFunction.Offset => Checked(frame, NumberKind.Datetime, "+", l.Number, r.Number),
            ExtensionFunction.DurationSince => Checked(frame, NumberKind.Duration, "-", l.Number, r.Number),
            ExtensionFunction.ToDate => Checked(frame, NumberKind.Datetime, "-", l.Number, CedarDatetime.TimeOfDay(l.Number)),
            ExtensionFunction.ToTime => new Value(NumberKind.Duration, CedarDatetime.TimeOfDay(l.Number)),
            ExtensionFunction.ToMilliseconds => Value.Long(l.Number),
            ExtensionFunction.ToSeconds => Value.Long(l.Number / 1_000),
            ExtensionFunction.ToMinutes => Value.Long(l.Number / 60_000),
            ExtensionFunction.ToHours => Value.Long(l.Number / 3_600_000),
            _ => Value.Long(l.Number / 86_400_000),
        };
    }

    private Value Checked(EvaluationFrame frame, NumberKind kind, string op, long left, long right)
    {
        var result = op == "+" ? (Int128)left + right : (Int128)left - right;
        return result < long.MinValue || result > long.MaxValue
            ? frame.Fail(new EvaluationError(ErrorRule.Overflow, Offset, op, null, left, right))
            : new Value(kind, (long)result);
    }
}
