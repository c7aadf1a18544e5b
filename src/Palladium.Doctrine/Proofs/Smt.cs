using System.Globalization;
using System.Text;

namespace Palladium.Doctrine.Proofs;

/// <summary>SMT-LIB terms as text, with what is constant folded away: dead branches must vanish, since they need not have types.</summary>
internal static class Smt
{
    public const string True = "true";
    public const string False = "false";

    public static string Bool(bool value) => value ? True : False;

    public static string Not(string term) => term switch
    {
        True => False,
        False => True,
        _ => $"(not {term})",
    };

    public static string And(params IEnumerable<string> terms) => Chain("and", terms, True, False);

    public static string Or(params IEnumerable<string> terms) => Chain("or", terms, False, True);

    public static string If(string condition, string then, string otherwise) => condition switch
    {
        True => then,
        False => otherwise,
        _ when then == otherwise => then,
        _ => $"(ite {condition} {then} {otherwise})",
    };

    public static string Equal(string left, string right) => left == right ? True : $"(= {left} {right})";

    public static string Number(long value) =>
        value >= 0 ? value.ToString(CultureInfo.InvariantCulture) : $"(- {((Int128)(-(Int128)value)).ToString(CultureInfo.InvariantCulture)})";

    /// <summary>A symbol; what SMT-LIB does not allow in one is written as its number.</summary>
    public static string Symbol(string name)
    {
        var text = new StringBuilder("|");
        foreach (var c in name)
        {
            text.Append(c is > ' ' and < '\x7f' and not ('|' or '\\') ? c : $"!{(int)c:x}!");
        }

        return text.Append('|').ToString();
    }

    /// <summary>A string literal.</summary>
    public static string Literal(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            text.Append(rune.Value is >= ' ' and < 0x7f and not ('"' or '\\') ? rune.ToString() : $"\\u{{{rune.Value:x}}}");
        }

        return text.Append('"').ToString();
    }

    private static string Chain(string name, IEnumerable<string> terms, string neutral, string absorbing)
    {
        var parts = new List<string>();
        foreach (var term in terms)
        {
            if (term == absorbing)
            {
                return absorbing;
            }

            if (term != neutral && !parts.Contains(term))
            {
                parts.Add(term);
            }
        }

        return parts.Count switch
        {
            0 => neutral,
            1 => parts[0],
            _ => $"({name} {string.Join(' ', parts)})",
        };
    }
}
