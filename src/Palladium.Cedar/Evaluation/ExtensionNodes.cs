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
        if (!Operands(frame, left, right, out var l, out var r))
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

internal sealed class IpTestNode(int offset, ExtensionFunction function, Node operand) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        var value = operand.Evaluate(frame);
        if (value.Reference is not CedarIp address)
        {
            return value.IsError ? Verdict.Error : WrongType(frame, "ipaddr", value);
        }

        return Of(function switch
        {
            ExtensionFunction.IsIpv4 => !address.IsIpv6,
            ExtensionFunction.IsIpv6 => address.IsIpv6,
            ExtensionFunction.IsLoopback => address.IsLoopback,
            _ => address.IsMulticast,
        });
    }
}

internal sealed class IpRangeNode(int offset, Node left, Node right) : BoolNode(offset)
{
    public override Verdict Test(EvaluationFrame frame)
    {
        if (!Operands(frame, left, right, out var l, out var r))
        {
            return Verdict.Error;
        }

        return l.Reference is CedarIp a && r.Reference is CedarIp b
            ? Of(a.Range.IsIn(b.Range))
            : WrongType(frame, "ipaddr", l.Reference is CedarIp ? r : l);
    }
}

/// <summary>What a datetime or a duration alone is asked.</summary>
internal sealed class TimePartNode(int offset, ExtensionFunction function, Node operand) : Node(offset)
{
    private readonly NumberKind _kind = function <= ExtensionFunction.ToTime ? NumberKind.Datetime : NumberKind.Duration;

    public override Value Evaluate(EvaluationFrame frame)
    {
        var value = operand.Evaluate(frame);
        if (!value.Is(_kind))
        {
            return value.IsError ? value : WrongType(frame, _kind.TypeName, value);
        }

        return function switch
        {
            ExtensionFunction.ToDate => Difference(frame, NumberKind.Datetime, value.Number, CedarDatetime.TimeOfDay(value.Number)),
            ExtensionFunction.ToTime => new Value(NumberKind.Duration, CedarDatetime.TimeOfDay(value.Number)),
            ExtensionFunction.ToMilliseconds => Value.Long(value.Number),
            ExtensionFunction.ToSeconds => Value.Long(value.Number / 1_000),
            ExtensionFunction.ToMinutes => Value.Long(value.Number / 60_000),
            ExtensionFunction.ToHours => Value.Long(value.Number / 3_600_000),
            _ => Value.Long(value.Number / 86_400_000),
        };
    }
}

/// <summary><c>offset</c> and <c>durationSince</c>.</summary>
internal sealed class TimeNode(int offset, ExtensionFunction function, Node left, Node right) : Node(offset)
{
    private readonly NumberKind _right = function == ExtensionFunction.DurationSince ? NumberKind.Datetime : NumberKind.Duration;

    public override Value Evaluate(EvaluationFrame frame)
    {
        if (!Operands(frame, left, right, out var l, out var r))
        {
            return Value.Error;
        }

        return !l.Is(NumberKind.Datetime) ? WrongType(frame, NumberKind.Datetime.TypeName, l)
            : !r.Is(_right) ? WrongType(frame, _right.TypeName, r)
            : function == ExtensionFunction.Offset ? Sum(frame, NumberKind.Datetime, l.Number, r.Number)
            : Difference(frame, NumberKind.Duration, l.Number, r.Number);
    }
}
