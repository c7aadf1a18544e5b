using Palladium.Cedar;
using Palladium.Doctrine.Bundle;

namespace Palladium.Doctrine.Toml;

/// <summary>Cedar's syntax as the value of a key, with its place, so that an error in it can be found in the file.</summary>
internal sealed record CedarText(string Text, string File, TomlPlace Start)
{
    /// <summary>The text under a key; null when there is none.</summary>
    public static CedarText? Of(TomlTable table, string name) => table.Take<string>(name, "an expression in Cedar's syntax", required: false, out var text)
        ? new(text, table.File, table.TextPlaceOf(name))
        : null;

    /// <summary>An error of Cedar's, moved from its place in this text to its place in the file.</summary>
    /// <param name="error">The error.</param>
    /// <param name="rule">Identifier of the rule.</param>
    /// <param name="linesBefore">Lines that were put before the text.</param>
    public DoctrineProblem Problem(CedarError error, string rule, int linesBefore = 0)
    {
        var line = error.Line - linesBefore;
        return new(File, Start.Line + line - 1, line == 1 ? Start.Column + error.Column - 1 : error.Column, rule, error.Message);
    }
}
