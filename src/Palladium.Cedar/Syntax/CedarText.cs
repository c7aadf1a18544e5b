using System.Globalization;
using System.Text;

namespace Palladium.Cedar.Syntax;

/// <summary>String literals: reading and writing Cedar's escapes.</summary>
internal static class CedarText
{
    /// <summary>Where half a surrogate pair stands alone, which is no text; -1 where none does.</summary>
    public static int LoneSurrogate(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A text as a string literal.</summary>
    public static string Quote(string text) => $"\"{Escape(text)}\"";

    /// <summary>The inside of a string literal.</summary>
    public static string Escape(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\0' => builder.Append("\\0"),
                _ when char.IsControl(c) => builder.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)c:x}}}"),
                _ => builder.Append(c),
            };
        }

        return builder.ToString();
    }

    /// <summary>Reads the inside of a literal.</summary>
    /// <exception cref="SyntaxException">At a bad escape; its place is counted from the start of the inside.</exception>
    public static string Unescape(string raw)
    {
        if (raw.AsSpan().IndexOfAny('\\', '\r') < 0)
        {
            return raw;
        }

        var builder = new StringBuilder(raw.Length);
        Unescape(raw, pattern: false, (text, _) => builder.Append(text));
        return builder.ToString();
    }

    /// <summary>
    /// Reads the inside of a pattern, where <c>\*</c> is a star and every other star a wildcard, one that is written as
    /// <c>\u{2a}</c>, too: so Cedar's own engine reads it.
    /// </summary>
    /// <exception cref="SyntaxException">At a bad escape; its place is counted from the start of the inside.</exception>
    public static Pattern UnescapePattern(string raw)
    {
        var builder = new Pattern.Builder();
        Unescape(raw, pattern: true, (text, isStar) =>
        {
            if (text == "*" && !isStar)
            {
                builder.Wildcard();
            }
            else
            {
                builder.Append(text);
            }
        });
        return builder.Build();
    }

    private static void Unescape(string raw, bool pattern, Action<string, bool> append)
    {
        for (var i = 0; i < raw.Length;)
        {
            if (raw[i] == '\r')
            {
                throw new SyntaxException(i, "a bare carriage return is not allowed in a string; write \\r");
            }

            if (raw[i] != '\\')
            {
                append(raw[i].ToString(), false);
                i++;
                continue;
            }

            var (length, text) = Escape(raw, i, pattern);
            append(text, length == 2 && text == "*");
            i += length;
        }
    }

    /// <summary>How long the escape at a place is, and what it stands for.</summary>
    private static (int Length, string Text) Escape(string raw, int at, bool pattern)
    {
        switch (at + 1 < raw.Length ? raw[at + 1] : '\0')
        {
            case 'n':
                return (2, "\n");
            case 'r':
                return (2, "\r");
            case 't':
                return (2, "\t");
            case '0':
                return (2, "\0");
            case '\\':
                return (2, "\\");
            case '\'':
                return (2, "'");
            case '"':
                return (2, "\"");
            case '*' when pattern:
                return (2, "*");
            case 'x':
                return at + 3 < raw.Length && raw[at + 2] is >= '0' and <= '7' && char.IsAsciiHexDigit(raw[at + 3])
                    ? (4, ((char)((HexValue(raw[at + 2]) << 4) | HexValue(raw[at + 3]))).ToString())
                    : throw new SyntaxException(at, "expected two hexadecimal digits from \\x00 to \\x7f");
            case 'u':
                return Unicode(raw, at) ?? throw new SyntaxException(at, "expected \\u{...} with one to six hexadecimal digits of a Unicode scalar value");
            default:
                throw new SyntaxException(at, "unknown escape; expected one of \\n \\r \\t \\\\ \\0 \\' \\\" \\xHH \\u{H...}" + (pattern ? " \\*" : ""));
        }
    }

    private static (int Length, string Text)? Unicode(string raw, int at)
    {
        if (at + 3 >= raw.Length || raw[at + 2] != '{' || !char.IsAsciiHexDigit(raw[at + 3]))
        {
            return null;
        }

        var value = 0;
        var digits = 0;
        for (var i = at + 3; i < raw.Length; i++)
        {
            if (raw[i] == '}')
            {
                return Rune.IsValid(value) ? (i + 1 - at, new Rune(value).ToString()) : null;
            }

            if (raw[i] == '_')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit(raw[i]) || ++digits > 6)
            {
                return null;
            }

            value = (value << 4) | HexValue(raw[i]);
        }

        return null;
    }

    private static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
