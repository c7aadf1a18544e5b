namespace Palladium.Cedar.Syntax;

/// <summary>Identifiers and names of types.</summary>
internal static class Names
{
    /// <summary>The namespace of the built-in types; no name of anybody else's may contain it.</summary>
    public const string BuiltIns = "__cedar";

    private static readonly HashSet<string> Reserved =
        ["true", "false", "if", "then", "else", "in", "is", "like", "has", BuiltIns];

    /// <summary>Whether a word must not name an attribute, a variable or a type.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>Whether a text can stand where an attribute is named without quotes.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> text) => IsWord(text) && !IsReserved(text.ToString());

    /// <summary>Letters, digits and <c>_</c>, the first no digit; a reserved word, too.</summary>
    public static bool IsWord(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text is identifiers with <c>::</c> between them and nothing else.</summary>
    public static bool IsPath(string text)
    {
        foreach (var range in text.AsSpan().Split("::"))
        {
            if (!IsIdentifier(text.AsSpan()[range]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The last part of a name.</summary>
    public static string Unqualified(string name) => name[(name.LastIndexOf(':') + 1)..];

    /// <summary>The name in a namespace; the empty one adds nothing.</summary>
    public static string Qualify(string space, string name) => space.Length == 0 ? name : $"{space}::{name}";
}
