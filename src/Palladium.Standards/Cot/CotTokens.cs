namespace Palladium.Standards.Cot;

/// <summary>The few tokens by which a stream is cut, recognised in bytes.</summary>
internal static class CotTokens
{
    private const int LongestDeclaration = 256;

    private static readonly string[] Names = ["event", "auth"];

    /// <summary>The name of the element that starts here, or null.</summary>
    public static string? IsStart(ReadOnlySpan<byte> at)
    {
        foreach (var name in Names)
        {
            if (at.Length > name.Length + 1 && at[0] == '<' && Matches(at[1..], name)
                && (IsBlank(at[name.Length + 1]) || at[name.Length + 1] is (byte)'>' or (byte)'/'))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Whether these bytes may be a start or a declaration of which the rest has not come yet.</summary>
    public static bool MayBecomeToken(ReadOnlySpan<byte> at) =>
        (at.Length < 3 && "\uFEFF"u8.StartsWith(at))
        || (at[0] == '<'
        && (at.Length == 1
            || (at[1] == '?' && at.Length <= LongestDeclaration && at.IndexOf("?>"u8) < 0)
            || IsPrefix(at[1..], "event") || IsPrefix(at[1..], "auth")));

    /// <summary>
    /// Length of the message that starts here. 0 when its end has not come; not whole when another message begins first.
    /// </summary>
    public static (int Length, bool Whole) Length(ReadOnlySpan<byte> at, string name)
    {
        var i = name.Length + 1;
        var quote = (byte)0;
        for (; i < at.Length && (quote != 0 || at[i] != '>'); i++)
        {
            if (at[i] == '<' && IsStart(at[i..]) is not null)
            {
                return (i, false);
            }

            quote = at[i] is (byte)'"' or (byte)'\'' ? (quote == 0 ? at[i] : quote == at[i] ? (byte)0 : quote) : quote;
        }

        if (i < at.Length && at[i - 1] == '/')
        {
            return (i + 1, true);
        }

        while (i < at.Length)
        {
            var next = at[i..].IndexOf((byte)'<');
            if (next < 0)
            {
                break;
            }

            i += next;
            if (IsStart(at[i..]) is not null)
            {
                return (i, false);
            }

            if (EndTag(at[i..], name) is > 0 and var length)
            {
                return (i + length, true);
            }

            i++;
        }

        return (0, false);
    }

    /// <summary>How many bytes of white space, byte order mark and declarations are here.</summary>
    public static int Filler(ReadOnlySpan<byte> at)
    {
        var i = 0;
        while (i < at.Length)
        {
            if (IsBlank(at[i]))
            {
                i++;
            }
            else if (at[i..].StartsWith("\uFEFF"u8))
            {
                i += 3;
            }
            else if (at[i..].StartsWith("<?"u8) && at[i..].IndexOf("?>"u8) is > 0 and <= LongestDeclaration and var end)
            {
                i += end + 2;
            }
            else
            {
                break;
            }
        }

        return i;
    }

    private static int EndTag(ReadOnlySpan<byte> at, string name)
    {
        if (at.Length < name.Length + 3 || at[1] != '/' || !Matches(at[2..], name))
        {
            return 0;
        }

        var i = name.Length + 2;
        while (i < at.Length && IsBlank(at[i]))
        {
            i++;
        }

        return i < at.Length && at[i] == '>' ? i + 1 : 0;
    }

    private static bool IsPrefix(ReadOnlySpan<byte> begun, string name) =>
        begun.Length <= name.Length && Matches(begun, name[..begun.Length]);

    private static bool Matches(ReadOnlySpan<byte> at, string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (i >= at.Length || at[i] != name[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
