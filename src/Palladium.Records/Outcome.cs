using System.Diagnostics.CodeAnalysis;

namespace Palladium.Records;

/// <summary>
/// Why something from outside was not accepted. Never an exception: input that is wrong is a value that travels
/// back to whoever sent it, is counted, and is shown on the node's page.
/// </summary>
/// <param name="Field">The field, in the sender's own terms (a JSON pointer, an XML path, a header name).</param>
/// <param name="Rule">A short stable identifier of the rule that was broken, for counting: <c>value.not-finite</c>.</param>
/// <param name="Message">One sentence for a person: what is wrong and what would be right. Holds no protected data.</param>
public sealed record Refusal(string Field, string Rule, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Field}: {Message} ({Rule})";
}

/// <summary>Either a value or the reason why there is none.</summary>
/// <typeparam name="T">What is there when it was accepted.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    /// <summary>The reason, when refused; otherwise null.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The value. Reading it of a refused outcome is a bug in the caller and throws.</summary>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException($"Refused: {Refusal}");

    /// <summary>True with the value; false with the refusal.</summary>
    public bool Accepted([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = Refusal;
        return refusal is null;
    }

    /// <summary>Wraps an accepted value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
