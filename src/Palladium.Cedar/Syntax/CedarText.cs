using System.Globalization;
using System.Text;

namespace Palladium.Cedar.Syntax;

/// <summary>String literals: reading and writing Cedar's escapes.</summary>
internal static class CedarText
{
    /// <summary>Stands for a wildcard in an unescaped pattern; a lone surrogate, so no text can hold it.</summary>
    public const char Wildcard = '\uDFFF';

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

    public static string Quote(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
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

        return builder.Append('"').ToString();
    }

    /// <summary>
    /// Reads the inside of a literal. In a pattern a bare <c>*</c> becomes <see cref="Wildcard"/> and <c>\*</c> a star.
    /// </summary>
    /// <returns>Null on a bad escape; then <paramref name="errorAt"/> and <paramref name="error"/> say where and what.</returns>
    public static string? Unescape(ReadOnlySpan<char> raw, bool pattern, out int errorAt, out string error)
    {
        errorAt = 0;
        error = "";
        if (raw.IndexOfAny("\\*\r") < 0)
        {
            return raw.ToString();
        }

        var builder = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length;)
        {
            var c = raw[i];
            if (c == '\\')
            {
                var length = Escape(raw[i..], pattern, builder, out error);
                if (length < 0)
                {
                    errorAt = i;
                    return null;
                }

                i += length;
            }
            else if (c == '\r')
            {
                errorAt = i;
                error = "a bare carriage return is not allowed in a string; write \\r";
                return null;
            }
            else
            {
                builder.Append(pattern && c == '*' ? Wildcard : c);
                i++;
            }
        }

        return builder.ToString();
    }

    private static int Escape(ReadOnlySpan<char> raw, bool pattern, StringBuilder into, out string error)
    {
        error = "unknown escape; expected one of \\n \\r \\t \\\\ \\0 \\' \\\" \\xHH \\u{H...}" + (pattern ? " \\*" : "");
        if (raw.Length < 2)
        {
            return -1;
        }

        var plain = raw[1] switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            '\\' => '\\',
            '\'' => '\'',
            '"' => '"',
            '*' when pattern => '*',
            _ => Wildcard,
        };
        if (plain != Wildcard)
        {
            into.Append(plain);
            return 2;
        }

        if (raw[1] == 'x')
        {
            if (raw.Length < 4 || !IsHex(raw[2]) || !IsHex(raw[3]) || raw[2] > '7')
            {
                error = "expected two hexadecimal digits from \\x00 to \\x7f";
                return -1;
            }

            into.Append((char)((HexValue(raw[2]) << 4) | HexValue(raw[3])));
            return 4;
        }

        return raw[1] == 'u' ? Unicode(raw, into, ref error) : -1;
    }

    private static int Unicode(ReadOnlySpan<char> raw, StringBuilder into, ref string error)
    {
        error = "expected \\u{...} with one to six hexadecimal digits of a Unicode scalar value";
        if (raw.Length < 4 || raw[2] != '{' || !IsHex(raw[3]))
        {
            return -1;
        }

        var value = 0;
        var digits = 0;
        for (var i = 3; i < raw.Length; i++)
        {
            if (raw[i] == '}')
            {
                if (!Rune.IsValid(value))
                {
                    return -1;
                }

                into.Append(new Rune(value).ToString());
                return i + 1;
            }

            if (raw[i] == '_')
            {
                continue;
            }

            if (!IsHex(raw[i]) || ++digits > 6)
            {
                return -1;
            }

            value = (value << 4) | HexValue(raw[i]);
        }

        return -1;
    }

    private static bool IsHex(char c) => char.IsAsciiHexDigit(c);

    private static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
