namespace Palladium.Cedar.Syntax;

/// <summary>Cuts a text into tokens; used for policies and for schemas.</summary>
internal static class Tokenizer
{
    private static readonly string[] Pairs = ["::", "==", "!=", "<=", ">=", "&&", "||"];

    private static readonly string[] Singles = [.. "@.,;:(){}[]<>+-*/%!=?".Select(c => c.ToString())];

    public static List<Token> Cut(string text)
    {
        var tokens = new List<Token>(text.Length / 4);
        var words = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        if (CedarText.LoneSurrogate(text) is var lone and >= 0)
        {
            throw new SyntaxException(lone, "half a surrogate pair is no character");
        }

        var at = 0;
        while (true)
        {
            at = SkipBlank(text, at);
            if (at >= text.Length)
            {
                tokens.Add(new Token(TokenKind.End, text.Length, 0, ""));
                return tokens;
            }

            var token = Next(text, at, words);
            tokens.Add(token);
            at += token.Length;
        }
    }

    private static int SkipBlank(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                var end = text.AsSpan(at).IndexOfAny('\n', '\r');
                at = end < 0 ? text.Length : at + end;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static Token Next(string text, int at, Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> words)
    {
        var c = text[at];
        if (c == '"')
        {
            return String(text, at);
        }

        if (IsWordStart(c) || (c == '?' && at + 1 < text.Length && IsWordStart(text[at + 1])))
        {
            var end = at + 1;
            while (end < text.Length && (IsWordStart(text[end]) || char.IsAsciiDigit(text[end])))
            {
                end++;
            }

            return new Token(c == '?' ? TokenKind.Slot : TokenKind.Identifier, at, end - at, Intern(text.AsSpan(at, end - at), words));
        }

        if (char.IsAsciiDigit(c))
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            return new Token(TokenKind.Number, at, end - at, text[at..end]);
        }

        foreach (var pair in Pairs)
        {
            if (string.CompareOrdinal(text, at, pair, 0, 2) == 0)
            {
                return new Token(TokenKind.Symbol, at, 2, pair);
            }
        }

        foreach (var single in Singles)
        {
            if (single[0] == c)
            {
                return new Token(TokenKind.Symbol, at, 1, single);
            }
        }

        var shown = char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : $"'{c}'";
        throw new SyntaxException(at, $"the character {shown} has no meaning here");
    }

    private static Token String(string text, int at)
    {
        for (var end = at + 1; end < text.Length; end++)
        {
            if (text[end] == '"')
            {
                return new Token(TokenKind.String, at, end + 1 - at, text[(at + 1)..end]);
            }

            if (text[end] == '\\')
            {
                end++;
            }
        }

        throw new SyntaxException(at, "this string has no closing '\"'");
    }

    private static string Intern(ReadOnlySpan<char> word, Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> words)
    {
        if (!words.TryGetValue(word, out var known))
        {
            known = word.ToString();
            words[word] = known;
        }

        return known;
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
