using System.Text;

namespace Palladium.Cedar.Syntax;

/// <summary>The right side of <c>like</c>: the texts between the wildcards; one text alone has no wildcard.</summary>
internal sealed class Pattern(string[] segments)
{
    public ReadOnlySpan<string> Segments => segments;

    /// <summary>Whether the whole text fits. Takes each text at its first place, which leaves most for those behind.</summary>
    public bool Matches(string text)
    {
        var first = segments[0];
        if (segments.Length == 1)
        {
            return text == first;
        }

        var last = segments[^1];
        if (text.Length < first.Length + last.Length
            || !text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        for (var i = 1; i < segments.Length - 1; i++)
        {
            var at = rest.IndexOf(segments[i], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + segments[i].Length)..];
        }

        return true;
    }

    /// <summary>The pattern as a literal: bare stars for the wildcards, <c>\*</c> for the stars.</summary>
    public override string ToString() => $"\"{string.Join('*', segments.Select(s => CedarText.Escape(s).Replace("*", "\\*", StringComparison.Ordinal)))}\"";

    /// <summary>Puts a pattern together from front to back.</summary>
    public sealed class Builder
    {
        private readonly List<string> _segments = [];
        private readonly StringBuilder _text = new();

        public void Append(string text) => _text.Append(text);

        public void Wildcard()
        {
            _segments.Add(_text.ToString());
            _text.Clear();
        }

        public Pattern Build() => new([.. _segments, _text.ToString()]);
    }
}
