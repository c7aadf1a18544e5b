using System.Text;

namespace Palladium.Standards;

/// <summary>Text on its way into XML.</summary>
internal static class SafeXmlText
{
    /// <summary>
    /// Replaces what XML 1.0 cannot carry at all (most control characters, lone surrogates, U+FFFE, U+FFFF) by
    /// U+FFFD, so that no text of ours makes a document that its reader has to refuse.
    /// </summary>
    public static string Clean(string text)
    {
        StringBuilder? cleaned = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (pair || (!char.IsSurrogate(c) && System.Xml.XmlConvert.IsXmlChar(c)))
            {
                cleaned?.Append(c);
                if (pair)
                {
                    cleaned?.Append(text[++i]);
                    i += cleaned is null ? 1 : 0;
                }

                continue;
            }

            cleaned ??= new StringBuilder(text, 0, i, text.Length);
            cleaned.Append('\uFFFD');
        }

        return cleaned?.ToString() ?? text;
    }
}
