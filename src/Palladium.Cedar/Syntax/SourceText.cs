namespace Palladium.Cedar.Syntax;

/// <summary>A text and its name; turns offsets into lines and columns when an error needs them.</summary>
internal sealed class SourceText(string text, string file)
{
    public string Text { get; } = text;

    public string File { get; } = file;

    public CedarError Error(int offset, string message)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        return new CedarError(File, line, column, message);
    }
}

/// <summary>Leaves the recursive parser at the first error of a construct; never leaves this assembly.</summary>
internal sealed class SyntaxException(int offset, string message) : Exception(message)
{
    public int Offset { get; } = offset;
}
