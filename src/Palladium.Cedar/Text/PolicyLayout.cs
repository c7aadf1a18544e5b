using Palladium.Cedar.Syntax;
using static Palladium.Cedar.Text.Layout;

namespace Palladium.Cedar.Text;

/// <summary>
/// Lays out the tokens of policies that are known to be well formed, one method per level of the grammar, as
/// Cedar's own formatter does.
/// </summary>
internal sealed class PolicyLayout(List<CommentedToken> tokens, int indent)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private int _at;

    private Token Current => tokens[_at].Token;

    public string Render(int width)
    {
        var policies = new List<string>();
        while (Current.Kind != TokenKind.End)
        {
            policies.Add(Policy().Render(width).Trim('\n', ' '));
        }

        return string.Join("\n\n", policies) + "\n" + string.Concat(tokens[^1].Above.Select(comment => comment + "\n"));
    }

    /// <summary>The next token with its comments; behind a comment the line ends, else <paramref name="then"/> follows.</summary>
    private Layout Take(Layout? then = null)
    {
        var token = tokens[_at++];
        var text = Of(token.Token.Kind == TokenKind.String ? $"\"{token.Token.Text}\"" : token.Token.Text);
        if (token.Above.Length == 0 && token.Behind is null)
        {
            return then is null ? text : Join(text, then);
        }

        var parts = new List<Layout>();
        foreach (var comment in token.Above)
        {
            parts.AddRange(NewLine, Of(comment));
        }

        parts.AddRange(token.Above.Length > 0 ? NewLine : Nothing, text);
        if (token.Behind is not null)
        {
            parts.AddRange(Of(" " + token.Behind), NewLine);
        }
        else if (then is not null)
        {
            parts.Add(then);
        }

        return Join(parts);
    }

    private Layout Policy()
    {
        var parts = new List<Layout>();
        while (Current.Is("@"))
        {
            parts.Add(Take());
            if (tokens[_at + 1].Token.Is("("))
            {
                parts.AddRange(Take(), Take(), Take());
            }

            parts.Add(Take(NewLine));
        }

        parts.AddRange(Take(), Of(" "), Take(), Scope(), Take());
        while (!Current.Is(";"))
        {
            parts.AddRange(NewLine, Condition());
        }

        parts.Add(Take());
        return Join(parts);
    }

    private Layout Scope()
    {
        var isPlain = true;
        for (var i = _at; !tokens[i].Token.Is(")"); i++)
        {
            isPlain &= !tokens[i].Token.Is("==") && !tokens[i].Token.IsWord("in") && !tokens[i].Token.IsWord("is");
        }

        var separator = isPlain ? Of(" ") : NewLine;
        var inner = Join(Variable(), Take(separator), Variable(), Take(separator), Variable(), Current.Is(",") ? Take() : Nothing);
        return isPlain ? inner.Nest(indent).Group() : Join(Join(NewLine, inner).Nest(indent), NewLine);
    }

    private Layout Variable()
    {
        var head = Take();
        if (Current.IsWord("is"))
        {
            head = Join(head, Join(Join(Line, Take()).Group(), Line, Relation()).Nest(indent).Group());
        }

        return Current.Is("==") || Current.IsWord("in")
            ? Join(Join(head, Line, Take()).Group(), Join(Line, Sum()).Nest(indent)).Group()
            : head;

        // The type behind "is", without the "in" that may follow.
        Layout Relation() => Member();
    }

    private Layout Condition()
    {
        var word = Take();
        var open = Take();
        var body = Join(Line, Expression().Group()).Nest(indent);
        return Join(word, Line, Join(open, body, Line, Take()).Group()).Group();
    }

    private Layout Expression()
    {
        if (!Current.IsWord("if") || tokens[_at + 1].Token.Is("::"))
        {
            return Chain("||", () => Chain("&&", Relation));
        }

        var condition = Part();
        var then = Part();
        return Join(condition, Line, then, Line, Part()).Group();

        Layout Part() => Join(Take(), Join(Line, Expression()).Nest(indent));
    }

    private Layout Chain(string op, Func<Layout> operand)
    {
        var parts = new List<Layout> { operand() };
        while (Current.Is(op))
        {
            parts.AddRange(Of(" "), Take(Line), operand());
        }

        return Join(parts);
    }

    private Layout Relation()
    {
        var left = Sum();
        if (Current.IsWord("has") || Current.IsWord("like"))
        {
            return Join(left, Line, Take(), Line, Sum().Nest(indent)).Group();
        }

        if (Current.IsWord("is"))
        {
            var type = Join(left, Of(" "), Take(), Of(" "), Member().Nest(indent));
            return Current.IsWord("in") ? Join(type, Line, Take(), Of(" "), Sum().Nest(indent)).Group() : type.Group();
        }

        return Current.IsWord("in") || (Current.Kind == TokenKind.Symbol && Comparisons.Contains(Current.Text))
            ? Join(left, Of(" "), Take(), Of(" "), Sum())
            : left;
    }

    private Layout Sum() => Arithmetic(() => Arithmetic(Unary, "*", "*"), "+", "-");

    private Layout Arithmetic(Func<Layout> operand, string op, string other)
    {
        var first = operand();
        if (!Current.Is(op) && !Current.Is(other))
        {
            return first.Group();
        }

        var parts = new List<Layout> { first };
        while (Current.Is(op) || Current.Is(other))
        {
            parts.AddRange(Of(" "), Take(), Line, operand());
        }

        return Join(parts).Group();
    }

    private Layout Unary()
    {
        var parts = new List<Layout>();
        while (Current.Is("!") || Current.Is("-"))
        {
            parts.Add(Take());
        }

        return parts.Count == 0 ? Member() : Join([.. parts, Member()]);
    }

    private Layout Member()
    {
        var item = Primary();
        var accesses = new List<Layout>();
        while (true)
        {
            if (Current.Is("."))
            {
                Separate();
                accesses.Add(Join(Take(), Take()));
            }
            else if (Current.Is("["))
            {
                Separate();
                accesses.Add(Join(Take(), Take(), Take()));
            }
            else if (Current.Is("("))
            {
                Separate();
                accesses.Add(tokens[_at + 1].Token.Is(")")
                    ? Join(Take(), Take())
                    : Join(Join(Take(), SoftLine, List(")")).Nest(indent), SoftLine, Take()));
            }
            else
            {
                return Join(item, Join(accesses).Nest(indent)).Group();
            }
        }

        void Separate()
        {
            if (accesses.Count > 0)
            {
                accesses.Add(SoftLine);
            }
        }
    }

    private Layout Primary()
    {
        if (Current.Is("("))
        {
            return Join(Take(), Expression().Nest(1), Take()).Group();
        }

        if (Current.Is("["))
        {
            return Join(Take(), List("]").Nest(1), Take());
        }

        if (Current.Is("{"))
        {
            return tokens[_at + 1].Token.Is("}")
                ? Join(Take(), Take())
                : Join(Take(), Join(Line, List("}")).Nest(indent), Line, Take()).Group();
        }

        var parts = new List<Layout> { Take() };
        while (Current.Is("::"))
        {
            parts.AddRange(Take(), Take());
        }

        return parts.Count == 1 ? parts[0] : Join(parts);
    }

    /// <summary>What stands between brackets: expressions, or names with expressions behind colons.</summary>
    private Layout List(string close)
    {
        var parts = new List<Layout>();
        while (!Current.Is(close))
        {
            if (tokens[_at + 1].Token.Is(":"))
            {
                parts.AddRange(Take(), Take(), Of(" "));
            }

            parts.Add(Expression());
            if (Current.Is(","))
            {
                parts.Add(Take());
                parts.Add(Current.Is(close) ? Nothing : Line);
            }
        }

        return Join(parts);
    }
}
