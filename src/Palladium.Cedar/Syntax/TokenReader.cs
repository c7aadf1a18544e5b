using System.Runtime.CompilerServices;

namespace Palladium.Cedar.Syntax;

/// <summary>The place in a token list that a parser has reached, with the errors and limits every parser shares.</summary>
internal sealed class TokenReader(List<Token> tokens)
{
    /// <summary>How deep brackets may nest: far above any readable text, far below what a small stack holds.</summary>
    public const int MaxNesting = 200;

    private int _at;
    private int _nesting;

    public Token Current => tokens[_at];

    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take()
    {
        var token = tokens[_at];
        if (token.Kind != TokenKind.End)
        {
            _at++;
        }

        return token;
    }

    public bool TryTake(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        _at++;
        return true;
    }

    public bool TryTakeWord(string word)
    {
        if (!Current.IsWord(word))
        {
            return false;
        }

        _at++;
        return true;
    }

    public Token Expect(string symbol) => Current.Is(symbol) ? Take() : throw Unexpected($"'{symbol}'");

    public void ExpectWord(string word)
    {
        if (!TryTakeWord(word))
        {
            throw Unexpected($"'{word}'");
        }
    }

    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public SyntaxException Unexpected(string expected) => new(Current.Offset, $"expected {expected}, found {Current}");

    /// <summary>The unescaped content of the string token that comes next.</summary>
    public string ExpectString(string what) => Unescaped(what, CedarText.Unescape);

    /// <summary>The pattern in the string token that comes next.</summary>
    public Pattern ExpectPattern() => Unescaped("a pattern as a string", CedarText.UnescapePattern);

    /// <summary>Annotations like <c>@id("a")</c>, as many as come next; one without a value has null.</summary>
    public Dictionary<string, string?> TakeAnnotations()
    {
        var annotations = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (TryTake("@"))
        {
            var name = Expect(TokenKind.Identifier, "the annotation's name");
            string? value = null;
            if (TryTake("("))
            {
                value = ExpectString("the annotation's value as a string");
                Expect(")");
            }

            if (!annotations.TryAdd(name.Text, value))
            {
                throw new SyntaxException(name.Offset, $"the annotation @{name.Text} is given twice");
            }
        }

        return annotations;
    }

    private T Unescaped<T>(string what, Func<string, T> unescape)
    {
        var token = Expect(TokenKind.String, what);
        try
        {
            return unescape(token.Text);
        }
        catch (SyntaxException e)
        {
            throw new SyntaxException(token.Offset + 1 + e.Offset, e.Message);
        }
    }

    public void Enter()
    {
        if (++_nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new SyntaxException(Current.Offset, $"nested too deeply; at most {MaxNesting} levels are read");
        }
    }

    public void Leave() => _nesting--;

    /// <summary>After an error: goes on behind the next <c>;</c>.</summary>
    public void SkipBehindSemicolon()
    {
        _nesting = 0;
        while (Current.Kind != TokenKind.End && !Take().Is(";"))
        {
        }
    }
}
