using Palladium.Cedar.Text;

namespace Palladium.Cedar;

/// <summary>Lays policies out as Cedar's own formatter does. Comments are kept; what is formatted already stays as it is.</summary>
public static class CedarFormatter
{
    /// <summary>Formats policies and templates.</summary>
    /// <param name="text">Any text; if it is no policies, the errors come back.</param>
    /// <param name="file">The name that errors shall bear.</param>
    /// <param name="lineWidth">Lines are broken where they would become longer, as far as there is a place to break.</param>
    /// <param name="indentWidth">By how many blanks each level is indented.</param>
    public static CedarParse<string> Format(string text, string file, int lineWidth = 80, int indentWidth = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lineWidth);
        ArgumentOutOfRangeException.ThrowIfNegative(indentWidth);
        var parsed = PolicySet.Parse(text, file);
        return parsed.Succeeded
            ? new CedarParse<string>(new PolicyLayout(CommentedToken.Cut(text), indentWidth).Render(lineWidth))
            : new CedarParse<string>(parsed.Errors);
    }
}
