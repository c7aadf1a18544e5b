namespace Palladium.Cedar;

/// <summary>What is wrong in a text, and where.</summary>
/// <param name="File">The name the caller gave to the text.</param>
/// <param name="Line">The line, counted from 1; 0 when the error concerns no particular place.</param>
/// <param name="Column">The column in UTF-16 units, counted from 1; 0 when the error concerns no particular place.</param>
/// <param name="Message">What is wrong and, in a syntax error, what was expected.</param>
public sealed record CedarError(string File, int Line, int Column, string Message)
{
    /// <summary>The error in the form that editors and terminals make clickable: <c>file:line:column: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
