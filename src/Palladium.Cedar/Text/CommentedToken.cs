using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Text;

/// <summary>A token with the comments on the lines above it and the one behind it on its line.</summary>
internal sealed record CommentedToken(Token Token, string[] Above)
{
    public string? Behind { get; private set; }

    /// <summary>The tokens of a text that <see cref="Tokenizer"/> can cut, the end included.</summary>
    public static List<CommentedToken> Cut(string text)
    {
        var tokens = new List<CommentedToken>();
        var at = 0;
        foreach (var token in Tokenizer.Cut(text))
        {
            var comments = Comments(text.AsSpan(at, token.Offset - at), out var firstIsOnThisLine);
            if (firstIsOnThisLine && tokens.Count > 0)
            {
                tokens[^1].Behind = comments[0];
                comments = comments[1..];
            }

            tokens.Add(new CommentedToken(token, comments));
            at = token.Offset + token.Length;
        }

        return tokens;
    }

    private static string[] Comments(ReadOnlySpan<char> gap, out bool firstIsOnThisLine)
    {
        var comments = new List<string>();
        firstIsOnThisLine = false;
        while (gap.IndexOf("//") is var start and >= 0)
        {
            firstIsOnThisLine |= comments.Count == 0 && gap[..start].IndexOfAny('\n', '\r') < 0;
            gap = gap[start..];
            var end = gap.IndexOfAny('\n', '\r');
            end = end < 0 ? gap.Length : end;
            comments.Add(gap[..end].TrimEnd().ToString());
            gap = gap[end..];
        }

        return [.. comments];
    }
}
