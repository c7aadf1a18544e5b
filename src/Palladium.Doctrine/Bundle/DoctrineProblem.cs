namespace Palladium.Doctrine.Bundle;

/// <summary>One thing that is wrong with a doctrine, where it stands in the steward's files.</summary>
/// <param name="File">Path within the doctrine, with forward slashes: <c>policies/units.cedar</c>.</param>
/// <param name="Line">Line, from 1; 0 when it concerns the file as a whole.</param>
/// <param name="Column">Column, from 1; 0 when it concerns the file as a whole.</param>
/// <param name="Rule">Stable identifier of the rule that was broken: <c>thresholds.duration</c>.</param>
/// <param name="Message">One sentence: what is wrong and what would be right.</param>
public sealed record DoctrineProblem(string File, int Line, int Column, string Rule, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Line > 0
        ? $"{File}:{Line}:{Column}: {Message} ({Rule})"
        : $"{File}: {Message} ({Rule})";
}
