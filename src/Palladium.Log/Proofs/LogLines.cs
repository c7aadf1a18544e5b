using System.Globalization;

namespace Palladium.Log;

/// <summary>What the line formats of C2SP have in common: numbers and hashes with one spelling each.</summary>
internal static class LogLines
{
    /// <summary>Most hashes of a proof in a tree of less than 2^63 leaves.</summary>
    public const int MostHashes = 63;

    /// <summary>A decimal number below 2^63 without sign or leading zeros.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (text[0] != '0' || text.Length == 1);

    /// <summary>A word, one space, a number.</summary>
    public static bool TryNumber(string line, string word, out long number)
    {
        number = 0;
        return line.StartsWith(word, StringComparison.Ordinal) && line.Length > word.Length + 1 && line[word.Length] == ' '
            && TryNumber(line.AsSpan(word.Length + 1), out number);
    }

    /// <summary>The hashes of a proof, one a line; null when a line is no hash or there are too many.</summary>
    public static IReadOnlyList<TreeHash>? Hashes(ReadOnlySpan<string> lines)
    {
        if (lines.Length > MostHashes)
        {
            return null;
        }

        var hashes = new TreeHash[lines.Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            if (!TreeHash.TryParse(lines[i], out hashes[i]))
            {
                return null;
            }
        }

        return hashes;
    }

    /// <summary>Standard base64 with padding in the one spelling that encoding gives; null for anything else.</summary>
    public static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes.AsSpan(0, length)) == text
            ? bytes[..length]
            : null;
    }
}
