using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

/// <summary>A constructor whose argument is not constant, like <c>ip(context.address)</c>.</summary>
internal sealed class ConstructorNode(int offset, ExtensionFunction function, Node argument) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame) => argument.Evaluate(frame) switch
    {
        CedarString text => function.Make(text.Value) ?? frame.Fail(Offset, function.Refusal(text)),
        null => null,
        var other => TypeError(frame, "string", other),
    };
}

internal sealed class DecimalCompareNode(int offset, ExtensionFunction function, Node left, Node right) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        if (left.Evaluate(frame) is not { } l || right.Evaluate(frame) is not { } r)
        {
            return null;
        }

        if (l is not CedarDecimal a)
        {
            return TypeError(frame, "decimal", l);
        }

        if (r is not CedarDecimal b)
        {
            return TypeError(frame, "decimal", r);
        }

        var order = a.TenThousandths.CompareTo(b.TenThousandths);
        return CedarBool.Of(function switch
        {
            ExtensionFunction.LessThan => order < 0,
            ExtensionFunction.LessThanOrEqual => order <= 0,
            ExtensionFunction.GreaterThan => order > 0,
            _ => order >= 0,
        });
    }
}

internal sealed class IpNode(int offset, ExtensionFunction function, Node left, Node? right) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        if (left.Evaluate(frame) is not { } l)
        {
            return null;
        }

        if (l is not CedarIp a)
        {
            return TypeError(frame, "ipaddr", l);
        }

        switch (function)
        {
            case ExtensionFunction.IsIpv4:
                return CedarBool.Of(!a.IsIpv6);
            case ExtensionFunction.IsIpv6:
                return CedarBool.Of(a.IsIpv6);
            case ExtensionFunction.IsLoopback:
                return CedarBool.Of(a.IsLoopback);
            case ExtensionFunction.IsMulticast:
                return CedarBool.Of(a.IsMulticast);
            default:
                return right!.Evaluate(frame) switch
                {
                    CedarIp b => CedarBool.Of(a.IsInRange(b)),
                    null => null,
                    var other => TypeError(frame, "ipaddr", other),
                };
        }
    }
}

internal sealed class DatetimeNode(int offset, ExtensionFunction function, Node left, Node? right) : Node(offset)
{
    public override CedarValue? Evaluate(EvaluationFrame frame)
    {
        if (left.Evaluate(frame) is not { } l)
        {
            return null;
        }

        if (l is not CedarDatetime moment)
        {
            return TypeError(frame, "datetime", l);
        }

        if (right is null)
        {
            return function == ExtensionFunction.ToTime
                ? moment.ToTime()
                : moment.ToDate() ?? frame.Fail(Offset, $"overflow: the date of {moment} cannot be represented");
        }

        if (right.Evaluate(frame) is not { } r)
        {
            return null;
        }

        if (function == ExtensionFunction.Offset)
        {
            return r is CedarDuration duration
                ? Checked(frame, (Int128)moment.Milliseconds + duration.Milliseconds, asDuration: false)
                : TypeError(frame, "duration", r);
        }

        return r is CedarDatetime other
            ? Checked(frame, (Int128)moment.Milliseconds - other.Milliseconds, asDuration: true)
            : TypeError(frame, "datetime", r);
    }

    private CedarValue? Checked(EvaluationFrame frame, Int128 milliseconds, bool asDuration)
    {
        if (milliseconds < long.MinValue || milliseconds > long.MaxValue)
        {
            return frame.Fail(Offset, $"overflow: {milliseconds} milliseconds do not fit");
        }

        return asDuration ? new CedarDuration((long)milliseconds) : new CedarDatetime((long)milliseconds);
    }
}

internal sealed class DurationNode(int offset, ExtensionFunction function, Node operand) : Node(offset)
{
    private readonly long _unit = function switch
    {
        ExtensionFunction.ToMilliseconds => 1,
        ExtensionFunction.ToSeconds => 1_000,
        ExtensionFunction.ToMinutes => 60_000,
        ExtensionFunction.ToHours => 3_600_000,
        _ => 86_400_000,
    };

    public override CedarValue? Evaluate(EvaluationFrame frame) => operand.Evaluate(frame) switch
    {
        CedarDuration duration => CedarLong.Of(duration.Milliseconds / _unit),
        null => null,
        var other => TypeError(frame, "duration", other),
    };
}
