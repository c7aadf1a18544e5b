namespace Palladium.Log;

/// <summary>Why something from outside was not accepted.</summary>
/// <param name="Field">The part that is wrong, such as <c>note.signature</c>.</param>
/// <param name="Rule">What must hold, in plain words.</param>
public sealed record LogRefusal(string Field, string Rule);

/// <summary>A value read from outside, or the reason why there is none. Exactly one of the two is present.</summary>
public readonly record struct LogOutcome<T>
    where T : class
{
    private LogOutcome(T? value, LogRefusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The accepted value, or null.</summary>
    public T? Value { get; }

    /// <summary>The reason for refusing, or null.</summary>
    public LogRefusal? Refusal { get; }

    /// <summary>Accepts.</summary>
    public static implicit operator LogOutcome<T>(T value) => new(value, null);

    /// <summary>Refuses.</summary>
    public static implicit operator LogOutcome<T>(LogRefusal refusal) => new(null, refusal);
}
