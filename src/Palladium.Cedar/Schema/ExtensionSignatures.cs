using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>The types of what the extension functions take and give; the second operand is that of those that take two.</summary>
internal static class ExtensionSignatures
{
    public static (CedarType First, CedarType Second, CedarType Result) Types(this ExtensionFunction function) => function switch
    {
        ExtensionFunction.Decimal => (CedarType.String, CedarType.String, CedarType.Decimal),
        ExtensionFunction.Ip => (CedarType.String, CedarType.String, CedarType.Ip),
        ExtensionFunction.Datetime => (CedarType.String, CedarType.String, CedarType.Datetime),
        ExtensionFunction.Duration => (CedarType.String, CedarType.String, CedarType.Duration),
        <= ExtensionFunction.GreaterThanOrEqual => (CedarType.Decimal, CedarType.Decimal, CedarType.Bool),
        <= ExtensionFunction.IsInRange => (CedarType.Ip, CedarType.Ip, CedarType.Bool),
        ExtensionFunction.Offset => (CedarType.Datetime, CedarType.Duration, CedarType.Datetime),
        ExtensionFunction.DurationSince => (CedarType.Datetime, CedarType.Datetime, CedarType.Duration),
        ExtensionFunction.ToDate => (CedarType.Datetime, CedarType.Datetime, CedarType.Datetime),
        ExtensionFunction.ToTime => (CedarType.Datetime, CedarType.Datetime, CedarType.Duration),
        _ => (CedarType.Duration, CedarType.Duration, CedarType.Long),
    };
}
