namespace Palladium.Cedar.Syntax;

/// <summary>The functions and methods of the extension types.</summary>
internal enum ExtensionFunction
{
    Decimal,
    Ip,
    Datetime,
    Duration,
    LessThan,
    LessThanOrEqual,
    GreaterThan,
    GreaterThanOrEqual,
    IsIpv4,
    IsIpv6,
    IsLoopback,
    IsMulticast,
    IsInRange,
    Offset,
    DurationSince,
    ToDate,
    ToTime,
    ToMilliseconds,
    ToSeconds,
    ToMinutes,
    ToHours,
    ToDays,
}

/// <summary>Names, styles and arities of the extension functions.</summary>
internal static class ExtensionFunctions
{
    private static readonly Dictionary<string, ExtensionFunction> ByName =
        Enum.GetValues<ExtensionFunction>().ToDictionary(Name, StringComparer.Ordinal);

    public static string Name(this ExtensionFunction function)
    {
        var name = function.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static bool TryFind(string name, out ExtensionFunction function) => ByName.TryGetValue(name, out function);

    /// <summary>Whether it is called like <c>ip("...")</c> and not like <c>x.isIpv4()</c>.</summary>
    public static bool IsConstructor(this ExtensionFunction function) => function <= ExtensionFunction.Duration;

    /// <summary>The number of arguments, the object of a method included.</summary>
    public static int Arity(this ExtensionFunction function) => function
        is (>= ExtensionFunction.LessThan and <= ExtensionFunction.GreaterThanOrEqual)
        or ExtensionFunction.IsInRange or ExtensionFunction.Offset or ExtensionFunction.DurationSince ? 2 : 1;

    /// <summary>What to say of a call with another number of arguments; null when the number is right.</summary>
    public static string? WrongArity(this ExtensionFunction function, int arguments)
    {
        var hidden = function.IsConstructor() ? 0 : 1;
        var expected = function.Arity() - hidden;
        return arguments == function.Arity()
            ? null
            : $"'{function.Name()}' takes {expected} argument{(expected == 1 ? "" : "s")}, found {arguments - hidden}";
    }

    /// <summary>What a constructor makes of a text; null when the text is not of its form.</summary>
    public static CedarValue? Make(this ExtensionFunction function, string text) => function switch
    {
        ExtensionFunction.Decimal => CedarDecimal.Parse(text),
        ExtensionFunction.Ip => CedarIp.Parse(text),
        ExtensionFunction.Datetime => CedarDatetime.Parse(text),
        _ => CedarDuration.Parse(text),
    };

    /// <summary>What to say of a text that <see cref="Make"/> refuses.</summary>
    public static string Refusal(this ExtensionFunction function, CedarString text) => $"{text} is no valid {function.Name()}; expected " + function switch
    {
        ExtensionFunction.Decimal => "digits with one to four places, like \"12.5\"",
        ExtensionFunction.Ip => "an IPv4 or IPv6 address, alone or with /prefix",
        ExtensionFunction.Datetime => "YYYY-MM-DD or YYYY-MM-DDThh:mm:ss[.SSS] with Z or an offset like +0100",
        _ => "quantities in the order d, h, m, s, ms, like \"1h30m\"",
    };
}
