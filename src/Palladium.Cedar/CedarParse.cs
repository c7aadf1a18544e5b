using System.Diagnostics.CodeAnalysis;

namespace Palladium.Cedar;

/// <summary>The outcome of reading a text: a value, or at least one error.</summary>
/// <typeparam name="T">What is read.</typeparam>
public sealed class CedarParse<T>
    where T : class
{
    internal CedarParse(T value)
    {
        Value = value;
        Errors = [];
    }

    internal CedarParse(IReadOnlyList<CedarError> errors) => Errors = errors;

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Value is not null;

    /// <summary>What was read; null when there are errors.</summary>
    public T? Value { get; }

    /// <summary>The errors, in the order of the text; empty when there is a value.</summary>
    public IReadOnlyList<CedarError> Errors { get; }
}
