namespace Palladium.Cedar.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    Number,
    String,
    Slot,
    Symbol,
}

/// <summary>A piece of the text; <see cref="Text"/> is the symbol, the word, the digits, or the raw inside of a string.</summary>
internal readonly record struct Token(TokenKind Kind, int Offset, int Length, string Text)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the text",
        TokenKind.String => "a string",
        _ => $"'{Text}'",
    };
}
