using System.Globalization;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

internal enum ErrorRule
{
    None,

    /// <summary>An operator met a value of another type than it takes.</summary>
    WrongType,
    NoEntity,
    NoAttribute,
    NoTag,
    Overflow,

    /// <summary>What the call of an extension function says when it cannot be made; the text is ready.</summary>
    BadCall,

    /// <summary>A constructor was given a text it does not understand.</summary>
    BadText,
}

/// <summary>An error of an evaluation. Its words are made when somebody reads them, so that erring allocates nothing.</summary>
internal readonly record struct EvaluationError(ErrorRule Rule, int Offset, string Text = "", object? Subject = null, long Left = 0, long Right = 0)
{
    public string Message() => Rule switch
    {
        ErrorRule.WrongType => $"type error: expected {Text}, found {Subject}",
        ErrorRule.NoEntity => $"the entity {Subject} does not exist",
        ErrorRule.NoAttribute when Subject is null => $"the record has no attribute '{Text}'",
        ErrorRule.NoAttribute => $"{Subject} has no attribute '{Text}'",
        ErrorRule.NoTag => $"{Subject} has no tag {CedarText.Quote(Text)}",
        ErrorRule.Overflow => string.Create(CultureInfo.InvariantCulture, $"integer overflow: {Left} {Text} {Right}"),
        ErrorRule.BadText => ((ExtensionFunction)Left).Refusal(new CedarString(Text)),
        _ => Text,
    };
}
